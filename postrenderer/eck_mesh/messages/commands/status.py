"""What `eck-mesh status` reports of the operator, and what it checks at all."""

from __future__ import annotations

from eck_mesh.messages.message import Message

PLAN = "`helm template … | eck-mesh status -`"

OPERATOR = (
    Message(
        "operator-in-stream",
        "no pod of the operator exists yet: this stream installs it.",
        why="The plan decides whether the operator's pods will be in the mesh.",
    ),
    Message(
        "operator-not-found",
        "no pod of the operator was found in namespace {namespace}, nor by Elastic's labels in "
        "another one.",
        "Name its namespace with --operator-namespace.",
        why="The operator is recognized by the argument --config=/conf/eck.yaml of its container.",
    ),
    Message(
        "operator-not-found-and-locked-out",
        "no pod of the operator was found in namespace {namespace}, nor by Elastic's labels in "
        "another one; without a sidecar strict would reject its connections to {targets}.",
        "Name its namespace with --operator-namespace.",
        why="The operator connects to these resources, and a resource that it cannot reach is "
        "not managed.",
    ),
    Message(
        "second-operator",
        "was not checked, since namespace {namespace} has an operator too.",
        "Check whether this operator manages other namespaces.",
        why="An operator manages the namespaces that its own configuration lists. That "
        "configuration is not read.",
    ),
    Message(
        "operator-locked-out",
        "strict would reject its connections to {targets}.",
        "Give it a sidecar, or set mesh.operator.meshed: false.",
        why="It has no mesh identity. The operator connects to these resources, and a resource "
        "that it cannot reach is not managed.",
    ),
    Message(
        "operator-connects-to-ambient-pods",
        "strict would reject its connections to {targets}: it connects to pods by name, and a "
        "sidecar sends plaintext to the name of a pod in ambient mode.",
        "Take it into ambient mode, or set mesh.operator.meshed: false, which opens the HTTP ports "
        "to all clients, over ECK's TLS.",
        why="A sidecar knows of ambient mode only for Services with a cluster IP. The operator "
        "connects to Elasticsearch by the names of ready pods.",
        source="https://github.com/istio/istio/issues/54921",
    ),
    Message(
        "operator-outside-mesh",
        "strict would reject its connections to {targets}.",
        f"Give it a sidecar, or set mesh.operator.meshed: false and use {PLAN}.",
        why="It has no mesh identity. Whether the operator is to stay outside the mesh follows "
        "from values.",
    ),
    Message(
        "operator-not-injected",
        "strict would reject its connections to {targets}, and it gets no sidecar: {cause}",
        why="Its labels request a sidecar, which it would need for a mesh identity.",
    ),
)
SCOPE = (
    Message(
        "no-resource-to-check",
        "has no ECK resource, so nothing can be checked.",
        "Check --namespace and --context.",
        why="A wrong namespace or cluster would look like one that is ready.",
    ),
    Message(
        "stream-not-strict",
        "requests mode strict for no resource.",
        "Render it as you will install it: --set mesh.mode=strict,mesh.tls=eck.",
        why="The question is whether the cluster is ready for strict.",
    ),
    Message(
        "kind-not-checked",
        "was not checked: this version of eck-mesh does not know its kind.",
        "Check whether it connects to one of these resources.",
        why="A version of ECK that is newer than this version of eck-mesh may have new kinds.",
    ),
    Message(
        "clients-not-checked",
        "were not checked: applications, CronJobs, Ingresses, Gateways and remote clusters. "
        "Strict rejects those without a sidecar that the plan does not accept.",
        why="eck-mesh knows the clients that are ECK resources, and those that the stream shows.",
    ),
    Message(
        "stream-without-resources",
        "has no ECK resource.",
        "Render the release with its mode, and check that the right file is read.",
        why="An empty stream would look like one that is ready, or in which nothing is wrong.",
    ),
    Message(
        "stream-without-namespace",
        "does not name the namespace of its resources.",
        "Add --namespace.",
        why="`helm template` leaves the namespace out, and the cluster is compared by namespace.",
    ),
)
VERSIONS = (
    Message(
        "version-too-old",
        "is too old: {purpose} needs {program} {needed} or newer. {because}",
        "Update it first.",
        why="The table in docs/versions.md says what eck-mesh needs of each program.",
    ),
    Message(
        "version-unknown",
        "shows no version. eck-mesh needs {program} {needed} or newer.",
        "Check which version runs.",
        why="The version is read from the tag of the image, or from the label "
        "app.kubernetes.io/version. A build of your own, or an istiod outside the cluster, has "
        "neither.",
    ),
)
MESSAGES = (*SCOPE, *OPERATOR, *VERSIONS)
