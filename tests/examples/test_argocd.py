"""examples/argocd, through the renderer of Argo CD itself: it runs `helm template`, with Helm 4 and no post-renderer."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from tests.examples.tools import EXAMPLES, argocd, by_id, expected, run
from tests.support.helm import Helm

TRACKING = "argocd.argoproj.io/tracking-id"


APPLICATION = EXAMPLES / "argocd" / "application.yaml"


def application(*value_files: str) -> dict[str, Any]:
    """The example, with other values files where some are given."""
    found: dict[str, Any] = yaml.safe_load(APPLICATION.read_text())
    if value_files:
        found["spec"]["source"]["helm"]["valueFiles"] = [*value_files]
    return found


def untracked(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Without the one annotation that Argo CD adds, to know its own."""
    for manifest in objects:
        assert manifest["metadata"]["annotations"].pop(TRACKING).startswith("logs:")
        if not manifest["metadata"]["annotations"]:
            del manifest["metadata"]["annotations"]
    return by_id(objects)


def test_argo_cd_renders_a_release_without_mesh_as_helm_does(helm4: Helm, tmp_path: Path) -> None:
    values = "examples/environments/dev.yaml"
    done = argocd(application(values), helm4, tmp_path)
    assert done.returncode == 0, done.stderr
    assert untracked(done.objects) == by_id(
        helm4.template("-f", values, release="logs", namespace="logs").objects
    )


def test_argo_cd_with_the_compiled_plan_renders_what_the_post_renderer_makes(
    helm4: Helm, tmp_path: Path
) -> None:
    done = argocd(application(), helm4, tmp_path)
    assert done.returncode == 0, done.stderr
    assert untracked(done.objects) == expected(helm4, "production")


def test_the_compiled_plan_is_what_the_examples_command_writes(helm4: Helm) -> None:
    command = re.search(
        r"^# +(eck-mesh compile .*?)\n#\n", APPLICATION.read_text(), re.DOTALL | re.MULTILINE
    )
    assert command
    words = shlex.split(command[1].replace("\\\n#", ""))
    done = run([*words, "--check"], {**helm4.env, "HELM_BIN": helm4.command[-1]})
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_argo_cd_shows_the_refusal_of_a_stale_plan(helm4: Helm, tmp_path: Path) -> None:
    stale = application()
    stale["spec"]["source"]["helm"]["parameters"] = [{"name": "mesh.tls", "value": "istio"}]
    done = argocd(stale, helm4, tmp_path)
    assert done.returncode == 1
    assert "[stale-plan]" in done.stderr


def test_argo_cd_without_a_compiled_plan_gets_only_what_no_cluster_takes(
    helm4: Helm, tmp_path: Path
) -> None:
    done = argocd(application("examples/environments/production.yaml"), helm4, tmp_path)
    assert done.returncode == 0, done.stderr
    assert {o["apiVersion"].partition("/")[0] for o in done.objects} == {
        f"{group}.k8s.elastic.co.add-post-renderer-eck-mesh.invalid"
        for group in ("apm", "elasticsearch", "kibana")
    }


def test_argo_cd_shows_the_charts_own_refusals(helm4: Helm, tmp_path: Path) -> None:
    values = application("examples/environments/production.yaml")
    values["spec"]["source"]["helm"]["parameters"] = [{"name": "mesh.mode", "value": "srtict"}]
    done = argocd(values, helm4, tmp_path)
    assert done.returncode == 1
    assert "mesh/mode" in done.stderr
