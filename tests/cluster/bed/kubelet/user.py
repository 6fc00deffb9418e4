"""Who a container's processes are: setpriv's arguments for its securityContext, as far as setpriv goes."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.images import Image

# What container runtimes leave to a container that says nothing.
DEFAULT = (
    "chown",
    "dac_override",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "net_bind_service",
    "net_raw",
    "sys_chroot",
    "mknod",
    "audit_write",
    "setfcap",
)


class User(NamedTuple):
    uid: int
    gid: int
    groups: tuple[int, ...]
    bounding: str  # --bounding-set
    new_privileges: bool

    def setpriv(self) -> list[str]:
        """What goes in front of a command."""
        words = ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}"]
        given = ",".join(str(group) for group in self.groups)
        words.append(f"--groups={given}" if given else "--clear-groups")
        words += ["--inh-caps=-all", f"--bounding-set={self.bounding}"]
        return words if self.new_privileges else [*words, "--no-new-privs"]


def user(pod: Object, container: Object, image: Image) -> User:
    """The container's own securityContext counts before the pod's, and this one before the image."""
    whole = pod["spec"].get("securityContext") or {}
    own = container.get("securityContext") or {}

    def setting(name: str, default: Any) -> Any:
        return next((s[name] for s in (own, whole) if s.get(name) is not None), default)

    uid = setting("runAsUser", image.user[0])
    gid = setting("runAsGroup", image.user[1] if uid == image.user[0] else 0)
    if setting("runAsNonRoot", False) and uid == 0:
        raise ValueError(f"container {container['name']} has runAsNonRoot and would run as root")
    groups = [*(whole.get("supplementalGroups") or [])]
    if whole.get("fsGroup") is not None:
        groups.append(whole["fsGroup"])
    privileged = bool(own.get("privileged"))
    bounding = "+all" if privileged else capabilities(own.get("capabilities") or {})
    return User(
        uid,
        gid,
        tuple(groups),
        bounding,
        privileged or own.get("allowPrivilegeEscalation") is not False,
    )


def capabilities(told: Object) -> str:
    """`add` after `drop`, on top of what runtimes leave."""
    added = [name.lower().removeprefix("cap_") for name in told.get("add") or []]
    dropped = [name.lower().removeprefix("cap_") for name in told.get("drop") or []]
    if "all" in added:
        return "+all"
    left = [] if "all" in dropped else [name for name in DEFAULT if name not in dropped]
    return ",".join(["-all", *(f"+{name}" for name in dict.fromkeys([*left, *added]))])
