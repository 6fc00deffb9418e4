"""What leads to a resource from outside: Ingresses in both their forms, and OpenShift's Routes, which no test bed serves."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.ingress import backends, dials_tls


def ingress(spec: dict[str, Any], kind: str = "Ingress", **annotations: str) -> Manifest:
    body = {
        "metadata": {
            "name": "in",
            "annotations": {k.replace("_", "/"): v for k, v in annotations.items()},
        },
        "spec": spec,
    }
    return Manifest(Ref("any", kind, "logs", "in"), body, 1)


def path(service: str, port: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "path": "/",
        "backend": {"service": {"name": service, "port": port or {"number": 9200}}},
    }


@pytest.mark.parametrize(
    ("manifest", "services"),
    [
        (
            ingress({"rules": [{"http": {"paths": [path("a"), path("b")]}}, {"host": "no-paths"}]}),
            ["a", "b"],
        ),
        (ingress({"defaultBackend": {"service": {"name": "a"}}, "rules": []}), ["a"]),
        (ingress({"defaultBackend": {"resource": {"kind": "Bucket", "name": "a"}}}), []),
        (ingress({"ingressClassName": "istio", "defaultBackend": {"service": {"name": "a"}}}), []),
        (
            ingress(
                {"defaultBackend": {"service": {"name": "a"}}},
                **{"kubernetes.io_ingress.class": "istio"},
            ),
            [],
        ),
        (ingress({"to": {"name": "a"}, "alternateBackends": [{"name": "b"}]}, "Route"), ["a", "b"]),
        (ingress({"to": {"name": "a"}}, "HTTPRoute"), []),
        (
            ingress(
                {
                    "routes": [
                        {"services": [{"name": "a"}, {"kind": "TraefikService", "name": "t"}]},
                        {},
                    ]
                },
                "IngressRoute",
            ),
            ["a"],
        ),
        (ingress({"weighted": {"services": [{"name": "a"}]}}, "TraefikService"), ["a"]),
        (
            ingress({"mirroring": {"name": "a", "mirrors": [{"name": "b"}]}}, "TraefikService"),
            ["a", "b"],
        ),
        (ingress({}), []),
    ],
)
def test_the_services_that_a_route_names(manifest: Manifest, services: list[str]) -> None:
    assert [name for _, _, name in backends(manifest)] == services


def test_traefik_names_services_of_other_namespaces() -> None:
    route = ingress(
        {"routes": [{"services": [{"name": "a"}, {"name": "a", "namespace": "apps"}]}]},
        "IngressRoute",
    )
    assert [(namespace, name) for _, namespace, name in backends(route)] == [
        ("logs", "a"),
        ("apps", "a"),
    ]


@pytest.mark.parametrize(
    ("manifest", "place"),
    [
        (
            ingress({"defaultBackend": {"service": {"name": "a", "port": {"name": "https"}}}}),
            "name",
        ),
        (ingress({"defaultBackend": {"service": {"name": "a", "port": {"name": "http"}}}}), None),
        (ingress({"defaultBackend": {"service": {"name": "a", "port": {"number": 443}}}}), None),
        (ingress({"to": {"name": "a"}, "port": {"targetPort": "https"}}, "Route"), "targetPort"),
        (
            ingress({"to": {"name": "a"}, "tls": {"termination": "reencrypt"}}, "Route"),
            "termination",
        ),
        (ingress({"to": {"name": "a"}, "tls": {"termination": "edge"}}, "Route"), None),
        (ingress({"routes": [{"services": [{"name": "a", "port": 9200}]}]}, "IngressRoute"), None),
        (
            ingress(
                {"routes": [{"services": [{"name": "a", "port": 9200, "scheme": "https"}]}]},
                "IngressRoute",
            ),
            "scheme",
        ),
        (
            ingress({"routes": [{"services": [{"name": "a", "port": "https"}]}]}, "IngressRoute"),
            "port",
        ),
        (
            ingress({"routes": [{"services": [{"name": "a", "tls": True}]}]}, "IngressRouteTCP"),
            "tls",
        ),
        (
            ingress(
                {"routes": [{"services": [{"name": "a"}]}], "tls": {"passthrough": True}},
                "IngressRouteTCP",
            ),
            "passthrough",
        ),
    ],
)
def test_the_field_by_which_a_route_uses_tls(manifest: Manifest, place: str | None) -> None:
    ((at, _, _),) = backends(manifest)
    found = dials_tls(manifest, at)
    assert (found[-1] if found else None) == place
