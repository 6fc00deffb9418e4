"""`helm diff` of the helm-diff plugin passes the post-renderer on, under both Helms. With a cluster: tests/cluster."""

from __future__ import annotations

import json

from tests.examples.tools import expected, with_diff
from tests.support.helm import Helm

FIRST_INSTALL = [
    "diff",
    "upgrade",
    "logs",
    ".",
    "-n",
    "logs",
    "-f",
    "examples/environments/production.yaml",
    "--dry-run",
]


def added(helm: Helm, *flags: str) -> set[str]:
    done = with_diff(helm).run(*FIRST_INSTALL, "--output=json", *flags)
    assert done.returncode == 0, done.stderr
    assert {c["change"] for c in json.loads(done.stdout)} == {"ADD"}
    return {f"{c['kind']}/{c['name']}" for c in json.loads(done.stdout)}


def test_helm_diff_shows_what_an_install_would_create(helm: Helm) -> None:
    assert added(helm, *helm.post_renderer("--expect-mode=strict")) == set(
        expected(helm, "production")
    )


def test_without_the_post_renderer_helm_diff_shows_what_no_cluster_takes(helm: Helm) -> None:
    done = with_diff(helm).run(*FIRST_INSTALL)
    assert (
        "Elasticsearch (elasticsearch.k8s.elastic.co.add-post-renderer-eck-mesh.invalid) has been added"
        in done.stdout
    )
    assert "PeerAuthentication" not in done.stdout
