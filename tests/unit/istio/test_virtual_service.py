"""Where the routes of VirtualServices lead, and through which gateways."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.virtual_service import (
    Destination,
    destinations,
    is_for_sidecars,
    names_host,
)
from eck_mesh.manifests.manifest import Manifest, Ref


def virtual_service(**spec: Any) -> Manifest:
    ref = Ref("networking.istio.io", "VirtualService", "prod", "one")
    return Manifest(ref, {"spec": {"hosts": ["a"], **spec}}, 1)


def found(**spec: Any) -> list[Destination]:
    return list(destinations(virtual_service(**spec)))


def to(host: str, port: int = 0, **match: Any) -> dict[str, Any]:
    destination = {"host": host, **({"port": {"number": port}} if port else {})}
    return {"route": [{"destination": destination}], **({"match": [match]} if match else {})}


def test_every_field_that_names_a_host() -> None:
    http = {**to("a", 80), "mirror": {"host": "b"}, "mirrors": [{"destination": {"host": "c"}}]}
    routes = found(http=[http, {"redirect": {"uri": "/"}}], tls=[to("d", 443)], tcp=[to("e")])
    assert sorted((one.protocol, one.host, one.port) for one in routes) == [
        ("http", "a", 80),
        ("http", "b", 0),
        ("http", "c", 0),
        ("tcp", "e", 0),
        ("tls", "d", 443),
    ]


@pytest.mark.parametrize(
    ("gateways", "full"),
    [
        ([], {"mesh"}),
        (["mesh", "public"], {"mesh", "prod/public"}),
        (["istio-ingress/public"], {"istio-ingress/public"}),
        (["./public"], {"prod/public"}),
        (["public.istio-ingress.svc.cluster.local"], {"istio-ingress/public"}),
        (["public.istio-ingress"], {"istio-ingress/public"}),
    ],
)
def test_the_spellings_of_a_gateway(gateways: list[str], full: set[str]) -> None:
    (one,) = found(gateways=gateways, tcp=[to("a")])
    assert one.gateways == full
    assert one.beyond_sidecars == full - {"mesh"}


def test_a_match_names_gateways_of_its_own() -> None:
    routes = found(
        gateways=["public"],
        http=[to("a", gateways=["mesh"]), to("b", port=80), to("c", gateways=["apps/inner"])],
    )
    assert [one.gateways for one in routes] == [{"mesh"}, {"prod/public"}, {"apps/inner"}]


def test_of_a_delegate_another_virtual_service_names_the_gateways() -> None:
    (one,) = found(hosts=[], http=[to("a")])
    assert one.beyond_sidecars


HOST = "es-es-http.prod.svc.cluster.local"


@pytest.mark.parametrize(
    ("hosts", "named"),
    [
        ([HOST], True),
        (["other", "es-es-http"], True),  # Istio completes it with the namespace
        (["*.prod.svc.cluster.local"], True),
        (["*"], True),
        (["es-es-http.prod"], False),  # a host with a dot is complete
        ([], False),  # a delegate
    ],
)
def test_the_hosts_that_a_virtual_service_is_for(hosts: list[str], named: bool) -> None:
    assert names_host(virtual_service(hosts=hosts), HOST) == named


def test_what_sidecars_read() -> None:
    assert is_for_sidecars(virtual_service())
    assert is_for_sidecars(virtual_service(gateways=["public", "mesh"]))
    assert not is_for_sidecars(virtual_service(gateways=["public"], http=[to("a")]))
    assert is_for_sidecars(virtual_service(gateways=["public"], http=[to("a", gateways=["mesh"])]))
