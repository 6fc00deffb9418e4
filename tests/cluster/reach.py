"""What a stream means for the traffic in it, worked out from the manifests alone: a second opinion on the plan."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eck_mesh.facts import KINDS, PLANES

Id = tuple[str, str, str]
Objects = dict[Id, dict[str, Any]]
EXCLUDED = "traffic.sidecar.istio.io/excludeInboundPorts"
HTTP = {"Elasticsearch": 9200, "Kibana": 5601, "ApmServer": 8200, "EnterpriseSearch": 3002, "ElasticMapsServer": 8080}
HTTP |= {"PackageRegistry": 8080, "Logstash": 9600, "Agent": 8220}
NAMES = {"elasticsearchRef": "Elasticsearch", "elasticsearchRefs": "Elasticsearch", "kibanaRef": "Kibana"}
NAMES |= {"enterpriseSearchRef": "EnterpriseSearch", "packageRegistryRef": "PackageRegistry", "fleetServerRef": "Agent"}


def index(objects: list[dict[str, Any]], namespace: str) -> Objects:
    return {(o["kind"], o["metadata"].get("namespace", namespace), o["metadata"]["name"]): o for o in objects if o.get("kind")}


def templates(body: Any) -> Iterator[dict[str, Any]]:
    """Each pod template of a resource, and {} for a holder that writes none."""
    spec = body["spec"]
    holders = spec.get("nodeSets") or [spec[key] for key in ("daemonSet", "deployment", "statefulSet") if key in spec] or [spec]
    for holder in holders:
        yield (holder or {}).get("podTemplate") or (holder or {}).get("template") or {}


def makes_pods(ident: Id) -> bool:
    return ident[0] in KINDS and bool(KINDS[ident[0]].podTemplateHolders)


def meshed(body: Any) -> bool:
    """Whether all of its pods get a sidecar."""
    parts = list(templates(body))
    labels = [(part.get("metadata") or {}).get("labels") or {} for part in parts]
    hosts = [(part.get("spec") or {}).get("hostNetwork") for part in parts]
    return all(label.get("sidecar.istio.io/inject") == "true" for label in labels) and not any(hosts)


def dials(body: Any, namespace: str) -> Iterator[Id]:
    """The resources it refers to, wherever the reference stands."""
    stack: list[Any] = [body["spec"]]
    while stack:
        here = stack.pop()
        for key, value in here.items() if isinstance(here, dict) else ():
            for ref in (value if isinstance(value, list) else [value]) if key in NAMES else ():
                if isinstance(ref, dict) and ref.get("name"):
                    yield NAMES[key], ref.get("namespace") or namespace, ref["name"]
        stack += list(here.values()) if isinstance(here, dict) else here if isinstance(here, list) else []


def controllers(ident: Id, objects: Objects) -> list[Id]:
    """The Ingresses and Routes to its HTTP Service: whose pods send what comes in is not in the stream, and not in the mesh."""
    kind, namespace, name = ident
    service = json.dumps(f"{name}-{KINDS[kind].short}-http")
    found = [(i, o) for i, o in objects.items() if i[0] in ("Ingress", "Route") and i[1] == namespace]
    return [i for i, o in found if service in json.dumps(o["spec"])]


def encrypted(body: Any) -> bool:
    tls = ((body["spec"].get("http") or {}).get("tls")) or {}
    off = (tls.get("selfSignedCertificate") or {}).get("disabled") is True
    return not off or bool((tls.get("certificate") or {}).get("secretName"))


def admits(ident: Id, objects: Objects) -> str:
    """What its PeerAuthentication says of its HTTP port."""
    kind, namespace, name = ident
    selector = {KINDS[kind].selector: name}
    found = [o for (k, n, _), o in objects.items() if (k, n) == ("PeerAuthentication", namespace)]
    (policy,) = [o["spec"] for o in found if (o["spec"].get("selector") or {}).get("matchLabels") == selector]
    port = (policy.get("portLevelMtls") or {}).get(str(HTTP[kind]), policy["mtls"])
    return str(port["mode"])


def strict_is_true(objects: Objects) -> list[str]:
    """What contradicts mode strict in a stream that was treated with it; nothing where it is true."""
    wrong = []
    served = {i for i, o in objects.items() if i[0] in HTTP and (i[0] != "Agent" or o["spec"].get("fleetServerEnabled"))}
    text = json.dumps([o.get("spec") for o in objects.values()])
    for ident in served:
        body, (kind, namespace, name) = objects[ident], ident
        if not meshed(body):
            wrong.append(f"{ident} serves, but gets no sidecar")
        past = [part["metadata"]["annotations"][EXCLUDED].split(",") for part in templates(body) if kind == "Elasticsearch"]
        if not all("9300" in ports for ports in past):
            wrong.append(f"{ident}: 9300 goes through the sidecar")
        if not encrypted(body) and f"https://{name}-{KINDS[kind].short}-http.{namespace}.svc" in text:
            wrong.append(f"{ident} is plain, but somebody writes https")
        outside = [i for i, o in objects.items() if makes_pods(i) and ident in dials(o, i[1]) and not meshed(o)]
        outside += controllers(ident, objects)
        if outside and (admits(ident, objects) != "PERMISSIVE" or not encrypted(body)):
            wrong.append(f"{outside} cannot reach {ident}")
        if not outside and admits(ident, objects) != PLANES["sidecar"]["strict"].peerAuthentication["mode"]:  # type: ignore[index]
            service = ((body["spec"].get("http") or {}).get("service") or {}).get("spec") or {}
            if service.get("type") not in ("LoadBalancer", "NodePort"):
                wrong.append(f"{ident} lets everybody in")
    return wrong
