"""Istio's own analysis of what we apply: nothing that is not explained here."""

from __future__ import annotations

import json

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import through_post_renderer, wait_green
from tests.cluster.support.stack import elasticsearch
from tests.support.resources import resource

# Code and what it speaks of, with the reason why it is not ours to mend.
EXPLAINED = {
    (
        "IST0118",
        "rcs",
    ): "ECK names the remote cluster server's port so; it is TLS past every sidecar, and has a rule of its own",
}


@pytest.mark.parametrize("mode", ["excluded", "permissive", "strict"])
def test_istio_has_nothing_to_say_that_we_do_not_explain(
    bed: Bed, namespace: str, mode: str
) -> None:
    kibana = resource(
        "kibana.k8s.elastic.co/v1", "Kibana", "kb", {"count": 1, "elasticsearchRef": {"name": "es"}}
    )
    stream = through_post_renderer(
        [elasticsearch(), kibana], f"--mode={mode}", f"--namespace={namespace}"
    ).stdout
    bed.apply_text(stream, namespace)
    wait_green(bed, namespace)
    done = bed.run("istioctl", "analyze", "-n", namespace, "-o", "json", check=False)
    found = json.loads(done.stdout or "[]") or []
    unexplained = [
        f"{m['code']} {m['origin']}: {m['message']}"
        for m in found
        if not any(m["code"] == code and word in m["message"] for code, word in EXPLAINED)
    ]
    assert unexplained == []


def test_the_analysis_would_have_said_something(bed: Bed, namespace: str) -> None:
    """A rule for a Service that is not there: what every rule of ours would be, were its name wrong."""
    rule = {
        "host": f"nobody.{namespace}.svc.cluster.local",
        "trafficPolicy": {"tls": {"mode": "DISABLE"}},
    }
    bed.apply(
        {
            "apiVersion": "networking.istio.io/v1",
            "kind": "DestinationRule",
            "metadata": {"name": "x", "namespace": namespace},
            "spec": rule,
        }
    )
    done = bed.run("istioctl", "analyze", "-n", namespace, "-o", "json", check=False)
    assert "IST0174" in done.stdout
