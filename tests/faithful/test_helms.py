"""Real charts through both Helms with the post-renderer: the objects are those of the chart with the plan's changes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.faithful.corpora import MODULES, folders
from tests.support.helm import Helm
from tests.support.kube_reader import PROGRAM, ask

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="no kube-reader: ci/tools builds it")


def charts() -> list[Path]:
    """The charts of ECK and cert-manager, and some of those that Helm's own tests render."""
    files = [file for folder in folders(MODULES) for file in sorted(folder.rglob("Chart.yaml"))]
    own = ("alpine", "subchart", "object-order")
    return [
        file.parent for file in files if "testdata" not in file.parts or file.parent.name in own
    ]


def objects(text: str) -> Counter[str]:
    """The objects of a stream as kubectl reads them."""
    (answer,) = ask("kubectl", [text])
    assert not answer.error
    return Counter(json.dumps(one, sort_keys=True) for one in answer.found or [])


def test_what_helm_prints_is_the_chart_with_the_plan(helm: Helm) -> None:
    rendered = changed = 0
    for chart in charts():
        alone = helm.run("template", "r", str(chart), "-n", "prod", "--no-hooks")
        if alone.returncode:
            continue  # a library, or a chart that needs values
        flags = helm.post_renderer("--mode=permissive", "--namespace=prod")
        out = helm.template("--no-hooks", *flags, release="r", chart=chart)
        planned = render(alone.stdout, Flags(mode="permissive", namespace="prod"))
        assert objects(out.stdout) == objects(planned.text), chart
        rendered += 1
        changed += planned.changes_anything
    assert rendered > 10
    assert changed > 3
