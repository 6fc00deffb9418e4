"""examples/fleet: Agents on the host network, and with sidecars."""

from __future__ import annotations

import pytest

from tests.support.helm import Helm, Output

VALUES = "--values=examples/fleet/values.yaml"
WITH_SIDECARS = "--set=agent.nodes.daemonSet.podTemplate.spec.hostNetwork=false"
SERVER, DATA, WEB = "logs-fleet-server-agent", "logs-es", "logs-kb"


def rendered(helm: Helm, *flags: str) -> Output:
    strict = helm.post_renderer("--expect-mode=strict")
    return helm.template(VALUES, *strict, *flags, release="logs", namespace="logs")


@pytest.mark.parametrize("on_host", [True, False])
def test_what_the_host_network_opens_and_keeps(helm: Helm, on_host: bool) -> None:
    done = rendered(helm, *([] if on_host else [WITH_SIDECARS]))
    open_ports = {
        name: list(done.object("PeerAuthentication", name)["spec"].get("portLevelMtls", {}))
        for name in (SERVER, DATA, WEB)
    }
    opened = {SERVER: ["8220"], DATA: ["9200"], WEB: []}
    assert open_ports == (opened if on_host else {SERVER: [], DATA: [], WEB: []})
    config = done.object("Kibana", "logs")["spec"]["config"]
    scheme = "https" if on_host else "http"
    (output,) = config["xpack.fleet.outputs"]
    assert output["hosts"] == [f"{scheme}://logs-es-http.logs.svc:9200"]
    assert ("ssl" in output) == on_host
    assert config["xpack.fleet.agents.fleet_server.hosts"] == [
        f"{scheme}://logs-fleet-server-agent-http.logs.svc:8220"
    ]
    policies = {one["id"] for one in config["xpack.fleet.agentPolicies"]}
    agents = [one["spec"] for one in done.objects if one["kind"] == "Agent"]
    assert {one["policyID"] for one in agents} == policies
