"""Labels and annotations that somebody wrote on a pod template: what they would do to the mode, in words, or ""."""

from __future__ import annotations

from eck_mesh.istio import annotations as istio
from eck_mesh.istio import proxy_config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh

# What a label that somebody wrote must say, where it is there.
WANTED = {
    "excluded": {istio.INJECT: "false", istio.TLS_MODE: "disabled", istio.DATAPLANE: "none"},
    "sidecar": {istio.INJECT: "true", istio.TLS_MODE: "istio", istio.DATAPLANE: "none"},
    "ambient": {istio.INJECT: "false", istio.TLS_MODE: "istio", istio.DATAPLANE: "ambient"},
}


def label(key: str, value: str, mode: str, wanted: dict[str, str]) -> str:
    """Whether a label says what the mode needs; of most it needs nothing."""
    needed = wanted.get(key, value)
    return (
        ""
        if value == needed
        else f"mode {mode} needs {needed!r}. Remove it, or give this resource another mesh.mode."
    )


def annotation(key: str, value: str, mode: str, wanted: dict[str, str]) -> str:
    """Whether an annotation contradicts the mode on either data plane."""
    if key == istio.INJECT:
        return label(key, value, mode, wanted)
    if key == istio.BYPASS_AMBIENT and value != "false":
        return "nothing would be enforced on this pod. Remove it."
    if key == istio.REWRITE and mode == "strict" and value not in istio.TRUE:
        return "the kubelet's HTTP probe cannot pass a STRICT port. Remove it."
    return ""


def leftover(key: str, _: str) -> str:
    """What is for a sidecar says nothing in ambient, where whoever wrote it may rely on it."""
    if key.startswith(istio.SIDECAR_ONLY) and key != istio.INJECT:
        return (
            "is for a sidecar, and ambient ignores it. Remove it, or set mesh.dataPlane: sidecar."
        )
    return ""


def capture(key: str, value: str, served: list[int], dialed: list[int], mesh: Mesh) -> str:
    """Whether a traffic annotation keeps every port that counts behind the sidecar, in words that Istio takes."""
    if key in (istio.INCLUDE_IN, istio.INCLUDE_RANGES):
        return (
            ""
            if value == "*"
            else "must be '*': what lies outside is open beside the sidecar, and no exclusion counts."
        )
    if key == istio.EXCLUDE_INTERFACES:
        return "traffic of that interface would pass the sidecar by. Remove it." if value else ""
    if key == istio.TEMPLATES and "sidecar" not in [name.strip() for name in value.split(",")]:
        return "the pod would get another template than the sidecar's. Remove it."
    if key == istio.PROXY_CONFIG:
        return proxy_config.problem(value)
    if key in istio.VALUES and not istio.takes(key, value):
        return f"must be {istio.VALUES[key]}. Istio would refuse the pod."
    if key == istio.INTERCEPTION:
        return (
            ""
            if value in ("REDIRECT", "TPROXY")
            else "nothing would be captured. Take REDIRECT or TPROXY."
        )
    try:
        return _lists(key, value, served, dialed, mesh)
    except ValueError as error:
        return f"{error}. Istio would refuse the pod."


def _lists(key: str, value: str, served: list[int], dialed: list[int], mesh: Mesh) -> str:
    if key in (istio.EXCLUDE_IN, istio.EXCLUDE_OUT):
        hit = [
            port
            for port in istio.ports(value)
            if port in (served if key == istio.EXCLUDE_IN else dialed)
        ]
        return f"{hit[0]} would pass the sidecar by. Remove it from the list." if hit else ""
    if key == istio.INCLUDE_OUT:
        istio.ports(value)
    if key == istio.EXCLUDE_RANGES:
        if ranges := istio.cluster_ranges(value):
            outside = "Exclude ports, or single addresses (/32) outside the cluster."
            return f"{ranges[0]} may hold addresses of the cluster. {outside}"
        known = [
            address
            for address in istio.private_addresses(value)
            if address in mesh.service_addresses
        ]
        return f"{known[0]} is a Service of this stream. Remove it from the list." if known else ""
    return ""
