"""Values of annotations as Istio's injector parses them (pkg/kube/inject/validate.go).

ECK and the API server accept any text. The injector then refuses the pod, which shows only as
FailedCreate on a StatefulSet.
"""

from __future__ import annotations

from eck_mesh.istio.annotations import YES
from eck_mesh.istio.proxy_config import check_proxy_config
from eck_mesh.manifests.quantity import amount
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NO = ("0", "f", "F", "FALSE", "false", "False")  # what Go's ParseBool accepts as false
# Address space of clusters: private, carriers' (EKS, GKE), and class E (GKE).
PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "240.0.0.0/4",
    "fc00::/7",
)


def comma_list(text: str) -> list[str]:
    """The items of a comma list without the blanks around them; none of an empty text."""
    return [item.strip() for item in text.split(",")] if text else []


def ports(text: str) -> list[int]:
    """The ports of a comma list. InvalidValue for a name, a range, `*`, and an empty item."""
    items = comma_list(text)
    for item in items:
        if not _is_number(item, bits=16):
            raise InvalidValue(reason("port-list-not-valid", item=item))
    return [int(item) for item in items]


def cluster_ranges(text: str) -> list[str]:
    """The ranges of a comma list of CIDRs that may contain cluster addresses: private space, single
    addresses excepted. InvalidValue for an item without a prefix length, or with blanks."""
    return [item for item, addresses in _private(text) if addresses > 1]


def private_addresses(text: str) -> list[str]:
    """The private single addresses of such a list: of the cluster, or of its neighbors."""
    return [item.partition("/")[0] for item, addresses in _private(text) if addresses == 1]


def _private(text: str) -> Iterator[tuple[str, int]]:
    """Each item that overlaps private space, with the number of its addresses."""
    if not text:
        return
    import ipaddress

    spaces = [ipaddress.ip_network(space) for space in PRIVATE]
    for item in text.split(","):
        try:
            network = ipaddress.ip_network(item, strict=False)
        except ValueError as error:
            raise InvalidValue(reason("address-range-not-valid", item=item)) from error
        if "/" not in item:
            raise InvalidValue(reason("address-range-not-valid", item=item))
        if any(space.version == network.version and space.overlaps(network) for space in spaces):
            yield item, network.num_addresses


def _is_number(text: str, bits: int) -> bool:
    return text.isascii() and text.isdigit() and whole_number(text) < 1 << bits


# What an annotation must be, in words, for the annotations with a single value.
SINGLE_VALUES: dict[str, Callable[[str], bool]] = {
    "a port": lambda text: _is_number(text.strip(), bits=16),
    "a whole number": lambda text: _is_number(text, bits=32),
    "true or false": lambda text: text in YES + NO,
    "a quantity": lambda text: amount(text) is not None,
}
# The same for the others: a parser, which raises InvalidValue.
PARSERS: dict[str, Callable[[str], object]] = {
    "ports": ports,
    "address ranges": cluster_ranges,
    "ProxyConfig": check_proxy_config,
}


def check_grammar(grammar: str, text: str) -> None:
    """InvalidValue for a value that the injector refuses; `grammar`: a key of one of the tables
    above."""
    if grammar in PARSERS:
        PARSERS[grammar](text)
    elif not SINGLE_VALUES[grammar](text):
        raise InvalidValue(reason("annotation-not-valid", wanted=grammar, value=text))
