"""What a stream means for the traffic in it, worked out from the manifests alone: a second opinion on the plan."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from eck_mesh.eck.kinds import KINDS
from eck_mesh.istio.modes import PLANES

Id = tuple[str, str, str]
Objects = dict[Id, dict[str, Any]]
WAYS = ("Ingress", "Route", "IngressRoute", "IngressRouteTCP", "TraefikService")
EXCLUDED = "traffic.sidecar.istio.io/excludeInboundPorts"
HTTP = {
    "Elasticsearch": 9200,
    "Kibana": 5601,
    "ApmServer": 8200,
    "EnterpriseSearch": 3002,
    "ElasticMapsServer": 8080,
}
HTTP |= {"PackageRegistry": 8080, "Logstash": 9600, "Agent": 8220}
NAMES = {
    "elasticsearchRef": "Elasticsearch",
    "elasticsearchRefs": "Elasticsearch",
    "kibanaRef": "Kibana",
}
NAMES |= {
    "enterpriseSearchRef": "EnterpriseSearch",
    "packageRegistryRef": "PackageRegistry",
    "fleetServerRef": "Agent",
}


def index(objects: list[dict[str, Any]], namespace: str) -> Objects:
    return {
        (o["kind"], o["metadata"].get("namespace", namespace), o["metadata"]["name"]): o
        for o in objects
        if o.get("kind")
    }


def templates(body: Any) -> Iterator[dict[str, Any]]:
    """Each pod template of a resource, and {} for a holder that writes none."""
    spec = body["spec"]
    holders = (
        spec.get("nodeSets")
        or [spec[key] for key in ("daemonSet", "deployment", "statefulSet") if key in spec]
        or [spec]
    )
    for holder in holders:
        yield (holder or {}).get("podTemplate") or (holder or {}).get("template") or {}


def makes_pods(ident: Id) -> bool:
    return ident[0] in KINDS and bool(KINDS[ident[0]].podTemplateHolders)


def meshed(body: Any) -> bool:
    """Whether all of its pods get a sidecar."""
    parts = list(templates(body))
    labels = [(part.get("metadata") or {}).get("labels") or {} for part in parts]
    hosts = [(part.get("spec") or {}).get("hostNetwork") for part in parts]
    return all(label.get("sidecar.istio.io/inject") == "true" for label in labels) and not any(
        hosts
    )


def dials(ident: Id, objects: Objects) -> set[Id]:
    """The resources it dials over HTTP: by references, wherever they stand, by selectors, and where Fleet sends it."""
    spec, namespace = objects[ident]["spec"], ident[1]
    # The operator enrolls Agents (ECK since 2.4.0), so an Agent's kibanaRef is no connection of its pods.
    left_out = {"remoteClusters", "kibanaRef"} if ident[0] == "Agent" else {"remoteClusters"}
    dialed = {key: value for key, value in spec.items() if key not in left_out}
    found = set(references(dialed, namespace))
    if ident[0] == "AutoOpsAgentPolicy":
        found |= {
            i
            for i, o in objects.items()
            if i[0] == "Elasticsearch" and matches(spec.get("resourceSelector"), o)
        }
    if ident[0] == "Agent":
        chain = [objects[i]["spec"] for i in found if i[0] == "Agent" and i in objects]
        found |= {i for of in chain for i in references(of, namespace) if i[0] == "Elasticsearch"}
        kibanas = {
            i
            for of in (spec, *chain)
            for i in references(of, namespace)
            if i[0] == "Kibana" and i in objects
        }
        text = json.dumps([objects[i]["spec"].get("config") for i in kibanas])
        found |= {
            i
            for i in objects
            if i[0] in HTTP and re.search(rf"\b{i[2]}-{KINDS[i[0]].short}-http(\.{i[1]}\b|:)", text)
        }
    return found - {ident}


def references(spec: Any, namespace: str) -> Iterator[Id]:
    stack: list[Any] = [spec]
    while stack:
        here = stack.pop()
        for key, value in here.items() if isinstance(here, dict) else ():
            for ref in (value if isinstance(value, list) else [value]) if key in NAMES else ():
                if isinstance(ref, dict) and ref.get("name"):
                    yield NAMES[key], ref.get("namespace") or namespace, ref["name"]
        stack += (
            list(here.values())
            if isinstance(here, dict)
            else here
            if isinstance(here, list)
            else []
        )


def matches(selector: Any, body: Any) -> bool:
    """A label selector, as far as our samples write one."""
    labels = body["metadata"].get("labels") or {}
    plain = set(((selector or {}).get("matchLabels") or {}).items()) <= set(labels.items())
    asked = (selector or {}).get("matchExpressions") or []
    return plain and all(
        labels.get(row["key"]) in row["values"] for row in asked if row["operator"] == "In"
    )


def own_services(ident: Id, objects: Objects) -> dict[str, dict[str, Any]]:
    """The Services before its pods by name: the operator's as users wrote them, and those of the stream that select them."""
    kind, namespace, name = ident
    spec, short = objects[ident]["spec"], KINDS[kind].short
    found = {
        f"{name}-{short}-http": ((spec.get("http") or {}).get("service") or {}).get("spec") or {}
    }
    for entry in (spec.get("services") or []) if kind == "Logstash" else ():
        found[f"{name}-ls-{entry['name']}"] = (entry.get("service") or {}).get("spec") or {}
    pods = {(KINDS[kind].selector, name), ("common.k8s.elastic.co/type", KINDS[kind].type)}
    pods |= {
        (f"{KINDS[kind].group}/statefulset-name", f"{name}-es-{of['name']}")
        for of in spec.get("nodeSets") or []
    }
    pods |= {(f"{KINDS[kind].group}/node-{role}", "true") for role in ("master", "data", "ingest")}
    for part in templates(objects[ident]):
        pods |= set(((part.get("metadata") or {}).get("labels") or {}).items())
    for (of, where, called), o in objects.items():
        wanted = o["spec"].get("selector") if (of, where) == ("Service", namespace) else None
        if wanted and set(wanted.items()) <= pods:
            found[called] = o["spec"]
    return found


def agent_serves(ident: Id, objects: Objects) -> bool:
    """Whether an Agent is a Fleet Server, or has ports that it or a Service of the stream declares."""
    body = objects[ident]
    pods = [part.get("spec") or {} for part in templates(body)]
    declared = [c.get("ports") for pod in pods for c in pod.get("containers") or []]
    fleet = body["spec"].get("fleetServerEnabled")
    return bool(fleet or any(declared) or len(own_services(ident, objects)) > 1)


def outsiders(ident: Id, objects: Objects) -> dict[str, set[int]]:
    """Who dials it without a sidecar, and on which of its pods' ports: clients of the stream; Services that are open to
    the outside; and Ingresses, Routes and Traefik's, whose pods are not in the stream and not in the mesh."""
    usual = HTTP[ident[0]]
    found = {
        str(i): {usual}
        for i, o in objects.items()
        if makes_pods(i) and not meshed(o) and ident in dials(i, objects)
    }
    ways = [(i, json.dumps(o["spec"])) for i, o in objects.items() if i[0] in WAYS]
    ways = [(i, text) for i, text in ways if '"ingressClassName": "istio"' not in text]
    for service, spec in own_services(ident, objects).items():
        targets = [
            port.get("targetPort", port["port"])
            for port in spec.get("ports") or []
            if port.get("protocol") != "UDP"
        ]
        ports = {port if isinstance(port, int) else usual for port in targets} or {usual}
        by = [str(i) for i, text in ways if json.dumps(service) in text and i[1] == ident[1]]
        if spec.get("type") in ("LoadBalancer", "NodePort") or spec.get("externalIPs"):
            by.append(service)
        for who in by:
            found.setdefault(who, set()).update(ports - {9300, 9443})
    return {who: ports for who, ports in found.items() if ports}


def encrypted(body: Any) -> bool:
    tls = ((body["spec"].get("http") or {}).get("tls")) or {}
    off = (tls.get("selfSignedCertificate") or {}).get("disabled") is True
    return not off or bool((tls.get("certificate") or {}).get("secretName"))


def admits(ident: Id, objects: Objects, number: int) -> str:
    """What its PeerAuthentication says of one of its ports."""
    kind, namespace, name = ident
    selector = {KINDS[kind].selector: name}
    found = [o for (k, n, _), o in objects.items() if (k, n) == ("PeerAuthentication", namespace)]
    (policy,) = [
        o["spec"] for o in found if (o["spec"].get("selector") or {}).get("matchLabels") == selector
    ]
    port = (policy.get("portLevelMtls") or {}).get(str(number), policy["mtls"])
    return str(port["mode"])


def strict_is_true(objects: Objects) -> list[str]:
    """What contradicts mode strict in a stream that was treated with it; nothing where it is true."""
    wrong = []
    served = {
        i
        for i, o in objects.items()
        if i[0] in HTTP and (i[0] != "Agent" or o["spec"].get("fleetServerEnabled"))
    }
    text = json.dumps([o.get("spec") for o in objects.values()])
    for ident in served:
        body, (kind, namespace, name) = objects[ident], ident
        if not meshed(body):
            wrong.append(f"{ident} serves, but gets no sidecar")
        past = [
            part["metadata"]["annotations"][EXCLUDED].split(",")
            for part in templates(body)
            if kind == "Elasticsearch"
        ]
        if not all("9300" in ports for ports in past):
            wrong.append(f"{ident}: 9300 goes through the sidecar")
        if (
            not encrypted(body)
            and f"https://{name}-{KINDS[kind].short}-http.{namespace}.svc" in text
        ):
            wrong.append(f"{ident} is plain, but somebody writes https")
        outside = outsiders(ident, objects)
        for who, ports in outside.items():
            if {admits(ident, objects, port) for port in ports} != {"PERMISSIVE"} or not encrypted(
                body
            ):
                wrong.append(f"{who} cannot reach {ident}")
        strict = PLANES["sidecar"].modes["strict"].peerAuthentication.mode  # type: ignore[union-attr]
        if (
            HTTP[kind] not in set().union(*outside.values())
            and admits(ident, objects, HTTP[kind]) != strict
        ):
            wrong.append(f"{ident} lets everybody in")
    return wrong
