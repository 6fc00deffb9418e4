"""The examples against a real API server: helm-diff, helmfile and Terraform, each with the post-renderer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cluster.bed import Bed
from tests.cluster.live import wait_green
from tests.cluster.test_helm_life import OURS, strip, there
from tests.examples.tools import Terraform, expected, helmfile, with_diff
from tests.helm import Helm

CHART = ["stack", ".", "--set=mesh.tls=eck"]


def stored(bed: Bed, namespace: str) -> dict[str, Any]:
    return {f"{o['kind']}/{o['metadata']['name']}": strip(o) for o in bed.items("-n", namespace, OURS)}


def modes(bed: Bed, namespace: str) -> set[str]:
    return {p["spec"]["mtls"]["mode"] for p in bed.items("-n", namespace, "peerauthentication")}


def test_helm_diff_shows_the_policies_that_an_upgrade_would_change(bed: Bed, namespace: str, helm: Helm) -> None:
    permissive, strict = "--set=mesh.mode=permissive", "--set=mesh.mode=strict"
    done = helm.run("install", *CHART, "-n", namespace, permissive, *helm.post_renderer())
    assert done.returncode == 0, done.stderr
    wait_green(bed, namespace)
    diff = ["diff", "upgrade", *CHART, "-n", namespace, "--detailed-exitcode", "--no-color"]
    same = with_diff(helm).run(*diff, permissive, *helm.post_renderer())
    assert (same.returncode, same.stdout) == (0, ""), "nothing that the operator did looks like a change"
    more = helm.run(*diff, strict, *helm.post_renderer())
    print(more.stdout, more.stderr, more.returncode)
    bare = helm.run(*diff, strict)
    print(bare.stdout, bare.stderr, bare.returncode)
    raise SystemExit


def test_helmfile_installs_upgrades_and_repeats_the_post_renderer(bed: Bed, namespace: str, helm: Helm) -> None:
    for environment, mode in ("staging", "PERMISSIVE"), ("staging", "PERMISSIVE"), ("production", "STRICT"):
        done = helmfile(with_diff(helm), "-n", namespace, "-e", environment, "apply")
        print(done.stdout, done.stderr)
        assert done.returncode == 0, done.stderr
        assert modes(bed, namespace) == {mode}
    assert stored(bed, namespace) == {k: strip(o) for k, o in expected(helm, "production", namespace).items()}
    done = helmfile(helm, "-n", namespace, "-e", "production", "diff", "--detailed-exitcode")
    print(done)
    assert done.returncode == 0, done.stdout


def test_terraform_stores_what_helm_renders(bed: Bed, namespace: str, helm3: Helm, tmp_path: Path) -> None:
    terraform = Terraform(tmp_path, bed.within)
    where = {"namespace": namespace, "kubeconfig": str(bed.kubeconfig)}
    for environment, mode in ("staging", "PERMISSIVE"), ("production", "STRICT"):
        plan = terraform.run("plan", environment=environment, **where)
        print(plan.stdout, plan.stderr)
        done = terraform.run("apply", "-auto-approve", environment=environment, **where)
        print(done.stdout, done.stderr)
        assert modes(bed, namespace) == {mode}
        assert stored(bed, namespace) == {k: strip(o) for k, o in expected(helm3, environment, namespace).items()}
    done = terraform.run("plan", "-detailed-exitcode", environment="production", **where)
    assert done.returncode == 0, done.stdout
    terraform.run("destroy", "-auto-approve", **where)
    bed.wait("nothing is left", lambda: there(bed, namespace) == [], 20)
