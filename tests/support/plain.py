"""Who counts on ECK's TLS of a port that has none any more: from the manifests alone, beside reach.py a second opinion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.support.reach import HTTP, Id, Objects, encrypted, templates

REWRITTEN = "sidecar.istio.io/rewriteAppHTTPProbers"
PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


def probes(template: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Those of the user's that ask by HTTP."""
    for container in (template.get("spec") or {}).get("containers") or []:
        yield from (
            container[probe]["httpGet"]
            for probe in PROBES
            if "httpGet" in (container.get(probe) or {})
        )


def references(ident: Id, objects: Objects) -> Iterator[tuple[Id, dict[str, Any]]]:
    """Who refers to it by ECK's references, wherever they stand, each with the reference."""
    for other, body in objects.items():
        stack = [body.get("spec")]
        while stack:
            here: Any = stack.pop()
            stack += (
                list(here.values())
                if isinstance(here, dict)
                else here
                if isinstance(here, list)
                else []
            )
            if isinstance(here, dict):
                for key, value in here.items():
                    for one in (
                        (value if isinstance(value, list) else [value])
                        if key.endswith(("Ref", "Refs"))
                        else ()
                    ):
                        if (
                            isinstance(one, dict)
                            and (one.get("namespace") or other[1], one.get("name")) == ident[1:]
                        ):
                            yield other, one


def trusting(ident: Id, objects: Objects) -> Iterator[str]:
    """Logstashes whose pipelines name the CA that ECK gives them for as long as there is one, in their spec or a Secret."""
    for other, reference in references(ident, objects):
        if other[0] == "Logstash" and ident[0] == "Elasticsearch" and "clusterName" in reference:
            variable = f"${{{reference['clusterName'].upper().replace('-', '_')}_ES_SSL_CERTIFICATE_AUTHORITY}}"
            held = [
                objects[other],
                *(o for (kind, *_), o in objects.items() if kind in ("Secret", "ConfigMap")),
            ]
            if variable in json.dumps(held):
                yield f"{other} names {variable}"
            for key in "pipelinesRef", "configRef":
                secret = (objects[other]["spec"].get(key) or {}).get("secretName")
                if secret and ("Secret", other[1], secret) not in objects:
                    yield f"{other} has its {key} where nobody sees whether it asks for TLS"


def ports(ident: Id, objects: Objects) -> Iterator[str]:
    """ECK looks for a port called http or https, as its TLS is, in its own Service and in those that references name."""
    body, (_, namespace, _) = objects[ident], ident
    wanted = "https" if encrypted(body) else "http"
    own = ((body["spec"].get("http") or {}).get("service") or {}).get("spec") or {}
    named = [(ident, "its Service", own)]
    for other, reference in references(ident, objects):
        by = reference.get("serviceName") or ""
        if ("Service", namespace, by) in objects:
            named.append((other, by, objects["Service", namespace, by]["spec"]))
    for who, service, spec in named:
        names = [port.get("name") for port in spec.get("ports") or []]
        if names and wanted not in names:
            yield f"{who}: {service} has no port called {wanted}"


def wrong(objects: Objects) -> list[str]:
    """What contradicts the TLS that each resource of a stream was left with."""
    found = []
    for ident in (i for i in objects if i[0] in HTTP):
        parts = list(templates(objects[ident]))
        said = list(ports(ident, objects))
        if not encrypted(objects[ident]):
            said += trusting(ident, objects)
            said += [
                "it is asked by HTTPS"
                for part in parts
                for probe in probes(part)
                if probe.get("scheme") == "HTTPS"
            ]
        for part in parts:
            told = (part.get("metadata") or {}).get("annotations") or {}
            if any(probes(part)) and told.get(REWRITTEN) != "true":
                said.append("the kubelet's HTTP probe finds nobody")
        found += [f"{ident}: {what}" for what in said]
    return found
