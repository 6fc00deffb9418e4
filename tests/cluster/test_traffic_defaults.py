"""What sidecars make of requests that fail, that take long, and that come late: the numbers of docs/traffic.md.

The servers are stand-ins with troubles in place of Elasticsearch. Sidecars and their configuration are real.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import yaml

from tests.cluster.support.live import pod
from tests.cluster.support.running import Make, Stack
from tests.cluster.support.troubled import AT_ONCE, KEPT, Troubled
from tests.support.helm import ROOT

NODES = ("s-es-one-0", "s-es-one-1")
TIMES = 3
# What Istio before 1.24 sets for all routes, and some meshes still do (meshConfig.defaultHttpRetryPolicy).
REPEATS_503 = {
    "attempts": 2,
    "retryOn": "connect-failure,refused-stream,unavailable,cancelled,503",
}
SAFE = "'retry_on': 'connect-failure,refused-stream', 'num_retries': 2"  # of mesh.retries, as Envoy has it
# By the trouble: the client's status, and how often a server executes one POST: by Istio's own policy, by the older one.
TROUBLES = {
    "/status/503": ("503", 1, 3),
    "/status/429": ("429", 1, 1),
    "/reset": ("503", 1, 3),
    "/close": ("503", 1, 3),
    "/half": ("200", 1, 1),
}


def virtual_service(stack: Stack, service: str, **route: Any) -> None:
    """A user's, for one Service."""
    host = f"{service}.{stack.namespace}.svc.cluster.local"
    routes = [{"route": [{"destination": {"host": host}}], **route}]
    head = {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService"}
    body = {**head, "metadata": {"name": service}, "spec": {"hosts": [host], "http": routes}}
    stack.bed.apply(body, namespace=stack.namespace)


def routes_of(servers: Troubled) -> str:
    """The routes of the client's sidecar."""
    return str(servers.configuration("client", "dynamic_route_configs"))


def test_sidecars_that_read_http(make: Make) -> None:
    """One stack for all of it. A request that says nothing for 16 s runs meanwhile: Envoy's own limit for routes is 15 s."""
    stack = make({"mode": "strict"})
    servers = Troubled(stack, *NODES)
    silent = ["curl", "-s", "-o/dev/null", "-w%{http_code}", f"{servers.url}/slow/16"]
    within = ["ip", "netns", "exec", stack.plane._space("client"), *silent]
    with subprocess.Popen(within, stdout=subprocess.PIPE, text=True) as quiet:
        retries(stack, servers)
        limits_of_time(stack, servers)
        idle_connections(stack, servers)
        large_bodies(servers)
        many_at_once(stack, servers)
        assert quiet.communicate(timeout=60)[0] == "200"


def retries(stack: Stack, servers: Troubled) -> None:
    internal = f"http://{stack.service(9200, 'es-internal-http')}"
    virtual_service(stack, "s-es-internal-http", retries=REPEATS_503)
    repeated = lambda: "503" in routes_of(servers)  # noqa: E731
    stack.bed.wait("the older policy has arrived", repeated, 20)
    for trouble, (status, *executed) in TROUBLES.items():
        for path, url, times in zip(
            (trouble, f"{trouble}?older"), (servers.url, internal), executed, strict=True
        ):
            statuses = {servers.post(path, url)[0] for _ in range(TIMES)}
            assert statuses == {status}, path
            assert sum(servers.executed(path).values()) == times * TIMES, path
    stack.bed.delete("virtualservice", stack.namespace)  # a sidecar uses the oldest one for a host
    stack.apply({"mode": "strict", "retries": "safe"})
    three = lambda: routes_of(servers).count(SAFE) == 3  # noqa: E731
    stack.bed.wait("mesh.retries has arrived", three, 20)
    for url in internal, f"http://{stack.pod(9200)}":
        path = f"/status/503?{url[7:]}"
        assert servers.post(path, url)[0] == "503"
        assert sum(servers.executed(path).values()) == 1, path
    stack.bed.delete("virtualservice", stack.namespace)


def limits_of_time(stack: Stack, servers: Troubled) -> None:
    """None by default, and one that a user sets."""
    assert "'timeout': '0s'" in routes_of(servers)
    listeners = str(servers.configuration("client", "dynamic_listeners"))
    assert "'stream_idle_timeout': '0s'" in listeners
    virtual_service(stack, "s-es-internal-http", timeout="1s")
    internal = f"http://{stack.service(9200, 'es-internal-http')}"
    cut = lambda: servers.post("/slow/2", internal)[0] == "504"  # noqa: E731
    stack.bed.wait("the timeout has arrived", cut, 30)


def idle_connections(stack: Stack, servers: Troubled) -> None:
    """The servers close connections that were idle for 1 s, at the moment when the next request comes."""
    host = servers.url.removeprefix("http://")
    late = (KEPT, "1.2", "4", host, "/kept/1")
    assert "503" in servers.run(*late)
    pool = {"connectionPool": {"http": {"idleTimeout": "0.6s"}}}
    stack.apply({"mode": "strict", "trafficPolicy": pool})
    set_everywhere = lambda: all(  # noqa: E731
        "'idle_timeout': '0.600s'" in inbound(servers, node) for node in NODES
    )
    stack.bed.wait("the servers' sidecars have it too", set_everywhere, 20)
    servers.run(*late)  # what was open before
    assert servers.run(*late) == ["200"] * 4


def inbound(servers: Troubled, node: str) -> str:
    """The cluster by which a sidecar reaches its program."""
    found = servers.configuration(node, "dynamic_active_clusters")
    return str([one for one in found if one["cluster"]["name"].startswith("inbound|")])


def large_bodies(servers: Troubled) -> None:
    """100 MB to the server and from it: no sidecar holds them."""
    names = ("client", *NODES)
    send = "import sys; sys.stdout.buffer.write(b'x' * 100 * 2**20)"
    upload = f'{sys.executable} -c "{send}" | curl -s -o/dev/null -w%{{http_code}} -T- {servers.url}/_bulk'
    download = f"curl -s -o/dev/null -w%{{http_code}} --limit-rate 50M {servers.url}/big/100"
    for command in upload, download:
        before = {}
        for name in names:
            servers.forget(name)
            before[name] = servers.memory(name)["VmRSS"]
        done = servers.plane.inside("client", "bash", "-c", command, check=True)
        assert done.stdout == "200"
        for name in names:
            assert servers.memory(name)["VmHWM"] - before[name] < 20, f"{name}: {command}"


def many_at_once(stack: Stack, servers: Troubled) -> None:
    """No limit by default, and one that a user sets."""
    slow = f"{servers.url}/slow/1"
    assert set(servers.run(AT_ONCE, "200", slow)) == {"200"}
    pool = {"tcp": {"maxConnections": 1}, "http": {"http1MaxPendingRequests": 1}}
    stack.apply({"mode": "strict", "trafficPolicy": {"connectionPool": pool}})
    refused = lambda: "503" in servers.run(AT_ONCE, "10", slow)  # noqa: E731
    stack.bed.wait("the limit has arrived", refused, 30)


def test_sidecars_that_forward_ecks_tls(make: Make) -> None:
    """They repeat nothing, and end what is silent for longer than the limit for TCP, an hour by default."""
    pool = {"connectionPool": {"tcp": {"idleTimeout": "2s"}}}
    mesh = {"mode": "strict", "tls": "eck", "trafficPolicy": pool}
    stack = make(mesh, sets={"one": {"count": 1}})
    servers = Troubled(stack, NODES[0], tls=True)
    for trouble in "/reset", "/close", "/status/503":
        assert servers.post(trouble)[0] == ("503" if "503" in trouble else "000")
        assert sum(servers.executed(trouble).values()) == 1
    assert servers.post("/slow/1")[0] == "200"
    assert servers.post("/slow/4")[0] == "000", "the limit is for silence within a request, too"


def test_clients_use_the_nodes_of_their_zone(make: Make) -> None:
    """With the settings of examples/traffic/zones.yaml. A label of the pods stands for the zones of Kubernetes' nodes."""
    example = yaml.safe_load((ROOT / "examples" / "traffic" / "zones.yaml").read_text())
    sets = example["elasticsearch"]["default"]["nodeSets"]
    for zone, one in sets.items():
        one["podTemplate"] = {"metadata": {"labels": {"istio-locality": f"eu.{zone}"}}}
    plain = {key: value for key, value in example["mesh"].items() if key != "trafficPolicy"}
    stack = make(plain, sets=sets)
    near, far = nodes = ("s-es-a-0", "s-es-b-0")
    client = pod("near", {"sidecar.istio.io/inject": "true", "istio-locality": "eu.a"})
    stack.bed.apply(client, namespace=stack.namespace)
    stack.plane.start("near")
    stack.plane.ready("near")
    servers = Troubled(stack, *nodes)

    def used(path: str, times: int = 8) -> set[str]:
        """The nodes that have got requests."""
        for _ in range(times):
            stack.plane.curl("near", f"{servers.url}{path}")
        return {node for node, number in servers.executed(path).items() if number}

    stack.bed.wait("it answers", lambda: used("/before", 1), 20)
    assert used("/without") == {near, far}
    stack.apply(example["mesh"])
    numbers = iter(range(1000))
    own_zone = lambda: used(f"/?{next(numbers)}") == {near}  # noqa: E731
    stack.bed.wait("the zone counts", own_zone, 30)
    used("/status/503", 6)
    assert used("/failed") == {far}, "the node of the zone is avoided"
