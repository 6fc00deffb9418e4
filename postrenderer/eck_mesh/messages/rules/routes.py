"""Routes by which clients reach a resource: what they send, and what the port expects."""

from __future__ import annotations

from eck_mesh.messages.message import Message

GATEWAY = "istio pilot/pkg/networking/core/gateway.go"

MESSAGES = (
    Message(
        "route-passes-tls-through",
        "{route} passes the TLS of clients through to {host}",
        why="A tls route never ends TLS: a gateway uses it where its tls.mode is PASSTHROUGH. "
        "Without ECK's TLS a port would read the TLS of these clients as HTTP.",
        source=GATEWAY,
    ),
    Message(
        "route-forwards-bytes",
        "{route} forwards to {host} what clients send to a gateway, which may be TLS",
        why="A tcp route forwards bytes as they are, unless the gateway ends TLS, which no Gateway "
        "of the stream does here. If clients send plain HTTP, set mesh.tls: istio.",
        source=GATEWAY,
    ),
    Message(
        "policy-makes-gateways-use-tls",
        "{policy} makes gateways connect to {service} by TLS",
        why="A BackendTLSPolicy of the Gateway API. Without ECK's TLS there is nothing to connect "
        "to.",
        source="gateway-api apis/v1/backendtlspolicy_types.go",
    ),
    Message(
        "policy-wraps-eck-tls",
        "makes Istio's sidecars too, and not only gateways, add TLS to what they send to "
        "{service}: {target} would find TLS within TLS.",
        'Add the annotation istio.io/ignore-policy-attachment: "true", or remove it and set '
        "{settings:tls: istio}.",
        why="Istio makes a DestinationRule of each BackendTLSPolicy, for all its proxies. Istio "
        "1.30.1 and later respect the annotation; before 1.28 Istio does not read these policies. "
        "Istio's own gateways need none with mesh.tls: istio.",
        source="istio pilot/pkg/config/kube/gateway/backend_policies.go, tests/cluster/"
        "test_listeners.py",
    ),
    Message(
        "gateway-may-send-http",
        "{route} leads to {service} through a gateway in the mesh (mesh.ingress.meshed: true), "
        "{target} keeps ECK's TLS, and no BackendTLSPolicy makes the gateway use TLS. Istio's own "
        "gateways send plain HTTP, and the answer is a 502 or 503. Set {settings:tls: istio}, or "
        "for other gateways {settings:tls: eck} and add a BackendTLSPolicy.",
        why="The HTTPRoute does not say whose its Gateway is. With mesh.tls: eck the chart's "
        "expose adds the policy.",
    ),
    Message(
        "annotation-makes-controllers-use-tls",
        "the annotation {annotation} of its Service makes ingress controllers use TLS",
        why="Traefik, Kong and others read such annotations of the Service.",
    ),
    Message(
        "http-route-to-tls-port",
        "sends plain HTTP to {host}, where {target} keeps ECK's TLS: the answer is a 502 or 503.",
        "Set {settings:tls: istio}, or use a tls route and a gateway with tls.mode PASSTHROUGH.",
        why="The gateway sends HTTP inside Istio's mutual TLS, and ECK's TLS expects TLS there. A "
        "DestinationRule with tls.mode SIMPLE does not help in mode strict: TLS from the gateway "
        "takes the place of mutual TLS, and the port rejects it.",
        source="istio pilot/pkg/networking/core/cluster_tls.go",
    ),
    Message(
        "http-route-to-required-tls",
        "sends plain HTTP to {host}, where {target} needs ECK's TLS: {need}. The answer is a 502 "
        "or 503.",
        "Use a tls route and a gateway with tls.mode PASSTHROUGH, or remove what needs ECK's TLS.",
        why="As for http-route-to-tls-port, but mesh.tls: istio is no way out here.",
        source="istio pilot/pkg/networking/core/cluster_tls.go",
    ),
    Message(
        "http-route-needs-tls",
        "{route} sends plain HTTP to {host}, where {target} keeps ECK's TLS, and no "
        "DestinationRule of the stream makes the gateway use TLS. Set mesh.gateway, and eck-mesh "
        "creates one for the gateway's pods; or use a tls route and a gateway with tls.mode "
        "PASSTHROUGH.",
        why="Without such a rule, which may be outside the stream, the answer is a 502 or 503. "
        "A rule of your own belongs into the gateway's namespace, with tls.mode SIMPLE and a "
        "workloadSelector for the gateway: sidecars would encrypt ECK's TLS a second time.",
        source="istio pilot/pkg/networking/core/cluster_tls.go",
    ),
    Message(
        "gateway-uses-eck-tls",
        "{route} sends plain HTTP, and this port expects ECK's TLS: the gateway's pods in "
        "{namespace}, and no sidecar, encrypt it again",
        why="The rule is in the gateway's namespace, where Istio looks first, and selects its pods "
        "only. The gateway does not verify the certificate: it cannot read ECK's CA, which is a "
        "Secret of another namespace. A rule of your own in that namespace takes its place.",
        source="istio pilot/pkg/model/push_context.go, sidecar.go",
    ),
    Message(
        "gateway-passes-tls-too",
        "makes the gateway encrypt what it sends to {service}, and by {passing} the same gateway "
        "forwards the TLS of its clients there: that TLS would be encrypted a second time.",
        "Pass TLS through on both ways, or lead one of them through another gateway.",
        why="A DestinationRule is for all that the pods of a gateway send to a Service.",
        source="istio pilot/pkg/networking/core/cluster_tls.go, tests/cluster/test_gateway_rows.py",
    ),
    Message(
        "keeps-grpc",
        "gRPC comes through a gateway, and both proxies keep the HTTP/2 of its clients",
        why="Proxies speak HTTP/1.1 to a port called http. With useClientProtocol they speak what "
        "the client does, and OTLP over gRPC reaches APM Server without ECK's TLS.",
        source="istio pilot/pkg/networking/core/cluster_builder.go, buildInboundCluster",
    ),
    Message(
        "http2-taken-for-grpc",
        "{target} takes HTTP/2 for gRPC, which {grpc} leads to it: clients of {route} that use "
        "HTTP/2 and are not gRPC get a 415. Give these clients HTTP/1.1, or pass TLS through.",
        why="APM Server hands each HTTP/2 connection without TLS to its gRPC server, and one with "
        "TLS by its first request. A gateway that ends TLS keeps what its clients speak where "
        "gRPC comes through it, and browsers speak HTTP/2.",
        source="elastic/gmux mux.go, tests/cluster/test_gateways.py",
    ),
    Message(
        "route-host-not-completed",
        "{route} leads to {host}, which Istio does not find: it completes only names without a "
        "dot. Write {full}.",
        why="Every answer is a 503, or the connection is closed.",
        source="istio pilot/pkg/model/config.go",
    ),
    Message(
        "service-port-bypasses-sidecar",
        "{port} is a port of Service {service}, by which this resource connects to {target}. "
        "Without its sidecar it would be rejected there.",
        "Remove it from the list, or give that Service another port.",
        why="A sidecar leaves out a port by the number that the client connects to, which is the "
        "Service's, not the pod's.",
        source="ECK pkg/controller/association/service.go",
    ),
    Message(
        "downloads-bypass-service",
        "mesh.cni lets {port} bypass the sidecar, since init containers may download there, and "
        "{port} is a port of Service {service}, by which this resource connects to {target}. "
        "Without its sidecar it would be rejected there.",
        "Give that Service another port, let these init containers run as user 1337, or use a "
        'native sidecar: annotation sidecar.istio.io/nativeSidecar: "true".',
        why="The port bypasses the sidecar for the lifetime of the pod.",
        source="ECK pkg/controller/association/service.go",
    ),
)
