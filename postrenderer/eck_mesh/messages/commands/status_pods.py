"""What `eck-mesh status` reports of pods and clients. Sentences follow the subject."""

from __future__ import annotations

from eck_mesh.messages.message import Message

PLAN = "`helm template … | eck-mesh status -`"
HOST_NETWORK = "Istio's CNI plugin and ztunnel redirect only pods that have a network of their own."

MESSAGES = (
    Message(
        "no-pods-yet",
        "no pod of it exists yet.",
        why="Nothing is known that would keep its pods out of the mesh.",
    ),
    Message(
        "pod-older-than-exclusion",
        "is still in the mesh: it was created before {resource} left the mesh.",
        "Restart the pod.",
        why="Labels decide when a pod is created. Clients follow the policies of the plan, by "
        "which this pod has no proxy.",
    ),
    Message(
        "pod-outside-mesh",
        "requests no mesh.",
        f"Set mesh.mode: permissive first. If it is to stay outside, use {PLAN}, which knows its "
        "mode.",
        why="Strict rejects clients without a mesh identity, and no policy makes a pod without a "
        "proxy accept mutual TLS.",
    ),
    Message(
        "client-outside-mesh",
        "requests no mesh and connects to {targets}; whether strict accepts it, only the plan "
        "shows.",
        f"Use {PLAN}.",
        why="Which clients without a sidecar strict accepts follows from values.",
    ),
    Message(
        "host-network-client-outside-mesh",
        "runs on the host network, where pods get no sidecar, and connects to {targets}; whether "
        "strict accepts it, only the plan shows.",
        f"Use {PLAN}.",
        why=HOST_NETWORK,
    ),
    Message(
        "client-locked-out",
        "strict would reject its connections to {targets}.",
        "Give it a sidecar, or set mesh.unmeshedClients: true for these resources.",
        why="It has no mesh identity, and the policies of the plan accept no other.",
    ),
    Message(
        "client-of-another-release-locked-out",
        "belongs to {resource}, which is not in the plan, and strict would reject its "
        "connections to {targets}.",
        "Give it a sidecar, or set mesh.unmeshedClients: true for these resources.",
        why="The plan accepts the clients without a sidecar that are in the stream. This one is "
        "not.",
    ),
    Message(
        "connects-to-ambient-pods",
        "strict would reject its connections to {targets}: to the nodes of an Elasticsearch in "
        "ambient mode a sidecar sends plaintext.",
        "Take it into ambient mode, or set mesh.unmeshedClients: true for these resources.",
        why="A sidecar knows of ambient mode only for Services with a cluster IP. To pod addresses "
        "and on ports that bypass it, such as 9300, no mutual TLS is used.",
        source="https://github.com/istio/istio/issues/54921",
    ),
    Message(
        "sidecars-without-tunnel",
        "strict would reject its connections to {targets}: it is in ambient mode, and sidecars "
        "there have no label networking.istio.io/tunnel: http.",
        "Run istiod in its ambient profile, then restart the pods of these resources.",
        why="Without the label istiod does not tell ztunnel that a sidecar accepts its mutual TLS, "
        "and ztunnel sends plaintext. The injector sets the label where meshConfig has "
        'ISTIO_META_ENABLE_HBONE: "true".',
        source="istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
    ),
    Message(
        "pod-of-removed-node-set",
        "belongs to a nodeSet that {resource} no longer has, and is not in the mesh as the other "
        "nodes will be: strict would break its connections.",
        "Wait until Elasticsearch has moved its shards and ECK has removed the pod.",
        why="A pod of a removed nodeSet serves traffic until its shards are on other nodes.",
    ),
    Message(
        "removed-node-set-in-mesh",
        "belongs to a nodeSet that {resource} no longer has: ECK removes the pod when its shards "
        "have moved.",
        why="A pod of a removed nodeSet serves traffic until its shards are on other nodes.",
    ),
    Message(
        "sidecar-captures-port",
        "its sidecar captures {direction} port {port}, which must bypass the sidecar on every "
        "node.",
        "Set mesh.mode: permissive first.",
        why="Nodes connect to each other by pod addresses, with their own mutual TLS. A sidecar "
        "on one end alone breaks these connections.",
    ),
    Message(
        "tls-mode-label",
        "its label security.istio.io/tlsMode: {value} makes clients send plaintext.",
        "Remove the label from the pod template.",
        why="istiod reads from this label whether a pod accepts mutual TLS. The injector sets it.",
    ),
    Message(
        "tls-off-cannot-roll",
        "{count} of its pods still serve HTTPS, and a rolling restart cannot turn ECK's TLS off "
        "under sidecars: the operator would lose its connection to Elasticsearch.",
        "Keep ECK's TLS with mesh.tls: eck, or accept the outage.",
        why="The operator connects to all pods with one scheme, while some serve HTTPS and some "
        "HTTP.",
        source="tests/cluster/test_tls_switch.py",
    ),
)
