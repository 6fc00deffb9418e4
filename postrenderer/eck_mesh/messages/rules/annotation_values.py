"""Values of annotations that make Istio's injector refuse the pod."""

from __future__ import annotations

from eck_mesh.messages.message import Message

FAILED_CREATE = (
    "ECK and the API server accept any text. Istio's injector then refuses the pod, which shows "
    "only as FailedCreate on a StatefulSet."
)
VALIDATION = "istio pkg/kube/inject/validate.go"

MESSAGES = (
    Message(
        "annotation-not-valid",
        "must be {wanted}, not {value!r}; Istio would refuse the pod.",
        "Change it.",
        why=FAILED_CREATE,
        source=VALIDATION,
    ),
    Message(
        "port-list-not-valid",
        "{item!r} is not a port; Istio would refuse the pod.",
        "Write numbers from 0 to 65535 between commas: no names, no ranges, no *.",
        why=FAILED_CREATE,
        source=VALIDATION,
    ),
    Message(
        "address-range-not-valid",
        "{item!r} is not an address range; Istio would refuse the pod.",
        "Write ranges with a prefix length (/32 for one address) between commas, without blanks.",
        why=FAILED_CREATE,
        source=VALIDATION,
    ),
    Message(
        "proxy-config-not-parsed",
        "does not parse as YAML: {error}; Istio would refuse the pod.",
        "Change it.",
        why=FAILED_CREATE,
        source=VALIDATION,
    ),
    Message(
        "proxy-config-no-mapping",
        "must contain a mapping; Istio would refuse the pod.",
        "Change it.",
        why=FAILED_CREATE,
        source=VALIDATION,
    ),
    Message(
        "proxy-config-wrong-type",
        "{field} must be {wanted}, not {value!r}; Istio would refuse the pod.",
        "Change it.",
        why=FAILED_CREATE,
        source="istio/api mesh/v1alpha1/proxy.proto",
    ),
)
