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
        "{setting} must be {wanted}, not {found}.",
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
        "host-needs-protocol",
        "{setting}: an address needs protocol TCP, and a wildcard needs TLS, HTTPS or HTTP.",
        "Change the protocol.",
        why="A proxy knows a wildcard by TLS's server name or HTTP's Host, and an address by the "
        "address alone.",
        source="istio pilot/pkg/networking/core/listener.go",
    ),
    Message(
        "proxy-resources-incomplete",
        "mesh.proxy.resources has only {found}.",
        "Set all four or none: {wanted}.",
        why="Any one of Istio's annotations for resources removes Istio's defaults for the others.",
        source="istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
    ),
    Message(
        "setting-of-release-only",
        "{setting} is a setting of the whole release.",
        "Set it for the release, or use {known}.",
        why="It describes the mesh or the cluster, which all resources share.",
    ),
    Message(
        "setting-beside-mesh",
        "{setting} stands beside the key mesh, where it has no effect.",
        "Move it below mesh, or remove the key mesh.",
        why="A settings file is a mesh block, or a values file that has one below mesh. Only one "
        "of the two is read.",
    ),
    Message(
        "gateway-without-namespace",
        "mesh.gateway has no namespace.",
        "Set mesh.gateway.namespace to the namespace of the gateway's pods.",
        why="A selector and a service account mean nothing without the namespace of their pods.",
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
SINGLE_RESOURCES = (
    Message(
        "settings-for-no-resource",
        "the stream has no such resource; it has {known}.",
        "Name one as Kind/name or Kind/namespace/name.",
        why=SLIP,
    ),
    Message(
        "settings-for-several",
        "this is {found}.",
        "Name one with its namespace, as Kind/namespace/name.",
        why="A name is unique only in its namespace.",
    ),
    Message(
        "settings-given-twice",
        "another key names {resource} too.",
        "Remove one of the two.",
        why="Nobody could tell which of the two blocks counts.",
    ),
    Message(
        "settings-of-locked-resource",
        "{resource} is locked, and has its settings in values{place}.",
        "Set them there, or add --override.",
        why="The settings on a locked resource are those of its release. A flag that changed them "
        "without --override could weaken them by mistake.",
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
MESSAGES = (*BLOCK, *SINGLE_RESOURCES, *ANNOTATION)
