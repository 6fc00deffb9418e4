"""The lock: what the chart writes on a resource that must not reach a cluster without the post-renderer.

A locked apiVersion is GROUP.add-post-renderer-eck-mesh.invalid/VERSION: .invalid can never be served (RFC 2606), so
Helm, kubectl and Flux refuse it, and the message itself says what to add. The annotation holds the settings.
"""

LOCK = ".add-post-renderer-eck-mesh.invalid"
SETTINGS = "eck-mesh.invalid/settings"
