"""What users write beside their resources: Services, rules and policies of Istio."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.releases.dice import Body, Dice, Made, manifest

ISTIO, SECURITY = "networking.istio.io/v1", "security.istio.io/v1"
ROOT = "istio-system"
NAMES = ["https", "https", "tcp", "tls", "https-api", "http-api", "es", "tcp-es"]
PROTOCOLS = [
    "http",
    "https",
    "https",
    "tcp",
    "tls",
    "grpc",
    "kubernetes.io/h2c",
    "kubernetes.io/wss",
]
# The modes that a user writes, and how often each
CLIENT_TLS = ["ISTIO_MUTUAL", "DISABLE", "SIMPLE"]
SERVER_TLS = ["STRICT", "PERMISSIVE", "DISABLE", "UNSET"]


def user_objects(dice: Dice, made: list[Made], clients: list[str]) -> Iterator[Body]:
    """Some. clients: the namespaces of clients."""
    for number in range(dice.of([0, 0, 1, 2])):
        yield service(dice, dice.of([one for one in made if one.port]), number)
    for number in range(dice.of([0, 0, 0, 1, 2])):
        yield destination_rule(dice, dice.of(made), clients, number)
    for number in range(dice.of([0, 0, 0, 1, 2])):
        yield peer_authentication(dice, dice.of(made), number)
    if dice.chance(0.15):
        yield sidecar(dice, made, dice.of(clients))


def service(dice: Dice, target: Made, number: int) -> Body:
    where = (target.namespace, f"own-{number}")
    if dice.chance(0.1):
        name = f"{target.service}.{target.namespace}.svc.cluster.local"
        return manifest("v1", "Service", where, spec={"type": "ExternalName", "externalName": name})
    rows = [_port(dice, target, index) for index in range(dice.of([1, 1, 2]))]
    spec: Body = {"selector": target.labels, "ports": rows}
    spec |= dice.some({"clusterIP": (0.25, "None"), "type": (0.1, ["LoadBalancer", "NodePort"])})
    if "type" in spec:
        spec.pop("clusterIP", None)
    return manifest("v1", "Service", where, spec=spec)


def _port(dice: Dice, target: Made, index: int) -> Body:
    row: Body = {"port": dice.of([target.port, 443, 8443, 80]) + index}
    row["targetPort"] = dice.of([target.port, target.port, "https", "http", "metrics", 9114])
    row["name"] = f"{dice.of(NAMES)}-{index}" if index else dice.of(NAMES)
    if dice.chance(0.2):
        row["appProtocol"] = dice.of(PROTOCOLS)
    if dice.chance(0.03):
        row["protocol"] = "UDP"
    return row


def destination_rule(dice: Dice, target: Made, clients: list[str], number: int) -> Body:
    full = f"{target.service}.{target.namespace}.svc.cluster.local"
    host = dice.of(
        [full, target.service, f"*.{target.namespace}.svc.cluster.local", "*.local",
         f"{target.name}-es-default.{target.namespace}.svc.cluster.local", f"own-0.{target.namespace}.svc.cluster.local"],
        [4, 2, 2, 1, 2, 1],
    )  # fmt: skip
    policy: Body = {}
    if dice.chance(0.8):
        policy["tls"] = {"mode": dice.of(CLIENT_TLS, [5, 2, 1])}
    else:
        policy["connectionPool"] = {"tcp": {"maxConnections": 10}}
    if dice.chance(0.2):
        entry: Body = {"port": {"number": dice.of([target.port or 9200, 443])}}
        if dice.chance(0.7):
            entry["tls"] = {"mode": dice.of(CLIENT_TLS)}
        else:
            entry["connectionPool"] = {"tcp": {"maxConnections": 5}}
        policy["portLevelSettings"] = [entry]
    spec: Body = {"host": host, "trafficPolicy": policy}
    if dice.chance(0.1):
        tls = {"mode": dice.of(CLIENT_TLS)}
        spec["subsets"] = [{"name": "one", "labels": {"a": "b"}, "trafficPolicy": {"tls": tls}}]
    if dice.chance(0.2):
        spec["exportTo"] = [dice.of([".", "*", *clients])]
    if dice.chance(0.1):
        spec["workloadSelector"] = {"matchLabels": dice.of([{"team": "search"}, target.labels])}
        spec.pop("exportTo", None)
    where = (dice.of([target.namespace, ROOT, *clients]), f"rule-{number}")
    return manifest(ISTIO, "DestinationRule", where, spec=spec)


def peer_authentication(dice: Dice, target: Made, number: int) -> Body:
    mode = {"mtls": {"mode": dice.of(SERVER_TLS, [4, 3, 1, 1])}}
    where = (target.namespace, f"policy-{number}")
    kind = dice.of(["namespace", "mesh", "pods"], [3, 2, 1])
    if kind == "mesh":
        where = (ROOT, f"policy-{number}")
    if kind != "pods":
        return manifest(SECURITY, "PeerAuthentication", where, spec=mode)
    selector = dice.of([target.labels, target.labels, {"team": "search"}])
    spec: Body = {"selector": {"matchLabels": selector}, **mode}
    if dice.chance(0.4):
        port = dice.of([target.port or 9200, 9114, 9300])
        spec["portLevelMtls"] = {str(port): {"mode": dice.of(SERVER_TLS[:3])}}
    return manifest(SECURITY, "PeerAuthentication", where, spec=spec)


def sidecar(dice: Dice, made: list[Made], client: str) -> Body:
    target = dice.of(made)
    full = f"{target.service}.{target.namespace}.svc.cluster.local"
    lists = [
        ["*/*"],
        ["./*"],
        [f"{target.namespace}/*"],
        ["./*", f"{target.namespace}/*"],
        [f"*/{full}"],
        ["~/*"],
    ]
    spec: Body = {"egress": [{"hosts": dice.of(lists)}]}
    if dice.chance(0.4):
        spec["outboundTrafficPolicy"] = {"mode": "REGISTRY_ONLY"}
    if dice.chance(0.4):
        spec["workloadSelector"] = {"labels": dice.of(made).labels}
    return manifest(ISTIO, "Sidecar", (dice.of([client, client, ROOT]), "default"), spec=spec)
