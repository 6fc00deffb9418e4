"""Istio's kinds by which users decide what a proxy knows, and what it does with a connection."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "sidecar-hides-target",
        "hides {host} from {client}, whose proxy then sends plaintext, which {target} rejects.",
        "Add {namespace}/* to its egress hosts.",
        why="A proxy knows only the Services that its Sidecar resource lists in `egress`, and "
        "passes other traffic through unchanged.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "service-not-exported",
        "hides {host} from {client}, whose proxy then sends what the port rejects.",
        "Export it to the namespace of {client} too, or remove the annotation.",
        why="A proxy does not know a Service that is not exported to its namespace, and passes "
        "traffic to it through without mutual TLS.",
        source="istio pilot/pkg/model/push_context.go, IsServiceVisible",
    ),
    Message(
        "sidecar-blocks-target",
        "hides {host} from {client}, and with REGISTRY_ONLY its proxy connects to nothing that is "
        "hidden: it does not reach {target}.",
        "Add {namespace}/* to its egress hosts.",
        why="With outboundTrafficPolicy REGISTRY_ONLY a proxy connects only to the Services that "
        "its Sidecar resource lists in `egress`.",
        source="istio pilot/pkg/model/sidecar.go",
    ),
    Message(
        "denies-client",
        "denies {client}, which connects to {target} on port {port}.",
        "Exclude it from this rule.",
        why="DENY takes precedence over every AuthorizationPolicy that allows the client.",
        source="istio pilot/pkg/security/authz/builder/builder.go",
    ),
    Message(
        "authorization-policy-leaves-out",
        "{policy} guards {target}, and no AuthorizationPolicy of the stream allows {clients}.",
        "Allow it there, or with another AuthorizationPolicy.",
        why="Where a policy of action ALLOW guards a pod, Istio rejects every client that none of "
        "them allows. Policies add up: another one, perhaps in the cluster already, may allow it.",
        source="istio pilot/pkg/security/authz/builder/builder.go",
    ),
    Message(
        "authorization-policy-not-read",
        "{policy} guards {target} by conditions that no manifest answers: it may reject {clients}.",
        "Make sure that it does not.",
        why="Whether a request fits addresses, paths, tokens or an external authorizer shows only "
        "in the cluster.",
    ),
    Message(
        "proxy-is-patched",
        "{object} changes the proxies of {targets}, and eck-mesh does not evaluate it.",
        "Make sure that it leaves their ports and mutual TLS as they are.",
        why="Such an object can change everything that a proxy does.",
    ),
    Message(
        "tokens-are-checked",
        "{object} makes the proxies of {targets} reject every bearer token that is not one of its "
        "JWTs.",
        "Make sure that no client sends another one.",
        why="Kibana, Fleet and others send Elasticsearch's own service tokens as bearer tokens, "
        "which are not JWTs. Without ECK's TLS the proxy reads them.",
        source="istio pilot/pkg/security/authn/policy_applier.go",
    ),
    Message(
        "sidecar-serves-port",
        "{object} has ingress listeners for ports of {targets}, and eck-mesh does not evaluate "
        "them.",
        "Remove them, or make sure that the ports keep their protocol and their target.",
        why="An ingress listener replaces what istiod derives from the Services of the pods.",
        source="istio pilot/pkg/networking/core/listener_inbound.go",
    ),
    Message(
        "sidecar-listens-on-its-own",
        "{object} has egress listeners with a port, an address or a capture mode of their own for "
        "the proxies of {targets}, and eck-mesh does not evaluate them.",
        "Remove them, or make sure that the proxies still find the Services of their targets.",
        why="Such a listener serves only some connections. A proxy passes the others on unchanged, "
        "without mutual TLS.",
        source="istio pilot/pkg/model/sidecar.go, pilot/pkg/networking/core/listener.go",
    ),
    Message(
        "host-is-redefined",
        "{object} adds addresses to a Service of {targets}, and eck-mesh does not evaluate it.",
        "Make sure that its clients still reach the pods, by mutual TLS.",
        why="Istio merges the addresses of a ServiceEntry or WorkloadEntry with those of a Service "
        "of the same host.",
        source="istio pilot/pkg/serviceregistry/serviceentry",
    ),
)
