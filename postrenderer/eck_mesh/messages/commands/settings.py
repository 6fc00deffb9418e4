"""The mesh block: on a locked resource, in a settings file, from flags."""

from __future__ import annotations

from eck_mesh.messages.message import Message

SLIP = "A setting that is ignored silently would leave the mesh in a state that nobody chose."
WRITTEN_BY_CHART = "The chart writes it; do not edit it."

BLOCK = (
    Message(
        "unknown-setting",
        "{setting} is not a setting.",
        "Use {known}.",
        why=SLIP,
    ),
    Message(
        "setting-has-wrong-type",
        "{setting} must be {wanted}, not {value!r}.",
        "Change it.",
        why=SLIP,
    ),
    Message(
        "setting-has-unknown-value",
        "{setting} cannot be {value!r}.",
        "Use {choices}.",
        why=SLIP,
    ),
    Message(
        "traffic-policy-sets-tls",
        "{setting} cannot be set: the mode decides about TLS.",
        "Remove it.",
        why="The TLS mode of a DestinationRule is what makes the mode of a resource true for its "
        "clients.",
    ),
    Message(
        "traffic-policy-not-understood",
        "{setting} cannot be set: no sidecar in front of Elasticsearch, Kibana and the others "
        "understands what clients would then send.",
        "Remove it.",
        why="Of Istio's proxies only gateways read PROXY headers, and a tunnel by HTTP CONNECT "
        "needs a proxy as its target.",
        source="istio pilot/pkg/networking/core/gateway.go, tunnelingconfig/apply.go",
    ),
    Message(
        "proxy-resources-incomplete",
        "mesh.proxy.resources has only {found}.",
        "Set all four or none: {wanted}.",
        why="Any one of Istio's annotations for resources removes Istio's defaults for the others.",
        source="istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
    ),
    Message(
        "quantity-not-valid",
        "mesh.proxy.resources.{key}: {value!r} is not a quantity.",
        "Write it like 100m or 128Mi.",
        why="Istio's injector would refuse every pod.",
        source="kubernetes apimachinery pkg/api/resource/quantity.go",
    ),
    Message(
        "requests-exceed-limits",
        "mesh.proxy.resources requests more {resource} than its limit.",
        "Lower the request, or raise the limit.",
        why="The API server would reject every pod.",
    ),
)
ANNOTATION = (
    Message(
        "settings-not-parsed",
        "does not parse as JSON: {error}.",
        WRITTEN_BY_CHART,
        why="The annotation carries the settings of values to eck-mesh.",
    ),
    Message(
        "contract-differs",
        "the chart writes contract {theirs}, and this eck-mesh reads contract {ours}.",
        "Install the eck-mesh of the chart's version.",
        why="Another contract may mean something else by the same settings.",
    ),
    Message(
        "flag-weakens-mode",
        "is locked with mode {mode}, which the flag for {flag} would weaken.",
        "Set mesh.mode: {flag} in values, or add --override.",
        why="Settings of a locked resource win: a flag in a pipeline must not weaken them by "
        "accident.",
    ),
)
EXPECTED_MODE = (
    Message(
        "expected-mode-missing",
        "--expect-mode {expected}: no resource of the stream has a mode.",
        "Set mesh.mode: {expected} in values, or change --expect-mode.",
        why="The values file, or the flag, lost the mode.",
    ),
    Message(
        "release-below-expected-mode",
        "--expect-mode {expected}: the release has mode {mode}.",
        "Set mesh.mode: {expected} in values, or change --expect-mode.",
        why="The values file, or the flag, lost the mode.",
    ),
    Message(
        "resource-below-expected-mode",
        "--expect-every {expected}: this resource has mode {mode}.",
        "Set mesh.mode: {expected} for it, or remove --expect-every.",
        why="With --expect-every no resource may differ from its release.",
    ),
)
MESSAGES = (*BLOCK, *ANNOTATION, *EXPECTED_MODE)
