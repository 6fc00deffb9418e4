"""The resources of a release: ECK's twelve kinds with references between them, and at times the operator."""

from __future__ import annotations

from typing import Any

from tests.support.releases.dice import Body, Dice, Made, manifest
from tests.support.releases.pod_templates import pod_template

# kind: group, infix, port, the label of its pods, its main container
KINDS = {
    "Kibana": ("kibana", "kb", 5601, "kibana.k8s.elastic.co/name", "kibana"),
    "ApmServer": ("apm", "apm", 8200, "apm.k8s.elastic.co/name", "apm-server"),
    "EnterpriseSearch": (
        "enterprisesearch", "ent", 3002, "enterprisesearch.k8s.elastic.co/name", "enterprise-search",
    ),
    "ElasticMapsServer": ("maps", "ems", 8080, "maps.k8s.elastic.co/name", "maps"),
    "PackageRegistry": (
        "packageregistry", "epr", 8080, "packageregistry.k8s.elastic.co/name", "package-registry",
    ),
    "Logstash": ("logstash", "ls", 0, "logstash.k8s.elastic.co/name", "logstash"),
    "Agent": ("agent", "agent", 8220, "agent.k8s.elastic.co/name", "agent"),
    "Beat": ("beat", "beat", 0, "beat.k8s.elastic.co/name", "beat"),
    "AutoOpsAgentPolicy": ("autoops", "autoops", 0, "autoops.k8s.elastic.co/policy-name", "autoops-agent"),
}  # fmt: skip
HOST_NETWORK = {"Beat": 0.3, "Agent": 0.1}
V1 = {"Kibana", "ApmServer", "EnterpriseSearch"}
SELECTOR = "elasticsearch.k8s.elastic.co/cluster-name"
VERSIONS = ["9.4.3", "9.4.3", "8.19.0", "7.17.29"]
TLS = [
    {"selfSignedCertificate": {"disabled": True}},
    {"certificate": {"secretName": "own"}},
    {"selfSignedCertificate": {"subjectAltNames": [{"dns": "es.example.com"}]}},
]
SERVICE = [
    {"spec": {"type": "LoadBalancer"}},
    {"spec": {"type": "NodePort"}},
    {"spec": {"type": "ClusterIP"}},
    {"metadata": {"labels": {"istio.io/use-waypoint": "none"}}},
    {"metadata": {"annotations": {"networking.istio.io/exportTo": "."}}},
]


class Resources:
    """The resources of one release. made: what others refer to; bodies: the manifests."""

    def __init__(self, dice: Dice) -> None:
        self.dice, self.made, self.bodies = dice, list[Made](), list[Body]()
        self._elasticsearch("es", dice.namespaces[0])
        if dice.chance(0.4):
            self._elasticsearch("monitoring", dice.of(dice.namespaces))
        for kind in KINDS:
            if dice.chance(0.7 if kind == "Kibana" else 0.25):
                self._resource(kind)
        if dice.chance(0.05):
            self._policy()

    def _add(self, made: Made, group: str, version: str, spec: Body) -> None:
        self.made.append(made)
        where = (made.namespace, made.name)
        self.bodies.append(
            manifest(f"{group}.k8s.elastic.co/{version}", made.kind, where, spec=spec)
        )

    def _elasticsearch(self, name: str, namespace: str) -> None:
        sets = self.dice.of([["default"], ["default"], ["master", "data"]])
        nodes = [
            {"name": one, "count": self.dice.of([1, 3]), **pod_template(self.dice, "elasticsearch")}
            for one in sets
        ]
        spec: Body = {"version": self.dice.of(VERSIONS, [5, 5, 3, 1]), "nodeSets": nodes}
        spec |= self._http(9200)
        if self.dice.chance(0.15):
            spec["remoteClusterServer"] = {"enabled": True}
        if self.made and self.dice.chance(0.5):
            spec["monitoring"] = {"metrics": {"elasticsearchRefs": [self._ref("Elasticsearch")]}}
        if self.made and self.dice.chance(0.3):
            key: Body = {"apiKey": {}} if self.dice.chance(0.5) else {}
            remote = {"name": "far", "elasticsearchRef": self._ref("Elasticsearch"), **key}
            spec["remoteClusters"] = [remote]
        made = Made("Elasticsearch", namespace, name, "es", 9200, SELECTOR)
        self._add(made, "elasticsearch", "v1", spec)

    def _resource(self, kind: str) -> None:
        group, short, port, label, container = KINDS[kind]
        made = Made(kind, self.dice.of(self.dice.namespaces), short, short, port, label)
        spec: Body = {"version": self.dice.of(VERSIONS[:3])} | self._references(kind)
        holder = pod_template(self.dice, container, HOST_NETWORK.get(kind, 0.005))
        if kind in ("Agent", "Beat"):
            spec[self.dice.of(["deployment", "daemonSet"])] = holder
        else:
            spec |= holder
        if kind == "Beat":
            spec["type"] = "filebeat"
        if kind == "Agent":
            spec["mode"] = "fleet"
            if self.dice.chance(0.7):
                spec["fleetServerEnabled"] = True
            else:
                made = made._replace(port=0)
        if kind == "Logstash" and self.dice.chance(0.7):
            rows = [{"name": self.dice.of(["beats", "tcp-beats", "http-in"]), "port": 5044}]
            spec["services"] = [{"name": "beats", "service": {"spec": {"ports": rows}}}]
        if kind not in ("PackageRegistry", "AutoOpsAgentPolicy", "Agent", "Beat"):
            spec["count"] = 1
        if made.port:
            spec |= self._http(made.port)
        self._add(made, group, "v1" if kind in V1 else "v1alpha1", spec)

    def _http(self, port: int) -> Body:
        """The block of the HTTP port."""
        found = self.dice.some({"tls": (0.15, TLS), "service": (0.15, SERVICE)})
        if self.dice.chance(0.06):
            row = {
                "name": self.dice.of(["https", "https", "http", "web"]),
                "port": 443,
                "targetPort": port,
            }
            found["service"] = {"spec": {"ports": [row]}}
        return {"http": found} if found else {}

    def _ref(self, kind: str) -> Body:
        """A reference to a resource of a kind, or to one that is not in the stream."""
        found = [one for one in self.made if one.kind == kind]
        if not found or self.dice.chance(0.05):
            return {"name": "elsewhere", "namespace": "far"}
        target = self.dice.of(found)
        return {"name": target.name, "namespace": target.namespace}

    def _references(self, kind: str) -> Body:
        if kind in ("Agent", "Logstash"):
            own: Body = {"elasticsearchRefs": [self._ref("Elasticsearch")]}
            if kind == "Logstash":
                own["elasticsearchRefs"][0]["clusterName"] = "main"
            elif self.dice.chance(0.6):
                own["kibanaRef"] = self._ref("Kibana")
            return own
        if kind == "AutoOpsAgentPolicy":
            return {"resourceSelector": {}, "autoOpsRef": {"secretName": "autoops"}}
        if kind == "PackageRegistry":
            return {}
        found = {"elasticsearchRef": self._ref("Elasticsearch")}
        if kind in ("ApmServer", "Beat") and self.dice.chance(0.4):
            found["kibanaRef"] = self._ref("Kibana")
        if kind == "ElasticMapsServer" and self.dice.chance(0.5):
            return {}
        return found

    def _policy(self) -> None:
        settings: dict[str, Any] = {
            "elasticsearch": {"config": {"action.destructive_requires_name": True}}
        }
        where = (self.dice.namespaces[0], "policy")
        group = "stackconfigpolicy.k8s.elastic.co/v1alpha1"
        spec = {"resourceSelector": {}, **settings}
        self.bodies.append(manifest(group, "StackConfigPolicy", where, spec=spec))
