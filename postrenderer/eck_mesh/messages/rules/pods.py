"""What users may not write on pods, and which settings a data plane does not accept."""

from __future__ import annotations

from eck_mesh.messages.message import Message

UNTRUE = "Ports that clients use must stay behind the sidecar, or the mode is not true."

CONTRADICTIONS = (
    Message(
        "label-contradicts-mode",
        "{value!r}, but mode {mode} needs {needed!r}.",
        "Remove it, or set another mode, such as {settings:mode: excluded}.",
        why="The label decides whether the pod is in the mesh, and eck-mesh replaces no value of "
        "a user.",
    ),
    Message(
        "captures-only-some",
        "must be '*', not {value!r}: traffic to every other port or address bypasses the sidecar.",
        "Remove it.",
        why="With a list instead of '*' Istio ignores the exclusions too. " + UNTRUE,
        source="istio tools/istio-iptables/pkg/capture/run.go",
    ),
    Message(
        "port-bypasses-sidecar",
        "port {port} would bypass the sidecar.",
        "Remove it from the list.",
        why=UNTRUE,
    ),
    Message(
        "range-bypasses-sidecar",
        "{range} may contain addresses of the cluster, which would bypass the sidecar.",
        "Exclude ports, or single addresses (/32) outside the cluster.",
        why="Private address space, that of carriers and class E are what clusters use.",
    ),
    Message(
        "service-bypasses-sidecar",
        "{address} belongs to a Service of this stream, which would bypass the sidecar.",
        "Remove it from the list.",
        why=UNTRUE,
    ),
    Message(
        "interface-bypasses-sidecar",
        "traffic of {value} would bypass the sidecar.",
        "Remove it.",
        why=UNTRUE,
    ),
    Message(
        "interface-bypasses-mesh",
        "traffic that arrives by {value} would not be checked by the mesh.",
        "Remove it.",
        why=UNTRUE,
        source="istio tools/istio-iptables/pkg/capture/run.go, cni/pkg/iptables/iptables.go",
    ),
    Message(
        "captures-nothing",
        "with {value!r} the sidecar captures nothing.",
        "Remove it, or use REDIRECT or TPROXY.",
        why=UNTRUE,
    ),
    Message(
        "not-the-sidecar-template",
        "{value!r} gives the pod another template instead of the sidecar's.",
        "Remove it, or add sidecar to the list.",
        why="The injector then adds no sidecar.",
        source="istio pkg/kube/inject/inject.go",
    ),
    Message(
        "probe-not-rewritten",
        "{value!r}: a STRICT port rejects the kubelet's HTTP probe.",
        "Remove it.",
        why="The kubelet has no mesh identity. Only where the sidecar's agent answers the probe "
        "instead does the pod become ready.",
    ),
    Message(
        "bypasses-ambient",
        "{value!r}: connections to this pod would bypass ztunnel, and nothing would be enforced.",
        "Remove it.",
        why="The pod accepts everyone then, whatever the mode.",
    ),
    Message(
        "set-by-istio",
        "only Istio sets this annotation, on pods that it has taken.",
        "Remove it.",
        why="Istio would take the pod for one that is in the mesh already, and ambient mode leaves "
        "out what has a sidecar.",
        source="istio cni/pkg/util/podutil.go",
    ),
    Message(
        "user-bypasses-sidecar",
        "{id} is the user and group of the sidecar, whose traffic Istio does not capture.",
        "Use another ID.",
        why=UNTRUE,
    ),
    Message(
        "on-host-network",
        "the mesh captures no pod on the host network.",
        "Remove it, or set {settings:mode: excluded}.",
        why="Neither a sidecar nor ztunnel redirects the network of the host.",
    ),
    Message(
        "operator-on-host-network",
        "the mesh captures no pod on the host network.",
        "Remove it, or set mesh.operator.meshed: false.",
        why="Neither a sidecar nor ztunnel redirects the network of the host.",
    ),
    Message(
        "in-closed-namespace",
        "the mesh takes no pod of namespace {namespace}, whatever its labels say.",
        "Use another namespace, or set {settings:mode: excluded}.",
        why="Istio's injector skips the namespaces of Kubernetes itself before it reads a label, "
        "and so does the CNI agent of ambient mode with kube-system.",
        source="istio pkg/kube/inject/initializer.go, manifests/charts/istio-cni/values.yaml",
    ),
    Message(
        "operator-in-closed-namespace",
        "the mesh takes no pod of namespace {namespace}, the operator's.",
        "Use another namespace, or set mesh.operator.meshed: false.",
        why="An operator without a mesh identity is rejected by every strict port. Declared as "
        "outside the mesh, it is admitted over ECK's TLS.",
        source="istio pkg/kube/inject/initializer.go, manifests/charts/istio-cni/values.yaml",
    ),
    Message(
        "address-filter-behind-sidecar",
        "behind a sidecar {setting} sees only the address 127.0.0.6, on {target}.",
        "Remove it, and use an AuthorizationPolicy.",
        why="Elasticsearch's own address filters would accept everyone, or no one.",
        source="tests/cluster/test_http.py",
    ),
)
SETTINGS = (
    Message(
        "setting-not-for-plane",
        "mesh.dataPlane is {plane}, where {setting} does nothing.",
        "Remove it.",
        why="The setting is about sidecars. Whoever set it may rely on it.",
    ),
    Message(
        "token-not-mounted",
        "must be true, or the sidecar gets no identity.",
        "Remove it, or set mesh.serviceAccountToken: false.",
        why="The cluster issues no third-party tokens, so the sidecar proves its identity with "
        "the token of the pod's service account.",
    ),
)
MESSAGES = (*CONTRADICTIONS, *SETTINGS)
