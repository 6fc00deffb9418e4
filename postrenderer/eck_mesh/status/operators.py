"""Lines for the pods of the operator, which connects to the resources by itself."""

from __future__ import annotations

from eck_mesh.istio.membership import OUTSIDE, pod_membership, requests_injection
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, NOTE, READY, Line
from eck_mesh.status.missing_proxy import why_not_injected
from eck_mesh.status.pods import expected_planes
from eck_mesh.status.policies.locked_out import operator_locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.messages.reason import Reason
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Pod
    from eck_mesh.status.policies.locked_out import LockedOut


def operator_lines(desired: Desired, namespace: str) -> Iterator[Line]:
    """The operator in the given namespace; if it has none, those of every namespace."""
    operators = desired.live.operators
    if not operators:
        targets = operator_locked_out_of(OUTSIDE, desired).targets
        yield _missing_operator_line(desired, namespace, targets)
    expected = expected_planes(lambda plane: operator_locked_out_of(plane, desired))
    here = any(pod.namespace == namespace for pod in operators)
    for pod in operators:
        found = pod_membership(pod.body)
        locked_out = operator_locked_out_of(found.plane, desired)
        state, why = READY, None
        if locked_out.targets:
            state, why = NOT_READY, _why_locked_out(pod, desired, locked_out)
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


def _why_locked_out(pod: Pod, desired: Desired, locked_out: LockedOut) -> Reason:
    targets = locked_out.targets
    if locked_out.why == "connects-to-ambient-pods":
        return reason("operator-connects-to-ambient-pods", targets=targets)
    if locked_out.why:
        return reason(locked_out.why, targets=targets)
    namespace_labels = desired.live.namespace_labels(pod.namespace)
    if requests_injection(pod.labels, namespace_labels):
        cause = why_not_injected(pod.labels, pod.namespace, desired.live)
        if cause:
            return reason("operator-not-injected", targets=targets, cause=cause)
    if desired.plan:
        return reason("operator-locked-out", targets=targets)
    return reason("operator-outside-mesh", targets=targets)
