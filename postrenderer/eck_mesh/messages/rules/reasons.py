"""Why eck-mesh changes or creates something: the reasons that the tables and the rules name."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "prevents-injection",
        "prevents injection even where the namespace requests it",
    ),
    Message(
        "prevents-ambient",
        "keeps the pod out of ambient mode too",
    ),
    Message(
        "no-sidecar-here",
        "these pods have no sidecar, so meshed clients must not send mutual TLS, whatever a "
        "wildcard rule says",
    ),
    Message(
        "requests-injection",
        "requests a sidecar, as a label: the annotation of the same name does nothing in a "
        "namespace without an injection label",
        source="istio "
        "manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml",
    ),
    Message(
        "names-revision",
        "names the istiod revision that injects; an istiod that has only a revision ignores the "
        "inject label",
    ),
    Message(
        "captures-every-port",
        "every port goes through the sidecar, and only then do the exclusions count",
    ),
    Message(
        "node-ports-bypass",
        "nodes use Elasticsearch's own mutual TLS to pod addresses on this port; it bypasses the "
        "sidecar on both ends, since a sidecar on one end alone breaks the connection",
    ),
    Message(
        "webhook-bypasses",
        "the API server calls the webhook and has no sidecar. By Elastic's default (failurePolicy "
        "Ignore) it does without a webhook that does not answer: it would accept invalid "
        "manifests silently, and only an event in `kubectl describe` would report them. With "
        "failurePolicy Fail it would reject valid manifests too",
    ),
    Message(
        "rewrites-http-probe",
        "the kubelet has no sidecar; the sidecar's agent answers the kubelet's HTTP probe instead",
    ),
    Message(
        "encrypts-clients-outside",
        "connections from clients outside the mesh are then encrypted too",
    ),
    Message(
        "accepts-every-client",
        "accepts mutual TLS and everything else; this weakens a mesh that is STRICT by default",
    ),
    Message(
        "port-without-sidecar",
        "this port bypasses the sidecar, which istiod cannot know; mutual TLS sent there would be "
        "rejected",
    ),
    Message(
        "istio-encrypts",
        "Istio encrypts this port instead; a pod without a sidecar would use plaintext, which "
        "mesh.tls: eck rules out",
    ),
    Message(
        "accepts-mesh-identities",
        "accepts only clients with a mesh identity on captured ports",
        why="In ambient every port is captured, but processes on the host network of the same node "
        "bypass ztunnel, and connections that were open before strict stay open until ztunnel "
        "restarts (docs/ambient.md).",
    ),
    Message(
        "clients-use-mutual-tls",
        "clients use mutual TLS even where it is not automatic; without a rule istiod freezes its "
        "choice for a headless Service",
    ),
    Message(
        "requests-ambient",
        "requests ambient mode for this pod, whatever the namespace says",
    ),
    Message(
        "sidecar-would-win",
        "a sidecar would take precedence over ambient mode",
    ),
    Message(
        "no-waypoint",
        "no waypoint of the namespace in between: it could only forward TLS, as a single point of "
        "failure, and servers would see its identity instead of their client's",
    ),
    Message(
        "protects-missed-pods",
        "ztunnel carries it unchanged, and without it a pod that ambient mode missed would use "
        "plaintext",
    ),
    Message(
        "api-keys-without-tls",
        "API keys, and Kibana's alerting, do not need TLS since Elasticsearch 8.0",
    ),
    Message(
        "mounts-token",
        "this cluster issues no third-party tokens, so the sidecar proves its identity with this "
        "one",
    ),
    Message(
        "sets-proxy-resources",
        "mesh.proxy.resources; all four together, since one alone removes Istio's other defaults",
        source="istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
    ),
    Message(
        "sidecar-outlives-elasticsearch",
        "a classic sidecar must outlive ECK's pre-stop hook, which holds Elasticsearch for 50 s "
        "and more (mesh.proxy.classic)",
        source="tests/cluster/test_shutdown.py",
    ),
    Message(
        "waits-for-sidecar",
        "a classic sidecar starts together with the other containers, which would find no network "
        "at first (mesh.proxy.classic)",
    ),
    Message(
        "operator-follows-pods",
        "if ECK's TLS is off, a sidecar keeps a connection to the name of a pod at the pod's old "
        "address; Istio 1.31 and newer then ends it, and the operator connects anew",
        why="Without it the operator's requests to a pod that was replaced can fail with 503 until "
        "the operator restarts (docs/running-release.md#a-rolling-upgrade). Older versions of "
        "Istio ignore this setting.",
        source="tests/cluster/test_new_addresses.py",
    ),
)
