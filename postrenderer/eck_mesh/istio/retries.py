"""mesh.retries: what the sidecars of clients repeat, as the `retries` of a VirtualService.

Istio's own policy is that of the mesh (meshConfig.defaultHttpRetryPolicy). Before 1.24 it has 503
among the codes to repeat (pilot/pkg/networking/core/route/retry of Istio; istio/istio#52111), which
is also what a sidecar answers for a server that has executed a request and then failed.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body


class Retries(NamedTuple):
    """One word of the setting. because: the id of the message that gives the reason."""

    policy: Body
    because: str


# No server has read a request whose connection failed, or that HTTP/2 has refused. Every version of
# Istio accepts these two words.
RETRIES = {
    "safe": Retries(
        {"attempts": 2, "retryOn": "connect-failure,refused-stream"}, "repeats-unread-requests"
    ),
    "never": Retries({"attempts": 0}, "repeats-nothing"),
}


def retrying_route(host: str, policy: Body) -> Body:
    """A VirtualService that leads the clients of a host to it, with a policy of retries."""
    route = {"route": [{"destination": {"host": host}}], "retries": policy}
    return {"hosts": [host], "exportTo": ["*"], "http": [route]}
