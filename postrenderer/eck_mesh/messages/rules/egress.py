"""What pods may connect to outside the mesh: mesh.egress and mesh.egressHosts."""

from __future__ import annotations

from eck_mesh.messages.message import Message
from eck_mesh.messages.rules import egress_refusals
from eck_mesh.messages.rules.egress_refusals import BLOCKED

REASONS = (
    Message(
        "limits-egress",
        "mesh.egress is registryOnly: its proxies connect only to what is listed here",
        why="Without a Sidecar resource the default of the mesh applies, which is ALLOW_ANY unless "
        "somebody changed it.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message("egress-own-services", "its own Services"),
    Message("egress-services", "the Services of {target}"),
    Message(
        "egress-api-server",
        "the API server: it reads metadata of pods there",
    ),
    Message(
        "egress-dns",
        "DNS by TCP, for answers that are too long for UDP",
        why="Sidecars do not capture UDP. A line for a Service that the cluster does not have has "
        "no effect.",
    ),
    Message("egress-control-plane", "istiod and the telemetry of the mesh"),
    Message(
        "egress-package-registry",
        "{hosts}: the registry of integrations; packageRegistryRef or xpack.fleet.registryUrl "
        "replaces it",
        source="kibana x-pack/platform/plugins/shared/fleet/server/services/epm/registry",
    ),
    Message(
        "egress-product-versions",
        "{hosts}: the versions of Elastic Agent that Fleet offers; xpack.fleet.isAirGapped turns "
        "it off",
        source="kibana x-pack/platform/plugins/shared/fleet/server/services/agents/versions.ts",
    ),
    Message(
        "egress-telemetry",
        "{hosts}: usage statistics; telemetry.optIn: false turns them off",
        source="kibana src/platform/plugins/shared/telemetry/common/constants.ts",
    ),
    Message(
        "egress-geoip",
        "{hosts}: GeoIP databases; ingest.geoip.downloader.enabled: false, or in Logstash "
        "xpack.geoip.downloader.enabled: false, turns them off",
        source="elasticsearch docs/reference/ingest/processors/geoip.asciidoc",
    ),
    Message(
        "egress-models",
        "{hosts}: models of machine learning; xpack.ml.enabled: false turns it off",
        source="elasticsearch x-pack/plugin/ml-package-loader",
    ),
    Message("egress-agent-downloads", "{hosts}: what Elastic Agent downloads"),
    Message("egress-autoops", "{hosts}: Elastic's cloud, for AutoOps"),
    Message(
        "egress-plugins",
        "{hosts}: plugins that an init container installs",
        why="Behind a native sidecar init containers connect through the proxy. Before a classic "
        "one they run first and are not limited.",
        source="istio pkg/kube/inject/inject.go",
    ),
    Message("egress-snapshots", "{host}: snapshots of type {type}, by the client {client}"),
    Message("egress-notifications", "{hosts}: notifications, by the secure setting {setting}"),
    Message("egress-written", "{host}: written in {where}"),
    Message("egress-declared", "{host}: mesh.egressHosts"),
    Message(
        "egress-by-port-alone",
        "by TCP a proxy sees no name, so every host is reached on port {port}; an entry of "
        "mesh.egressHosts with protocol TLS or HTTP, or with addresses, narrows it",
        source="istio pilot/pkg/networking/core/listener.go",
    ),
    Message(
        "egress-not-in-mesh",
        "mesh.egress has no effect here: a pod outside the mesh has no sidecar that limits it",
    ),
    Message(
        "egress-hosts-not-used",
        "mesh.egressHosts has no effect here: mesh.egress is any",
    ),
    Message(
        "keeps-your-service-entry",
        "{entry} makes {host} known already",
        why="Two ServiceEntries for one host in a namespace are merged, or the first one wins.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "keeps-your-sidecar",
        "keeps {sidecar}, which lists all that {target} connects to",
        why="Only one Sidecar resource applies to a pod.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
)
NOTES = (
    Message(
        "egress-secret-not-seen",
        "the secure settings in the Secret {secret} are not seen; hosts that {target} connects to "
        "because of them belong in mesh.egressHosts",
        why=BLOCKED,
    ),
    Message(
        "egress-host-in-variable",
        "{where}: a variable, {variable}, stands for the host, which belongs in mesh.egressHosts "
        "unless a reference leads there too",
        why=BLOCKED,
    ),
    Message(
        "egress-port-not-known",
        "{where}: nothing shows the port of {host}, which belongs in mesh.egressHosts",
        why=BLOCKED,
    ),
    Message(
        "network-policy-blocks-egress",
        "{policy} lets {target} connect to no address outside the cluster on port {port}, which it "
        "needs for {hosts}.",
        "Add a rule for the port, or remove the hosts.",
        why="A NetworkPolicy knows addresses and no names, so it can allow a port to every address "
        "while the sidecar limits the hosts. Policies add up: another one may allow the port.",
    ),
)
MESSAGES = (*REASONS, *egress_refusals.MESSAGES, *NOTES)
