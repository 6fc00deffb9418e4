"""What leads to a resource from outside: Ingresses in both their forms, and OpenShift's Routes, which no test bed serves."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.routes.ingress import backends, dials_tls, is_of_istio


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


@pytest.mark.parametrize(
    ("spec", "annotations", "yes"),
    [
        ({"ingressClassName": "istio"}, {}, True),
        ({}, {"kubernetes.io_ingress.class": "istio"}, True),
        ({"ingressClassName": "nginx"}, {}, False),
        ({}, {}, False),
    ],
)
def test_ingresses_of_istios_own_class(
    spec: dict[str, Any], annotations: dict[str, str], yes: bool
) -> None:
    assert is_of_istio(ingress(spec, **annotations)) == yes


@pytest.mark.parametrize(
    ("key", "value", "yes"),
    [
        ("nginx.ingress.kubernetes.io/backend-protocol", "HTTPS", True),
        ("nginx.ingress.kubernetes.io/backend-protocol", "GRPC", False),
        ("nginx.ingress.kubernetes.io/ssl-passthrough", "true", True),
        ("nginx.ingress.kubernetes.io/ssl-passthrough", "false", False),
        ("nginx.org/ssl-services", "b, a", True),
        ("nginx.org/ssl-services", "b", False),
        ("alb.ingress.kubernetes.io/backend-protocol", "HTTPS", True),
        ("appgw.ingress.kubernetes.io/backend-protocol", "https", True),
        ("haproxy.org/server-ssl", "true", True),
        ("haproxy-ingress.github.io/backend-protocol", "h1-ssl", True),
        ("example.com/other", "https", False),
    ],
)
def test_annotations_by_which_a_controller_uses_tls(key: str, value: str, yes: bool) -> None:
    one = ingress({"defaultBackend": {"service": {"name": "a"}}}, **{key.replace("/", "_"): value})
    ((at, _, _),) = backends(one)
    assert dials_tls(one, at) == (("metadata", "annotations", key) if yes else None)


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
