"""Lines for the pods of the operator, which connects to the resources by itself."""

from __future__ import annotations

from eck_mesh.istio.membership import pod_membership, requests_injection
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, NOTE, READY, Line
from eck_mesh.status.missing_proxy import why_not_injected
from eck_mesh.status.pods import IN_MESH
from eck_mesh.status.policies.locked_out import operator_locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.messages.reason import Reason
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Pod


def operator_lines(desired: Desired, namespace: str) -> Iterator[Line]:
    """The operator in the given namespace; if it has none, those of every namespace."""
    targets = operator_locked_out_of(desired)
    operators = desired.live.operators
    if not operators:
        yield _missing_operator_line(desired, namespace, targets)
    here = any(pod.namespace == namespace for pod in operators)
    for pod in operators:
        found = pod_membership(pod.body)
        expected = IN_MESH if targets else "any"
        state, why = READY, None
        if targets and not found.plane:
            state, why = NOT_READY, _why_locked_out(pod, desired, targets)
            if here and pod.namespace != namespace:
                state, why = NOTE, reason("second-operator", namespace=namespace)
        yield Line(state, str(pod), why, expected, found.proxy)


def _missing_operator_line(desired: Desired, namespace: str, targets: str) -> Line:
    if desired.operator:
        why = reason("operator-in-stream")
        return Line(NOTE, str(desired.operator.ref), why, found="no pods")
    if not targets:
        return Line(NOTE, "elastic-operator", reason("operator-not-found", namespace=namespace))
    why = reason("operator-not-found-and-locked-out", namespace=namespace, targets=targets)
    return Line(NOT_READY, "elastic-operator", why)


def _why_locked_out(pod: Pod, desired: Desired, targets: str) -> Reason:
    namespace_labels = desired.live.namespace_labels(pod.namespace)
    if requests_injection(pod.labels, namespace_labels):
        cause = why_not_injected(pod.labels, pod.namespace, desired.live)
        if cause:
            return reason("operator-not-injected", targets=targets, cause=cause)
    if desired.plan:
        return reason("operator-locked-out", targets=targets)
    return reason("operator-outside-mesh", targets=targets)
