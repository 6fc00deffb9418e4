"""Packets through real gateways: Istio's own, which its chart installs, and one of the Gateway API, which istiod deploys. What
comes out at the stand-ins of the programs is what docs/gateways.md and `eck-mesh reach` say."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.conftest import fresh
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.exposed import PROGRAMS, REFUSED, Exposed, Seen, browse, call, lines
from tests.cluster.support.gateways import FIRST, Gateways, api_gateway, install, web_certificate
from tests.cluster.support.live import pods, rendered
from tests.cluster.support.promises import WIRES
from tests.support.helm import Helm

# The mesh block of each release, and the port of its inputs of Logstash at the gateways.
STACKS: dict[str, dict[str, Any]] = {
    "strict, TLS off": {"mode": "strict", "tls": "istio"},
    "strict, TLS kept": {"mode": "strict", "tls": "eck"},
    "permissive, TLS off": {"mode": "permissive", "tls": "istio"},
    "permissive, TLS kept": {"mode": "permissive", "tls": "eck"},
}
HTTP = [section for section, program in PROGRAMS.items() if program[2] == "http"]


class Edge(NamedTuple):
    """A gateway that runs. account: its identity."""

    plane: Gateways
    pod: str
    account: str

    @property
    def namespace(self) -> str:
        return self.plane.namespace


Edges = dict[str, Edge]
Ask = Callable[[Gateways, str, str], Seen]


@pytest.fixture(scope="module")
def edges(bed: Bed) -> Iterator[Edges]:
    """own: Istio's own gateway; api: one of the Gateway API."""
    spaces = [fresh(bed), fresh(bed)]
    found: Edges = {}
    for name, account, space in zip(("own", "api"), ("istio-ingress", "web-istio"), spaces, strict=True):  # fmt: skip
        namespace = next(space)
        bed.apply(web_certificate(bed), namespace=namespace)
        install(bed, namespace) if name == "own" else bed.apply(api_gateway(namespace))
        plane = Gateways(bed, namespace)
        found[name] = Edge(plane, plane.run_gateway(account), f"ns/{namespace}/sa/{account}")
        plane.browser()
    yield found
    for edge in found.values():
        edge.plane.stop()
    for space in spaces:
        next(space, None)


@pytest.fixture(scope="module")
def stacks(bed: Bed, edges: Edges, helm3: Helm) -> Iterator[Callable[[str], Exposed]]:
    """A release of STACKS by its name, made when it is asked for first."""
    made: dict[str, Exposed] = {}
    spaces = []

    def stack(name: str) -> Exposed:
        if name not in made:
            spaces.append(fresh(bed))
            gateway = {
                "namespace": edges["own"].namespace,
                "selector": {"istio": edges["own"].namespace},
            }
            mesh = {**STACKS[name], "gateway": gateway}
            made[name] = Exposed(bed, next(spaces[-1]), helm3, mesh, values(name, edges))
            made[name].start("kept" in name)
        return made[name]

    yield stack
    for one in made.values():
        one.plane.stop()
    for space in spaces:
        next(space, None)


def values(name: str, edges: Edges) -> dict[str, Any]:
    """Each kind with its ways in, one through each gateway."""
    number = list(STACKS).index(name)
    fleet = {
        "mode": "fleet",
        "fleetServerEnabled": True,
        "policyID": "p",
        "deployment": {"replicas": 1},
    }
    beats = {"ports": [{"name": "beats", "port": 5044, "protocol": "TCP"}]}
    logstash = {
        "elasticsearchRefs": {"default": "default"},
        "pipelines": {"main": {"config.string": "input { beats { port => 5044 } }"}},
        "services": {"beats": {"service": {"spec": beats}}},
    }
    sections: dict[str, dict[str, Any]] = {
        "elasticsearch": {},
        "kibana": {},
        "apmServer": {},
        "agent": {**fleet, "kibanaRef": "default", "elasticsearchRefs": ["default"]},
        "logstash": logstash,
    }
    found: dict[str, Any] = {}
    for section, entry in sections.items():
        expose = ways(section, number, passes(name, section), edges["api"].namespace)
        if section == "apmServer" and not passes(name, section):
            expose |= otlp(number, edges)
        found[section] = {"fleet" if section == "agent" else "default": {**entry, "expose": expose}}
    return {**found, "extraObjects": {"gateway": api_gateway(edges["api"].namespace)}}


def passes(name: str, section: str) -> bool:
    """Whether gateways pass TLS through. In permissive they may encrypt again, by a rule that the post-renderer makes."""
    again = name == "permissive, TLS kept" and section in ("kibana", "apmServer")
    return "kept" in name and not again


def ways(section: str, number: int, is_passed: bool, namespace: str) -> dict[str, Any]:
    """What `expose` has."""
    parent = {"name": "web", "namespace": namespace}
    own: dict[str, Any]
    if is_passed:
        own = {"kind": "VirtualService", "tls": {"mode": "PASSTHROUGH"}}
        api = {"kind": "TLSRoute", "parentRefs": [{**parent, "sectionName": "pass"}]}
    elif section == "logstash":
        port = FIRST + number
        own = {"kind": "VirtualService", "gatewayPort": port}
        api = {
            "kind": "TCPRoute",
            "version": "v1",
            "parentRefs": [{**parent, "sectionName": f"tcp-{port}"}],
        }
        return {"own": own, "api": api}
    else:
        own = {"kind": "VirtualService", "tls": {"credentialName": "web"}}
        api = {"kind": "HTTPRoute", "parentRefs": [{**parent, "sectionName": "https"}]}
    return {"own": {**own, "hosts": [host(section, number, is_passed, "own")]},
             "api": {**api, "hosts": [host(section, number, is_passed, "api")]}}  # fmt: skip


def otlp(number: int, edges: Edges) -> dict[str, Any]:
    """APM Server's gRPC behind a gateway that ends TLS."""
    parent = {"name": "web", "namespace": edges["api"].namespace, "sectionName": "https"}
    hosts = [host("otlp", number, False, "api")]
    return {"otlp": {"kind": "GRPCRoute", "parentRefs": [parent], "hosts": hosts}}


def host(section: str, number: int, is_passed: bool, edge: str) -> str:
    return f"{section.lower()}-{number}-{edge}.example.{'org' if is_passed else 'com'}"


def asked(
    name: str, section: str, edge: str, edges: Edges, expected: Seen, ask: Ask = browse
) -> Seen:
    """What comes of the way to a program. Routes take a moment to get around."""
    number, is_passed = list(STACKS).index(name), passes(name, section)
    one, at = edges[edge], host(section, number, is_passed, edge)

    def now() -> Seen:
        if section == "logstash":
            port, server = (443, at) if is_passed else (FIRST + number, "")
            return lines(one.plane, one.pod, port, server)
        return ask(one.plane, one.pod, f"https://{at}/")

    return settled(one, now, expected)


def settled(edge: Edge, now: Callable[[], Seen], expected: Seen) -> Seen:
    """The answer, once it is as expected, or after a while."""
    found = REFUSED

    def same() -> bool:
        nonlocal found
        found = now()
        return found == expected

    with contextlib.suppress(BedError):
        edge.plane.bed.wait("the answer", same, 20)
    return found


def promised(name: str, section: str, edge: Edge) -> Seen:
    """What a program with that TLS is to read."""
    encrypted = PROGRAMS[section][3]
    if section == "logstash":
        return Seen("200", tls="kept" in name)
    if "kept" in name:
        by_http2 = encrypted != "https" and passes(name, section)
        return Seen("200", "HTTP/2" if by_http2 else "HTTP/1.1", tls=True)
    return Seen("200", "HTTP/1.1", identity=edge.account)


@pytest.mark.parametrize("name", STACKS)
def test_every_way_leads_in(name: str, stacks: Callable[[str], Exposed], edges: Edges) -> None:
    """With what the chart and the post-renderer make; by mutual TLS of Istio, but where a gateway encrypts."""
    stack = stacks(name)
    differs, unproved = {}, {}
    for section in PROGRAMS:
        for way, edge in edges.items():
            expected = promised(name, section, edge)
            found = asked(name, section, way, edges, expected, by_http1(name, section))
            if found != expected:
                differs[section, way] = (found, expected)
            wires = stack.wires(section, edge.plane)
            encrypts = "kept" in name and not passes(name, section)
            if wires != {"TLS" if encrypts else "mTLS"}:
                unproved[section, way] = wires
    assert (differs, unproved) == ({}, {})


def by_http1(name: str, section: str) -> Ask:
    """A client of APM Server by HTTP/1.1, where it takes HTTP/2 for gRPC."""
    if section != "apmServer" or passes(name, section):
        return browse
    return lambda plane, pod, url: browse(plane, pod, url, "--http1.1")


@pytest.mark.parametrize("name", STACKS)
def test_what_reach_says_of_gateways_is_on_the_wire(
    name: str, stacks: Callable[[str], Exposed], edges: Edges
) -> None:
    """Behind the test above, which has connected everywhere."""
    stack = stacks(name)
    said = [
        one
        for one in connections(render(stack.stream, Flags()).after)
        if one.client.kind == "gateway"
    ]
    assert len(said) >= 2 * len(PROGRAMS)
    wrong = {
        str(one.client.name): one
        for one in said
        if WIRES.get(one.how) not in wires(one, stack, edges)
    }
    assert wrong == {}


def wires(one: Connection, stack: Exposed, edges: Edges) -> set[str]:
    """What was on the wire of a connection of reach."""
    namespace = one.client.name.removeprefix("the gateway ").partition("/")[0]
    edge = edges["api" if namespace == edges["api"].namespace else "own"]
    (section,) = [key for key, (_, port, *_) in PROGRAMS.items() if port == one.pod_port]
    return stack.wires(section, edge.plane)


def test_grpc_reaches_an_apm_server_that_keeps_its_tls(
    stacks: Callable[[str], Exposed], edges: Edges
) -> None:
    """OTLP: HTTP/2 from end to end, with the status at its end."""
    name = "strict, TLS kept"
    stacks(name)
    expected = Seen("grpc 0", "HTTP/2", tls=True)
    for way in edges:
        assert asked(name, "apmServer", way, edges, expected, call) == expected


def test_grpc_reaches_an_apm_server_without_tls(
    stacks: Callable[[str], Exposed], edges: Edges
) -> None:
    """Both proxies keep HTTP/2. What else speaks it to the same APM Server is taken for gRPC, as the note says."""
    name, edge = "strict, TLS off", edges["api"]
    stack, number = stacks(name), list(STACKS).index("strict, TLS off")
    url = f"https://{host('otlp', number, False, 'api')}/"
    expected = Seen("grpc 0", "HTTP/2", identity=edge.account)
    assert settled(edge, lambda: call(edge.plane, edge.pod, url), expected) == expected
    assert asked(name, "apmServer", "own", edges, Seen("415")) == Seen("415")
    noted = render(stack.stream, Flags()).notes
    assert "http2-taken-for-grpc" in [one.id for one in noted]


def test_grpc_reaches_it_encrypted_again(stacks: Callable[[str], Exposed], edges: Edges) -> None:
    name, edge = "permissive, TLS kept", edges["api"]
    stacks(name)
    url = f"https://{host('otlp', list(STACKS).index(name), False, 'api')}/"
    expected = Seen("grpc 0", "HTTP/2", tls=True)
    assert settled(edge, lambda: call(edge.plane, edge.pod, url), expected) == expected


def test_grpc_does_not_reach_it_where_no_rule_keeps_http2(
    stacks: Callable[[str], Exposed], edges: Edges
) -> None:
    """Permissive without ECK's TLS: the proxies make HTTP/1.1 of it."""
    name, edge = "permissive, TLS off", edges["api"]
    stacks(name)
    url = f"https://{host('otlp', list(STACKS).index(name), False, 'api')}/"
    expected = Seen("200", "HTTP/1.1", identity=edge.account)
    assert settled(edge, lambda: call(edge.plane, edge.pod, url), expected) == expected


TARGET = "s-es-http.{}.svc.cluster.local"


@pytest.mark.parametrize(("name", "encrypted"), [
    ("permissive, TLS kept", Seen("200", "HTTP/1.1", tls=True)),
    ("strict, TLS kept", Seen("503")),
])  # fmt: skip
def test_a_gateway_that_sends_http_to_ecks_tls_needs_a_rule_of_its_own(
    name: str, encrypted: Seen, stacks: Callable[[str], Exposed], edges: Edges
) -> None:
    """As users write it by hand. A strict port takes mutual TLS of Istio alone, and no other TLS of a gateway."""
    stack, edge = stacks(name), edges["own"]
    server = {
        "port": {"number": 80, "name": "http", "protocol": "HTTP"},
        "hosts": ["by-hand.example.com"],
    }
    target = TARGET.format(stack.namespace)
    route = {"route": [{"destination": {"host": target, "port": {"number": 9200}}}]}
    rule = {
        "host": target,
        "exportTo": ["."],
        "workloadSelector": {"matchLabels": {"istio": edge.namespace}},
        "trafficPolicy": {"tls": {"mode": "SIMPLE", "insecureSkipVerify": True}},
    }
    made = [
        ("Gateway", {"selector": {"istio": edge.namespace}, "servers": [server]}),
        (
            "VirtualService",
            {"hosts": ["by-hand.example.com"], "gateways": ["by-hand"], "http": [route]},
        ),
        ("DestinationRule", rule),
    ]
    found = []
    try:
        for kind, spec in made:
            metadata = {"name": "by-hand", "namespace": edge.namespace}
            edge.plane.bed.apply(
                {
                    "apiVersion": "networking.istio.io/v1",
                    "kind": kind,
                    "metadata": metadata,
                    "spec": spec,
                }
            )
            if kind != "Gateway":
                expected = Seen("503") if kind == "VirtualService" else encrypted
                found.append(
                    settled(
                        edge,
                        lambda: browse(edge.plane, edge.pod, "http://by-hand.example.com/"),
                        expected,
                    )
                )
    finally:
        for kind, _ in made:
            edge.plane.bed.delete(
                f"{kind.lower()}.v1.networking.istio.io", edge.namespace, "by-hand"
            )
    assert found == [Seen("503"), encrypted]


def test_long_and_large_answers_pass(stacks: Callable[[str], Exposed], edges: Edges) -> None:
    """Envoy's own limit of 15 s for a request is off in both gateways, and no size is."""
    name = "strict, TLS off"
    stacks(name)
    number = list(STACKS).index(name)
    paths = [(way, path) for way in edges for path in ("wait/17", "large/60")]

    def ask(way: str, path: str) -> Seen:
        url = f"https://{host('kibana', number, False, way)}/{path}"
        return browse(edges[way].plane, edges[way].pod, url, "-m", "40")

    with ThreadPoolExecutor(len(paths)) as pool:
        found = list(pool.map(ask, *zip(*paths, strict=True)))
    assert [one.status for one in found] == ["200"] * len(paths)


@pytest.mark.parametrize(("example", "kind"), [("http", "http"), ("passthrough", "h2")])
def test_the_examples_of_kibana_behind_a_gateway(
    example: str, kind: str, bed: Bed, namespace: str, edges: Edges, helm3: Helm
) -> None:
    """As README says, on top of the values for production; the bed has fewer disks."""
    edge, url = edges["own"], "kibana.example.com/"
    files = [f"-f=examples/{one}.yaml" for one in ("environments/production", f"gateway/{example}")]
    own = {
        "mesh.gateway.namespace": edge.namespace,
        "mesh.gateway.selector.istio": edge.namespace,
        "elasticsearch.default.nodeSets.master.storage.storageClassName": "",
        "kibana.default.count": "1",
        "elasticsearch.default.nodeSets.data.storage.storageClassName": "",
    }
    if kind == "http":
        own["kibana.default.expose.public.tls.credentialName"] = "web"
    sets = [f"--set={key}={value}" for key, value in own.items()]
    bed.apply_text(rendered(helm3, *files, *sets, release="s", namespace=namespace), namespace)
    plane = DataPlane(bed, namespace)
    name = bed.wait("a pod of Kibana is there", lambda: first(plane, "s-kb-"), 60)
    plane.start(name, f"5601:{kind}")
    plane.ready(name)
    expected = Seen("200", "HTTP/1.1", identity=edge.account)
    if kind == "h2":
        expected = Seen("200", "HTTP/2", tls=True)
    try:
        found = settled(edge, lambda: browse(edge.plane, edge.pod, f"https://{url}"), expected)
        assert found == expected
        if kind == "http":
            assert browse(edge.plane, edge.pod, f"http://{url}").status == "301"
    finally:
        plane.stop()


def first(plane: DataPlane, prefix: str) -> str:
    """A pod whose name begins so; "" for none."""
    return next((name for name in pods(plane.bed, plane.namespace) if name.startswith(prefix)), "")
