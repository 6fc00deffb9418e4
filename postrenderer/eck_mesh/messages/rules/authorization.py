"""mesh.authorization and mesh.allow: who may connect to which port."""

from __future__ import annotations

from eck_mesh.messages.message import Message

UNKNOWN = (
    "A policy names clients by their identity. Which pods a gateway has, its routes do not say; a "
    "policy without it would reject what comes through it."
)

MESSAGES = (
    Message(
        "allows-known-clients",
        "allows only the clients that the stream and mesh.allow show; Istio rejects all others",
        why="Istio rejects every client that no policy of action ALLOW for the pods allows. A "
        "policy that you add yourself, here or in the cluster, allows more.",
        source="istio pilot/pkg/security/authz/builder/builder.go",
    ),
    Message(
        "allows-client",
        "{ports} allows {identity}: {clients}",
        why="Pods without a service account of their own run as `default`, and a policy cannot "
        "tell them apart: every such pod of the namespace is allowed with them. Give them an "
        "account, in the chart by serviceAccount: {}. Where nothing shows the account, all pods of "
        "a namespace are allowed.",
    ),
    Message(
        "allows-without-identity",
        "{ports} allows whoever has no mesh identity: {clients}",
        why="These clients are outside the mesh, and the mode admits them; no policy can tell them "
        "apart. A pod in the mesh that is not allowed is rejected at the Service, but not where it "
        "connects without its identity, as by a pod's address.",
    ),
    Message(
        "authorization-needs-strict",
        "mesh.authorization does nothing in mode {mode}: a client that is not in the mesh has no "
        "identity, and the mode accepts it",
        why="A policy could reject only clients that identify themselves, and each of these can "
        "connect without its identity instead.",
    ),
    Message(
        "authorization-needs-namespace",
        "the identity of its clients needs their namespace.",
        "Add --namespace. Helm does not pass its -n on to a post-renderer: add "
        "--post-renderer-args=--namespace=NAMESPACE.",
        why="A policy names a client by its namespace and its account.",
    ),
    Message(
        "authorization-behind-waypoint",
        "puts a waypoint before the pods, which then see its identity and not their clients'.",
        "Remove the label, or set mesh.authorization: false for this resource.",
        why="A waypoint forwards in connections of its own. The policy would reject everybody who "
        "comes through it.",
        source="istio architecture/ambient/ztunnel.md",
    ),
    Message(
        "gateway-has-unknown-identity",
        "leads to {target} on {ports} through a gateway whose identity nothing shows.",
        "Set mesh.gateway, or name the namespace of the gateway's pods in mesh.allow.",
        why=UNKNOWN,
    ),
    Message(
        "controller-has-unknown-identity",
        "leads to {target} on {ports} through a controller in the mesh (mesh.ingress.meshed) whose "
        "identity nothing shows.",
        "Add its namespace to mesh.allow: [{{from: {{namespaces: [NAMESPACE]}}}}].",
        why=UNKNOWN,
    ),
    Message(
        "allow-names-no-resource",
        "mesh.allow names {name}, and the stream has no such resource with pods; it has {known}.",
        "Name a client of another release by serviceAccounts or namespaces.",
        why="Only of a resource in the stream the account is known.",
    ),
    Message(
        "allow-names-several",
        "mesh.allow names {name}, which is {found}.",
        "Name one with its namespace, as Kind/namespace/name.",
        why="Each of them has an identity of its own.",
    ),
    Message(
        "allow-names-excluded",
        "mesh.allow names {name}, which is outside the mesh and has no identity.",
        "Take it into the mesh, or set mesh.unmeshedClients: true for the resource it connects to.",
        why="A policy can allow a client by its identity only.",
    ),
    Message(
        "allow-names-unserved-port",
        "mesh.allow names port {port}, which no resource with this entry serves; known: {known}.",
        "Declare it in ports of the container, or add the Service to the stream.",
        why="Ports are those of the pods, not of a Service. A wrong number would allow nobody.",
    ),
)

SETTINGS = (
    Message(
        "allow-names-nobody",
        "{setting}.from names nobody.",
        "Name clients in {known}.",
        why="An entry of mesh.allow without clients would do nothing.",
    ),
)
