"""A forgotten --mode: which streams are refused for it, and which need none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import OPERATOR, PLAIN, refused, run

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: kibanas.kibana.k8s.elastic.co}
spec: {group: kibana.k8s.elastic.co, names: {kind: Kibana}}
"""
POLICY = """\
apiVersion: stackconfigpolicy.k8s.elastic.co/v1alpha1
kind: StackConfigPolicy
metadata: {name: scp}
"""
SELECTING = """\
apiVersion: v1
kind: Service
metadata: {name: own}
spec: {selector: {kibana.k8s.elastic.co/name: kb}}
"""
WITHIN_TEXT = f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: templates}}
data: {{kb.yaml: {json.dumps(PLAIN)}}}
"""
LABELED = PLAIN.replace("  name: kb\n", "  name: kb\n  labels: {helm.sh/chart: eck-mesh-0.1.0}\n")
THIRD_PARTY = PLAIN.replace("name: kb", "name: other").replace("{version", "{count: 1, version")
FORGOTTEN = {
    "one document": PLAIN,
    "the operator": OPERATOR,
    "an old version": PLAIN.replace("/v1", "/v1beta1"),
    "a List": json.dumps(
        {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1"}, {
            "apiVersion": "kibana.k8s.elastic.co/v1", "kind": "Kibana", "metadata": {"name": "kb"},
        }]}
    ),
    "beside definitions": f"{CRD}---\n{PLAIN}",
    "a kind of a newer ECK": PLAIN.replace("kibana.k8s", "future.k8s").replace("Kibana", "Future"),
    "the chart of another name": LABELED.replace("eck-mesh-0", "eck-stack-0"),
    "a folder of another name": f"# Source: my-eck-mesh/templates/kibana.yaml\n{PLAIN}",
}  # fmt: skip
GIVEN = {
    "definitions alone": CRD,
    "a kind without pods": POLICY,
    "a Service that selects pods of ECK": SELECTING,
    "a resource as text of a ConfigMap": WITHIN_TEXT,
    "our comment": f"# Rendered by eck-mesh\n{PLAIN}",
    "our label, as kustomize keeps it": LABELED,
    "our label in JSON": json.dumps({
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "kb", "labels": {"helm.sh/chart": "eck-mesh-0.1.0"}},
    }),
    "our templates' path": f"# Source: all/charts/eck-mesh/templates/extra-objects.yaml\n{PLAIN}",
    "our path, as helm-unittest names it": (
        f"---\n#### file: eck-mesh/templates/extra-objects.yaml\n{PLAIN}"
    ),
    "ours and a third-party resource": f"{LABELED}---\n{THIRD_PARTY}",
}  # fmt: skip


@pytest.mark.parametrize("stdin", FORGOTTEN.values(), ids=FORGOTTEN)
@pytest.mark.parametrize("flags", [(), ("--namespace=prod",), ("--expect-mode=strict",)])
def test_third_party_resources_without_a_mode_are_refused(
    flags: tuple[str, ...], stdin: str
) -> None:
    assert "--mode disabled leaves them as they are" in refused(*flags, stdin=stdin)


@pytest.mark.parametrize("stdin", FORGOTTEN.values(), ids=FORGOTTEN)
def test_mode_disabled_leaves_them_byte_for_byte_and_in_silence(stdin: str) -> None:
    assert run("--mode=disabled", stdin=stdin) == (stdin, "", 0)


@pytest.mark.parametrize("stdin", GIVEN.values(), ids=GIVEN)
def test_these_need_no_mode_and_pass_in_silence(stdin: str) -> None:
    assert run(stdin=stdin) == (stdin, "", 0)
    assert run("--namespace=prod", stdin=stdin) == (stdin, "", 0)


def test_a_settings_file_without_a_mode_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("cni: true\n")
    assert "[mode-not-given]" in refused(f"--settings={tmp_path}/mesh.yaml", stdin=PLAIN)
    (tmp_path / "mesh.yaml").write_text("mode: disabled\n")
    assert run(f"--settings={tmp_path}/mesh.yaml", stdin=PLAIN) == (PLAIN, "", 0)


def test_the_message_names_the_first_resources_and_counts_the_others() -> None:
    many = "---\n".join(PLAIN.replace("name: kb", f"name: kb{i}") for i in range(7))
    assert "holds Kibana/kb0, Kibana/kb1, Kibana/kb2, Kibana/kb3, Kibana/kb4, 2 more," in refused(
        stdin=many
    )


def test_without_a_word_of_eck_no_yaml_is_imported() -> None:
    program = (
        "import sys; from eck_mesh.cli.filter import filter_stream; filter_stream(None);"
        "print(sorted({m for m in sys.modules if 'yaml' in m}), file=sys.stderr)"
    )
    for stdin in ("kind: Service\n", f"# Rendered by eck-mesh\n{PLAIN}"):
        done = subprocess.run(
            [sys.executable, "-c", program], input=stdin, capture_output=True, text=True, timeout=60
        )
        assert (done.stdout, done.stderr) == (stdin, "[]\n")
