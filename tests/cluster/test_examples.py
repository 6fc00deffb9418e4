"""The tools of examples/ against a real API server and operator: helm-diff, helmfile, Terraform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import wait_green
from tests.cluster.support.release import OURS, strip, there
from tests.examples.tools import Terraform, expected, helmfile, with_diff
from tests.support.helm import Helm, Output

INVALID = "elasticsearch.k8s.elastic.co.add-post-renderer-eck-mesh.invalid"


def stored(bed: Bed, namespace: str) -> dict[str, Any]:
    return {f"{o['kind']}/{o['metadata']['name']}": strip(o) for o in bed.items(OURS, namespace)}


def rendered(helm: Helm, environment: str, namespace: str) -> dict[str, Any]:
    return {
        name: strip(manifest) for name, manifest in expected(helm, environment, namespace).items()
    }


def modes(bed: Bed, namespace: str) -> set[str]:
    return {p["spec"]["mtls"]["mode"] for p in bed.items("peerauthentication", namespace)}


def validating(helm: Helm) -> list[str]:
    """helm-diff 3.9 asks Helm 4 for `--validate` and `--dry-run` at once, which it refuses; 3.15 does not, and needs no flag."""
    return ["--disable-validation"] if helm.major == 4 else []


class Diff:
    """`helm diff upgrade` of a running permissive release. Exit code 2 says: something would change."""

    def __init__(self, helm: Helm, namespace: str) -> None:
        self.helm, self.chart = (
            with_diff(helm),
            ["stack", ".", "-n", namespace, "--set=mesh.tls=eck"],
        )
        done = helm.run("install", *self.chart, "--set=mesh.mode=permissive", *helm.post_renderer())
        assert done.returncode == 0, done.stderr

    def to(self, mode: str, *flags: str) -> Output:
        more = [
            "--detailed-exitcode",
            "--no-color",
            *validating(self.helm),
            f"--set=mesh.mode={mode}",
        ]
        return self.helm.run("diff", "upgrade", *self.chart, *more, *flags)


@pytest.fixture
def diff(bed: Bed, namespace: str, helm: Helm) -> Diff:
    found = Diff(helm, namespace)
    wait_green(bed, namespace)
    return found


def test_helm_diff_shows_the_policies_that_an_upgrade_would_change(diff: Diff) -> None:
    same = diff.to("permissive", *diff.helm.post_renderer())
    assert (same.returncode, same.stdout) == (0, ""), same.stderr
    done = diff.to("strict", *diff.helm.post_renderer())
    changed = {
        line.split(", ")[1] for line in done.stdout.splitlines() if line.endswith("has changed:")
    }
    assert (done.returncode, changed) == (2, {"stack-es", "stack-kb"}), (
        "of what there is, two PeerAuthentications"
    )
    assert done.stdout.count("-     mode: PERMISSIVE\n+     mode: STRICT\n") == 2
    assert "stack-es-http, DestinationRule (networking.istio.io) has been added" in done.stdout


def test_helm_diff_without_the_post_renderer_names_it(diff: Diff) -> None:
    done = diff.to("strict")
    assert done.returncode, (
        "refused as the upgrade would be or, unvalidated, a diff full of kinds that say it"
    )
    assert INVALID in done.stdout + done.stderr


def test_helmfile_apply_repeats_the_post_renderer_and_upgrades_only_what_changed(
    bed: Bed, namespace: str, helm: Helm
) -> None:
    flags = [f"--diff-args={flag}" for flag in validating(helm)]
    for environment, mode in (
        ("staging", "PERMISSIVE"),
        ("production", "STRICT"),
        ("production", "STRICT"),
    ):
        done = helmfile(with_diff(helm), "-n", namespace, "-e", environment, "apply", *flags)
        assert done.returncode == 0, done.stderr
        assert modes(bed, namespace) == {mode}
    assert stored(bed, namespace) == rendered(helm, "production", namespace)
    history = helm.run("history", "logs", "-n", namespace, "-o=json")
    assert [r["status"] for r in json.loads(history.stdout)] == ["superseded", "deployed"]


def test_terraform_stores_what_helm_renders(
    bed: Bed, namespace: str, helm3: Helm, tmp_path: Path
) -> None:
    terraform = Terraform(tmp_path, bed.within)
    where = {"namespace": namespace, "kubeconfig": str(bed.kubeconfig)}
    for environment, mode in ("staging", "PERMISSIVE"), ("production", "STRICT"):
        done = terraform.run("apply", "-auto-approve", environment=environment, **where)
        assert done.returncode == 0, done.stderr
        assert modes(bed, namespace) == {mode}
        assert stored(bed, namespace) == rendered(helm3, environment, namespace)
    done = terraform.run("plan", "-detailed-exitcode", environment="production", **where)
    assert done.returncode == 0, done.stdout
    done = terraform.run("destroy", "-auto-approve", **where)
    assert done.returncode == 0, done.stderr
    bed.wait("nothing is left", lambda: there(bed, namespace) == [], 60)
