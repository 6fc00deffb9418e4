"""What `eck-mesh compile` does with its flags, its files, and what it may not show."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.compile.plan_yaml import without_dollars
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart
from tests.support.compiled import compile_, compile_here
from tests.support.helm import ROOT, binary
from tests.support.umbrella import CHART

OURS = ["--chart=.", "--release=r", "--namespace=n", "--set=mesh.mode=strict"]
FOREIGN = """apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb}
spec:
  version: 9.4.3
  count: {{ .Values.count }}
  config: {xpack.security.encryptionKey: {{ .Values.key | quote }}}
"""


@pytest.fixture
def foreign(tmp_path: Path) -> list[str]:
    """A chart of others, as flags for --as patches."""
    (tmp_path / "chart" / "templates").mkdir(parents=True)
    (tmp_path / "chart" / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": "theirs", "version": "1.0.0"})
    )
    (tmp_path / "chart" / "values.yaml").write_text("{count: 1, key: none}")
    (tmp_path / "chart" / "templates" / "kb.yaml").write_text(FOREIGN)
    return [f"--chart={tmp_path}/chart", "--as=patches", "--mode=strict"]


def flux(**spec: Any) -> str:
    metadata = {"name": "r", "namespace": "n"}
    return json.dumps(
        {
            "apiVersion": "helm.toolkit.fluxcd.io/v2",
            "kind": "HelmRelease",
            "metadata": metadata,
            "spec": spec,
        }
    )


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([*OURS, "--name=x"], "--name: not without a HelmRelease."),
        ([*OURS, "--from=Secret/a=b"], "--from: not without a HelmRelease."),
        (
            [*OURS, "--mode=strict"],
            "--mode: not with --as values; this chart's mode is in its values.",
        ),
        ([*OURS, "--check"], "--check goes with --output"),
        (
            [*OURS, "--version=9.9.9", "--plain-http"],
            "--version, --plain-http: not with a chart that is here.",
        ),
        (
            ["-", "--version=9.9.9"],
            "--version: not without --chart: the HelmRelease names its own.",
        ),
        (
            ["-", "--release=a", "--set=a=b"],
            "--release, --set: not with a HelmRelease, which says this itself.",
        ),
        (
            ["-", "--chart=.", "--from=a=b"],
            "--from a=b: ConfigMap/NAME=FILE or Secret/NAME=FILE, or KIND/NAME:KEY=FILE.",
        ),
        (["--chart=."], "Give a HelmRelease, or --release, --namespace."),
        (["-", "--chart=.", "--as=patches"], "--as patches needs --mode or --settings"),
    ],
)
def test_no_flag_is_ignored(flags: list[str], words: str) -> None:
    done = compile_here(*flags, stdin=flux())
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_process_of_its_own_does_what_this_one_does(foreign: list[str]) -> None:
    refused = [*OURS, "--expect-mode=strict", "--set=mesh.mode=permissive"]
    for flags in OURS, [*foreign, "--release=r", "--namespace=n"], refused, [*OURS, "--name=x"]:
        done, here = compile_(*flags), compile_here(*flags)
        assert (done.stdout, done.stderr, done.returncode) == here


def test_expect_mode_counts_for_values_and_for_patches(foreign: list[str], tmp_path: Path) -> None:
    patches = [
        *foreign[:2],
        "--mode=permissive",
        "--release=r",
        "--namespace=n",
        f"--created={tmp_path}/c",
    ]
    for flags in [*OURS[:3], "--set=mesh.mode=permissive"], patches:
        done = compile_here(*flags, "--expect-mode=strict", f"--output={tmp_path}/o")
        assert (done.returncode, (tmp_path / "o").exists()) == (1, False), done.stdout
        assert "--expect-mode strict: its release has mode permissive" in done.stderr


def test_two_files_or_none(foreign: list[str], tmp_path: Path) -> None:
    where = [*foreign, "--release=r", "--namespace=n", f"--output={tmp_path}/patch.yaml"]
    done = compile_here(*where, f"--created={tmp_path}/missing/objects.yaml")
    assert (done.returncode, (tmp_path / "patch.yaml").exists()) == (1, False)
    assert "objects.yaml" in done.stderr
    assert "cannot be written: No such file or directory. Nothing is." in done.stderr
    assert "bug" not in done.stderr
    same = compile_here(*where, f"--created={tmp_path}/./patch.yaml")
    assert (same.returncode, "--output and --created are one file" in same.stderr) == (2, True)
    both = [*where, f"--created={tmp_path}/objects.yaml"]
    assert compile_here(*both).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"chart", "patch.yaml", "objects.yaml"}
    assert compile_here(*both, "--check").returncode == 0
    for stale in "patch.yaml", "objects.yaml":
        text = (tmp_path / stale).read_text()
        (tmp_path / stale).write_text("old\n")
        done = compile_here(*both, "--check")
        assert (done.returncode, "-old" in done.stdout, (tmp_path / stale).read_text()) == (
            1,
            True,
            "old\n",
        )
        (tmp_path / stale).write_text(text)


@pytest.mark.parametrize(
    "secret",
    [
        "correct-horse-battery",
        "corr$ect-horse-battery",
        'corr"ect-horse-battery',
        "line1-horse\nline2-battery",
        "hunter2",
        918273645546,
    ],
)
def test_a_patch_never_holds_what_a_secret_says(
    foreign: list[str], tmp_path: Path, secret: Any
) -> None:
    (tmp_path / "secret.yaml").write_text(json.dumps({"key": secret}))
    release = flux(valuesFrom=[{"kind": "Secret", "name": "s"}])
    more = [
        "-",
        *foreign,
        f"--from=Secret/s={tmp_path}/secret.yaml",
        f"--output={tmp_path}/o",
        f"--created={tmp_path}/c",
    ]
    done = compile_here(*more, stdin=release)
    assert (done.returncode, (tmp_path / "o").exists(), "correct" in done.stderr) == (
        1,
        False,
        False,
    )
    assert "the result would hold what a Secret of --from says" in done.stderr


@pytest.mark.parametrize("values", [{"commonLabels": {"x": "hunter2"}}, {"mesh": {"rules": [
    {"name": "r", "path": "$.spec", "match": {"kind": "Kibana"}, "set": {"config": {"a": "s3cr3t-of-mine"}}}]}}])  # fmt: skip
def test_nor_does_a_plan(tmp_path: Path, values: dict[str, Any]) -> None:
    (tmp_path / "secret").write_text(json.dumps(values))
    release = flux(
        valuesFrom=[{"kind": "Secret", "name": "s"}], values={"mesh": {"mode": "strict"}}
    )
    done = compile_here(
        "-",
        "--chart=.",
        f"--from=Secret/s={tmp_path}/secret",
        f"--output={tmp_path}/o",
        stdin=release,
    )
    assert (done.returncode, (tmp_path / "o").exists()) == (1, False), done.stdout
    assert "the result would hold what a Secret of --from says" in done.stderr


def test_a_secret_that_leaves_no_trace_in_the_plan_is_no_matter(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(
        json.dumps({"mesh": {"mode": "strict", "tls": "eck"}, "kibana": {"default": {"count": 3}}})
    )
    release = flux(valuesFrom=[{"kind": "Secret", "name": "s"}])
    done = compile_here("-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=release)
    assert (done.returncode, "mode: STRICT" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("mesh.mode", "x,hunter2"),
        (
            "kibana.default.podTemplate.metadata.annotations.traffic\\.sidecar\\.istio\\.io/excludeInboundPorts",
            'hunt"er2',
        ),
    ],
)
def test_nor_does_an_error_of_helm_or_of_ours(tmp_path: Path, path: str, secret: str) -> None:
    (tmp_path / "secret").write_text(secret)
    reference = {"kind": "Secret", "name": "s", "valuesKey": "k", "targetPath": path}
    release = flux(
        valuesFrom=[reference], values={"mesh": {"mode": "strict"}} if path != "mesh.mode" else {}
    )
    done = compile_here("-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=release)
    assert (done.returncode, "er2" in done.stderr + done.stdout) == (1, False)
    assert "words that hold what is in a Secret" in done.stderr


def test_a_secret_that_is_not_yaml_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a: [hunter2")
    references = [
        {"kind": "Secret", "name": "s"},
        {"kind": "Secret", "name": "t", "targetPath": "a"},
    ]
    done = compile_here(
        "-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=flux(valuesFrom=references)
    )
    assert (done.returncode, "hunter2" in done.stderr) == (1, False)


def test_what_others_make_at_random_is_no_matter(tmp_path: Path) -> None:
    """A password of a sibling chart, a List without a name, a Job whose name the API server makes: none of them is ours."""
    chart = tmp_path / "umbrella"
    (chart / "templates").mkdir(parents=True)
    needed = {"name": "eck-mesh", "version": "0.1.0"}
    (chart / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": "u", "version": "1.0.0", "dependencies": [needed]})
    )
    (chart / "charts" / "eck-mesh").mkdir(parents=True)
    for name in CHART:
        (chart / "charts" / "eck-mesh" / name).symlink_to(ROOT / name)
    (chart / "templates" / "others.yaml").write_text(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: pw}\nstringData: {a: {{ randAlphaNum 9 }}}\n---\n"
        "apiVersion: v1\nkind: List\nitems: []\n---\n"
        "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\nspec: {}\n"
    )
    done = compile_here(
        f"--chart={chart}", "--release=r", "--namespace=n", "--set=eck-mesh.mesh.mode=strict"
    )
    assert done.returncode == 0, done.stderr


def test_a_helm_that_is_not_flux_own_is_told() -> None:
    release = flux(values={"mesh": {"mode": "strict"}})
    assert (
        "this Helm is not version 4"
        in compile_here("-", "--chart=.", stdin=release, env={"HELM_BIN": binary(3)}).stderr
    )
    assert compile_here("-", "--chart=.", stdin=release).stderr == ""


def test_the_charts_cache_survives_a_pull_that_was_cut_off(tmp_path: Path) -> None:
    (tmp_path / "eck-mesh" / "charts").mkdir(parents=True)
    chart = Chart("oci://127.0.0.1:1/none", "", "1.0.0")
    (
        tmp_path / "eck-mesh" / "charts" / hashlib.sha256(repr(chart).encode()).hexdigest()[:16]
    ).mkdir()
    more = ["--chart=oci://127.0.0.1:1/none", "--version=1.0.0", "--release=r", "--namespace=n"]
    done = compile_here(*more, env={"XDG_CACHE_HOME": str(tmp_path)})
    assert (done.returncode, "bug" in done.stderr) == (1, False), done.stderr


def test_a_dollar_that_cannot_be_said_otherwise_is_refused() -> None:
    with pytest.raises(UserError, match="a text of several lines holds a dollar sign"):
        without_dollars("a: |\n  first\n  second $x\n")


def test_a_values_file_with_a_plan_and_keys_that_are_no_strings(tmp_path: Path) -> None:
    """Helm takes them; so does whoever looks for plans in it."""
    (tmp_path / "v.yaml").write_text(
        "mesh: {mode: strict, compiled: {}}\nkibana: {default: {config: {8080: x}}}\n"
    )
    done = compile_here("--chart=.", "--release=r", "--namespace=n", f"--values={tmp_path}/v.yaml")
    assert done.returncode == 0, done.stderr


def test_the_chart_of_others_is_named_where_nothing_is_locked(foreign: list[str]) -> None:
    done = compile_here(foreign[0], "--release=r", "--namespace=n")
    assert done.stdout.startswith(
        "# Nothing is locked in release r in namespace n: every mode is disabled, or the chart is another's."
    )
