"""What requires ECK's TLS, and what contradicts mesh.tls."""

from __future__ import annotations

from eck_mesh.messages.message import Message

REQUIREMENTS = (
    Message(
        "user-defined-certificate",
        "a user-defined certificate serves this port",
    ),
    Message(
        "client-certificates",
        "clients present certificates of their own on this port",
    ),
    Message(
        "api-keys-need-tls",
        "in version {version} API keys, which Fleet, alerting and Kibana use, are off without TLS",
        why="Before Elasticsearch 8.0 xpack.security.authc.api_key.enabled is true by default only "
        "while TLS is on; before 7.16 a node with API keys and without TLS does not even start.",
        source="elastic/elasticsearch#78155, elastic/cloud-on-k8s#6068",
    ),
    Message(
        "token-service",
        "{setting}{by} needs Elasticsearch's token service or client certificates, which need its "
        "TLS",
        why="The token service has a bootstrap check on TLS; SAML, OIDC and Kerberos use the token "
        "service, and PKI reads client certificates.",
        source="elastic/elasticsearch#88541",
    ),
    Message(
        "setting-asks-for-certificates",
        "{setting}{by} asks clients for certificates of their own",
    ),
    Message(
        "setting-turns-tls-on",
        "{setting}{by} turns TLS on, whatever ECK's own setting is",
        why="ECK merges users' settings last.",
        source="cloud-on-k8s pkg/controller/elasticsearch/settings/merged_config.go",
    ),
    Message(
        "setting-needs-tls",
        "{setting}: {value}{by} needs TLS",
        why="Kibana does not start with server.protocol: http2 and without TLS.",
    ),
    Message(
        "certificates-are-used",
        "{client} uses {what} ({place}), which ECK removes once this TLS is off",
        why="A pod with a volume of a Secret that does not exist never starts. Most programs do "
        "not start without a file that they are told to read.",
        source="cloud-on-k8s pkg/controller/common/certificates/reconcile.go",
    ),
    Message(
        "probe-uses-tls",
        "this user-defined probe uses the port's TLS",
    ),
    Message(
        "port-called-https",
        "this port is called https, and without TLS ECK looks for a port called http",
    ),
    Message(
        "service-port-called-https",
        "{client} connects to {target} through this Service, whose port is called https",
    ),
    Message(
        "service-not-in-stream",
        "{client} connects to it through your Service {service}, whose port may be called https",
    ),
    Message(
        "pipeline-names-ca",
        "a pipeline of {client} uses {variable}, which ECK defines only while {target} has its TLS",
        source="cloud-on-k8s pkg/controller/logstash/env.go",
    ),
    Message(
        "pipeline-enables-tls",
        "a pipeline of {client} sets ssl_enabled => true for {target}",
    ),
    Message(
        "pipeline-uses-api-key",
        "a pipeline of {client} has an API key for {target}, and Logstash sends API keys by TLS "
        "only",
        why="A plugin with api_key and without TLS does not start.",
        source="logstash-output-elasticsearch lib/logstash/plugin_mixins/elasticsearch/common.rb",
    ),
    Message(
        "pipeline-not-in-stream",
        "{client} has pipelines {place}, and these may use the CA of {target}",
    ),
    Message(
        "client-connects-by-https",
        "{client} connects to {host} by TLS ({place})",
        why="eck-mesh changes an address to http only where everything about it is certain "
        "(docs/addresses.md). While mesh.tls is auto, ECK's TLS stays for all others.",
    ),
    Message(
        "agents-connect-by-https",
        "{client} sends Agents to {host} by https ({place})",
        why="Fleet gives its Agents this address. It becomes http if the stream shows the Agents, "
        "and each of them has a sidecar. Otherwise ECK's TLS stays while mesh.tls is auto.",
    ),
    Message(
        "backend-uses-tls",
        "{ingress} connects to it by TLS",
    ),
    Message(
        "ingress-outside-the-mesh",
        "{client} connects to this port, and its controller is outside the mesh",
        why="The controller needs ECK's TLS, since a strict port accepts nothing else from clients "
        "without a sidecar. mesh.ingress.meshed: true says that it has one.",
    ),
    Message(
        "client-outside-the-mesh",
        "{client} connects to this port from outside the mesh",
    ),
)
REFUSALS = (
    Message(
        "tls-istio-without-sidecar",
        "mesh.tls is istio {where}, where no sidecar would encrypt.",
        "Set {settings:tls: auto}.",
        why="Without ECK's TLS and without a sidecar the port would use plaintext.",
    ),
    Message(
        "tls-istio-but-needed",
        "{need}, so ECK's TLS must stay, but mesh.tls is istio.",
        "Set {settings:tls: auto}{otherwise}.",
        why="mesh.tls: istio turns ECK's TLS off, which something else requires.",
    ),
    Message(
        "tls-off-but-needed",
        "{need}, but {path} is true.",
        "Remove it{otherwise}.",
        why="A user turned ECK's TLS off, which something else requires.",
    ),
    Message(
        "tls-off-but-tls-eck",
        "true, but mesh.tls: eck keeps ECK's TLS.",
        "Remove one of the two.",
        why="Two settings of the user's contradict each other.",
    ),
    Message(
        "tls-on-but-tls-istio",
        "false keeps ECK's TLS, but mesh.tls is istio.",
        "Remove one of the two.",
        why="Two settings of the user's contradict each other.",
    ),
)
MESSAGES = (*REQUIREMENTS, *REFUSALS)
