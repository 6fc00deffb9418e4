"""Where routes of the Gateway API lead, and what their Gateways show."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.gateway_api import Gateways, leads_through_istio, route_destinations
from eck_mesh.manifests.manifest import Manifest, Ref

GROUP = "gateway.networking.k8s.io"


def manifest(kind: str, **spec: Any) -> Manifest:
    return Manifest(Ref(GROUP, kind, "prod", "one"), {"spec": spec}, 1)


def gateway(*listeners: dict[str, Any], of: str = "istio") -> Manifest:
    return manifest("Gateway", gatewayClassName=of, listeners=list(listeners))


def route(kind: str, *parents: dict[str, Any]) -> Manifest:
    rules = [{"backendRefs": [{"name": "a", "port": 80}, {"name": "b", "namespace": "apps"}]}]
    return manifest(kind, parentRefs=list(parents), rules=rules)


THROUGH = {"name": "through", "protocol": "TLS", "tls": {"mode": "Passthrough"}}
ENDED = {"name": "ended", "protocol": "TLS", "tls": {"certificateRefs": [{"name": "x"}]}}
BYTES = {"name": "bytes", "protocol": "TCP"}
WEB = {"name": "web", "protocol": "HTTP"}


def test_every_backend_with_its_namespace() -> None:
    found = route_destinations(route("TLSRoute", {"name": "public"}), Gateways({}))
    assert [(one.host, one.port, one.protocol) for one in found] == [
        ("a.prod", 80, "tls"),
        ("b.apps", 0, "tls"),
    ]


def test_a_mirror_is_a_backend() -> None:
    mirror = {"requestMirror": {"backendRef": {"name": "c"}}}
    one = manifest("HTTPRoute", rules=[{"filters": [mirror], "backendRefs": [{"name": "a"}]}])
    assert {found.host for found in route_destinations(one, Gateways({}))} == {"a.prod", "c.prod"}


def test_a_backend_of_another_kind_is_no_service() -> None:
    one = manifest("HTTPRoute", rules=[{"backendRefs": [{"kind": "Bucket", "name": "a"}]}])
    assert list(route_destinations(one, Gateways({}))) == []


@pytest.mark.parametrize(
    ("kind", "listeners", "section", "leads"),
    [
        ("TLSRoute", [THROUGH], "", True),
        ("TLSRoute", [ENDED], "", False),
        ("TLSRoute", [ENDED, WEB], "", False),
        ("TLSRoute", [THROUGH, ENDED], "", True),
        ("TLSRoute", [THROUGH, ENDED], "ended", False),
        ("TLSRoute", [THROUGH, ENDED], "through", True),
        ("TLSRoute", [], "", True),
        ("TCPRoute", [BYTES], "", True),
        ("TCPRoute", [ENDED], "", False),
        ("TCPRoute", [ENDED, BYTES], "bytes", True),
    ],
)
def test_a_listener_that_ends_tls_passes_none_through(
    kind: str, listeners: list[dict[str, Any]], section: str, leads: bool
) -> None:
    one = route(kind, {"name": "public", "sectionName": section})
    found = list(route_destinations(one, Gateways({"prod/public": gateway(*listeners)})))
    assert bool(found) == leads


@pytest.mark.parametrize(
    ("parents", "yes"),
    [
        ([{"name": "public"}], True),
        ([{"name": "public", "namespace": "edge"}], False),
        ([{"name": "public"}, {"name": "other"}], False),
        ([{"kind": "Service", "name": "a"}], True),
        ([], False),
    ],
)
def test_only_gateways_of_the_stream_are_known_to_be_istios(
    parents: list[dict[str, Any]], yes: bool
) -> None:
    gateways = Gateways({"prod/public": gateway(WEB), "prod/other": gateway(WEB, of="nginx")})
    assert leads_through_istio(route("HTTPRoute", *parents), gateways) == yes


def test_of_http_routes_only_gateways_of_istio_count() -> None:
    gateways = Gateways({"prod/public": gateway(WEB), "prod/other": gateway(WEB, of="nginx")})
    one = route("HTTPRoute", {"name": "public"}, {"name": "other"}, {"name": "unknown"})
    found = next(route_destinations(one, gateways))
    assert found.gateways == {"prod/public"}


@pytest.mark.parametrize(
    ("named", "yes"),
    [
        ({("prod", "public")}, True),
        ({("prod", "")}, True),
        ({("prod", "other")}, False),
        ({("edge", "")}, False),
    ],
)
def test_users_declare_gateways_of_istio_that_are_elsewhere(
    named: set[tuple[str, str]], yes: bool
) -> None:
    gateways = Gateways({}, frozenset(named))
    assert leads_through_istio(route("HTTPRoute", {"name": "public"}), gateways) == yes


@pytest.mark.parametrize(("named", "yes"), [(("prod", ""), False), (("prod", "public"), True)])
def test_a_class_of_its_own_is_istios_where_users_name_the_gateway(
    named: tuple[str, str], yes: bool
) -> None:
    gateways = Gateways({"prod/public": gateway(WEB, of="ours")}, frozenset({named}))
    assert leads_through_istio(route("HTTPRoute", {"name": "public"}), gateways) == yes
