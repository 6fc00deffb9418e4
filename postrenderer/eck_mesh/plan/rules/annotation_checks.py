"""User-defined labels and annotations of a pod, compared with what the mode needs."""

from __future__ import annotations

from eck_mesh.istio import annotations as istio
from eck_mesh.istio.annotation_values import (
    check_grammar,
    cluster_ranges,
    comma_list,
    ports,
    private_addresses,
)
from eck_mesh.istio.modes import INSIDE
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from eck_mesh.istio.modes import DataPlane
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.own_settings import OwnSettings


class Pod(NamedTuple):
    """What the mode means for the pods of one resource.

    ports: those that must not bypass the sidecar, by direction: served and dialed.
    addresses: of Services of the stream, which must not bypass the sidecar either.
    settings: where the mode of the resource is written.
    """

    mode: str
    plane: DataPlane
    ports: Mapping[str, list[int]]
    addresses: Set[str]
    settings: OwnSettings

    @property
    def labels(self) -> dict[str, str]:
        """What labels of Istio must say where a user writes them."""
        return self.plane.labels if self.mode in INSIDE else self.plane.outsideLabels


def label_problem(key: str, value: str, pod: Pod) -> Reason | None:
    """Why a label contradicts the mode."""
    needed = pod.labels.get(key, value)
    if value == needed:
        return None
    own = pod.settings
    return reason("label-contradicts-mode", value=value, mode=pod.mode, needed=needed, settings=own)


def annotation_problem(key: str, value: str, pod: Pod) -> Reason | None:
    """Why an annotation contradicts the mode, or makes Istio's injector refuse the pod."""
    if key == istio.INJECT and (pod.plane.injects or pod.mode not in INSIDE):
        return label_problem(key, value, pod)
    row = istio.ANNOTATIONS.get(key)
    if row is None or pod.mode not in row.modes or (row.sidecar and not pod.plane.injects):
        return None
    if row.only and value not in row.only:
        return reason(row.message, value=value)
    if row.contains and row.contains not in comma_list(value):
        return reason(row.message, value=value)
    try:
        if row.grammar:
            check_grammar(row.grammar, value)
    except InvalidValue as error:
        return error.reason
    return _bypass_problem(row.bypass, value, pod) if row.bypass else None


def _bypass_problem(bypass: str, value: str, pod: Pod) -> Reason | None:
    """Why a list would let traffic bypass the sidecar that the sidecar has to capture."""
    if bypass == "cluster":
        for item in cluster_ranges(value):
            return reason("range-bypasses-sidecar", range=item)
        for address in private_addresses(value):
            if address in pod.addresses:
                return reason("service-bypasses-sidecar", address=address)
        return None
    for port in ports(value):
        if port in pod.ports[bypass]:
            return reason("port-bypasses-sidecar", port=port)
    return None
