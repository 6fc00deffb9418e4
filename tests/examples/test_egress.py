"""examples/egress: a stack that connects only to what it needs."""

from __future__ import annotations

from tests.support.helm import Helm, Output

PRODUCTION = "examples/environments/production.yaml"


def rendered(helm: Helm, *flags: str) -> Output:
    values = [f"--values={PRODUCTION}", "--values=examples/egress/values.yaml"]
    strict = helm.post_renderer("--expect-mode=strict", "--expect-closed", "--fail-on-notes")
    return helm.template(*values, *strict, *flags, release="logs", namespace="logs", check=False)


def test_each_resource_connects_only_to_what_it_needs(helm: Helm) -> None:
    done = rendered(helm)
    assert done.returncode == 0, done.stderr
    for name in "logs-es", "logs-kb", "logs-apm":
        spec = done.object("Sidecar", name)["spec"]
        assert spec["outboundTrafficPolicy"] == {"mode": "REGISTRY_ONLY"}
    (kibana,) = done.object("Sidecar", "logs-kb")["spec"]["egress"]
    outside = [host for host in kibana["hosts"] if ".svc." not in host]
    proxy = "logs-kb-addresses-3128.eck-mesh.invalid"
    expected = ["epr.elastic.co", "hooks.slack.com", proxy, "www.elastic.co"]
    assert outside == [*(f"./{host}" for host in expected), "istio-system/*"]


def test_a_policy_without_the_port_of_a_host_is_a_note(helm: Helm) -> None:
    done = rendered(helm, "--set", "networkPolicy.egress[0].ports[1].port=3129")
    assert done.returncode == 1
    assert "[network-policy-blocks-egress]" in done.stderr


def test_a_region_that_nobody_gives_is_refused(helm: Helm) -> None:
    nothing = "elasticsearch.default.nodeSets.{}.config.s3\\.client\\.default\\.region=null"
    flags = [word for name in ("master", "data") for word in ("--set", nothing.format(name))]
    done = rendered(helm, *flags)
    assert done.returncode == 1
    assert "[egress-host-of-repository]" in done.stderr
