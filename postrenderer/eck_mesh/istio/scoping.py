"""What Istio's objects mean by a host and by exportTo."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

EVERY, OWN = "*", "."  # of exportTo: all namespaces, and that of the object


def is_host(name: str, namespace: str, host: str) -> bool:
    """Whether the host that an object of a namespace names is a full host, or a wildcard for it.

    Istio completes a host without a dot with the object's namespace; one with a dot is taken as
    complete (ResolveShortnameToFQDN in pilot/pkg/model/config.go).
    """
    if name.startswith("*"):
        return host.endswith(name[1:])
    return name == host or ("." not in name and host.startswith(f"{name}.{namespace}."))


def is_exported_to(exported: Collection[object], namespace: str, client: str) -> bool:
    """Whether an object of a namespace is shown to the clients of one.

    exported: its exportTo; without entries it is shown to all, by the mesh's default.
    """
    if not exported or EVERY in exported or client in exported:
        return True
    return OWN in exported and namespace == client
