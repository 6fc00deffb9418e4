"""The lock on a resource that must not reach a cluster without the post-renderer.

The chart renders it as GROUP.add-post-renderer-eck-mesh.invalid/VERSION. No cluster can serve
.invalid (RFC 2606), so Helm, kubectl and Flux refuse it, and their message names what to add. An
annotation contains the settings.
"""

LOCK = ".add-post-renderer-eck-mesh.invalid"
SETTINGS = "eck-mesh.invalid/settings"
# The comment that the chart writes above each resource of ECK that it renders without a lock.
MARK = "# Rendered by eck-mesh"
