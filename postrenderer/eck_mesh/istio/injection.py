"""How the labels of a pod ask for the mesh, how the pod is in it, and why the one is not the other.

Which webhook is called: manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml of Istio. A Namespace's
own word comes first: with istio-injection the default istiod alone is asked, with istio.io/rev that revision alone.
"""

from __future__ import annotations

from eck_mesh.istio import annotations as istio
from eck_mesh.istio.names import INJECTION, PROXY, REDIRECTED, REVISION
from eck_mesh.manifests.paths import get, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.paths import Body

    Labels = dict[str, str]

DEFAULT = "default"  # the revision, or the tag, that istio-injection: enabled means
NEVER = (
    "kube-system",
    "kube-public",
    "kube-node-lease",
    "local-path-storage",
)  # pkg/kube/inject/initializer.go


def requests_sidecar(template: Body) -> bool:
    """Whether the labels of a pod template request a sidecar."""
    return text(template, ("metadata", "labels", istio.INJECT)) == "true"


def before_sidecar(template: Body) -> list[Body]:
    """The init containers of a pod template that run before a classic sidecar, and that it redirects.

    Not those of user 1337, native sidecars, or any where the pod requests a native sidecar, which runs
    first.
    """
    if get(template, ("metadata", "annotations", istio.NATIVE)) == "true":
        return []
    return [
        container
        for container in mappings(template, ("spec", "initContainers"))
        if get(container, ("restartPolicy",)) != "Always"
        and get(container, ("securityContext", "runAsUser")) != istio.PROXY_UID
    ]


def plane(pod: dict[str, Any]) -> str:
    """How a pod is in the mesh: native or classic sidecar, ambient, or none. The seed's check, with the init containers,
    where a native sidecar stands."""
    for where, kind in ("initContainers", "native sidecar"), ("containers", "classic sidecar"):
        if any(container["name"] == PROXY for container in get(pod, ("spec", where), [])):
            return kind
    return "ambient" if get(pod, ("metadata", "annotations", REDIRECTED)) == "enabled" else "none"


def asked(labels: Labels, namespace: Labels) -> str:
    """What the labels of a pod template, or of a pod, ask for in their namespace: sidecar, ambient or none."""
    if (
        labels.get(istio.DATAPLANE, namespace.get(istio.DATAPLANE)) == "ambient"
        and labels.get(istio.INJECT) != "true"
    ):
        return "ambient"
    if istio.INJECT in labels:
        return "sidecar" if labels[istio.INJECT] == "true" else "none"
    if INJECTION in namespace:
        return "sidecar" if namespace[INJECTION] == "enabled" else "none"
    return "sidecar" if REVISION in namespace or REVISION in labels else "none"


def blocked(labels: Labels, namespace: str, own: Labels, revisions: list[str]) -> str:
    """Why no pod with these labels would get the sidecar that they ask for, in a namespace with labels of its own; "" where
    nothing is in the way. revisions: that istiods inject by."""
    there = f"there are: {', '.join(revisions)}"
    if namespace in NEVER:
        return f"Istio injects nothing in namespace {namespace}."
    if own.get(INJECTION) == "disabled":
        return f"namespace {namespace} has istio-injection: disabled, where no pod gets one. Remove the label, restart it."
    if not revisions:
        return "no injector is there, no MutatingWebhookConfiguration with app=sidecar-injector. Is Istio installed?"
    if own.get(INJECTION) == "enabled":
        why = f"namespace {namespace} has istio-injection: enabled, which asks for the default istiod alone, and there is none; "
        why += f"{there}. Remove the label, and set mesh.revision."
        return "" if DEFAULT in revisions else why
    if REVISION in own:
        why = f"namespace {namespace} has istio.io/rev: {own[REVISION]}, which no istiod injects; {there}."
        return "" if own[REVISION] in revisions else why
    if REVISION in labels:
        return (
            ""
            if labels[REVISION] in revisions
            else f"no istiod injects revision {labels[REVISION]}; {there}."
        )
    return (
        ""
        if DEFAULT in revisions
        else f"istiod injects only by revision here; {there}. Set mesh.revision."
    )


def why(
    pod: dict[str, Any], wanted: Labels, own: Labels, revisions: list[str], expected: str
) -> str:
    """Why a pod is not in the mesh although its resource, with the labels wanted, asks for it."""
    labels = get(pod, ("metadata", "labels"), {})
    if get(pod, ("spec", "hostNetwork")):
        return "is on the host's network, where the mesh takes no pod. Remove hostNetwork."
    if expected == "sidecar":
        cause = blocked({**labels, **wanted}, pod["metadata"]["namespace"], own, revisions)
        if cause:
            return cause
    if asked(labels, own) != expected:
        return "made before its resource asked for it: restart it, or let the operator roll it."
    if expected == "ambient":
        return "its labels ask for it, but nobody did it. Restart it; does Istio's CNI agent run on its node, with ambient?"
    return "its labels ask for it, but nobody did it. Restart it; is istiod there?"


def taken(pod: dict[str, Any], ports: dict[str, list[int]]) -> str:
    """The first port that a pod's sidecar takes although it has to pass by, with its direction; "" for none. ports: those
    that have to, by direction."""
    for direction, key in ("inbound", istio.EXCLUDE_IN), ("outbound", istio.EXCLUDE_OUT):
        have = [item.strip() for item in get(pod, ("metadata", "annotations", key), "").split(",")]
        for port in ports[direction]:
            if str(port) not in have:
                return f"{direction} {port}"
    return ""
