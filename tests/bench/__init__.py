"""`make bench`: how long a run takes, against a plain interpreter, kustomize and Helm without a post-renderer."""
