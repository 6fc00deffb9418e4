"""What `eck-mesh compile` does with its flags, its files, and what it may not show."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from eck_mesh.compile.flux.substitution import escape_dollars
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart
from tests.support.compiled import compile_, compile_here
from tests.support.foreign import OURS, flux
from tests.support.helm import ROOT, binary
from tests.support.umbrella import CHART


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ([*OURS, "--name=x"], "--name: no effect without a HelmRelease."),
        ([*OURS, "--from=Secret/a=b"], "--from: no effect without a HelmRelease."),
        (
            [*OURS, "--mode=strict"],
            "--mode: no effect with --as values.",
        ),
        ([*OURS, "--tls=auto"], "--tls: no effect with --as values."),
        ([*OURS, "--check"], "--check needs --output"),
        (
            [*OURS, "--version=9.9.9", "--plain-http"],
            "--version, --plain-http: no effect with a local chart.",
        ),
        (
            ["-", "--version=9.9.9"],
            "--version: no effect without --chart: the HelmRelease names its own chart.",
        ),
        (
            ["-", "--release=a", "--set=a=b"],
            "--release, --set: no effect with a HelmRelease, which defines it.",
        ),
        (
            ["-", "--chart=.", "--from=a=b"],
            "--from a=b: must be ConfigMap/NAME=FILE or Secret/NAME=FILE, or KIND/NAME:KEY=FILE.",
        ),
        (["--chart=."], "Add a HelmRelease, or --release, --namespace."),
        (["-", "--chart=.", "--as=patches"], "--as patches needs --mode or --settings"),
    ],
)
def test_no_flag_is_ignored(flags: list[str], words: str) -> None:
    done = compile_here(*flags, stdin=flux())
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_process_of_its_own_gives_the_same(foreign: list[str]) -> None:
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
        assert "[release-below-expected-mode]" in done.stderr


def test_both_files_are_written_or_none(foreign: list[str], tmp_path: Path) -> None:
    where = [*foreign, "--release=r", "--namespace=n", f"--output={tmp_path}/patch.yaml"]
    done = compile_here(*where, f"--created={tmp_path}/missing/objects.yaml")
    assert (done.returncode, (tmp_path / "patch.yaml").exists()) == (1, False)
    assert "objects.yaml" in done.stderr
    assert "cannot be written: No such file or directory. Nothing is written." in done.stderr
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


def test_random_values_of_other_charts_do_not_matter(tmp_path: Path) -> None:
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


def test_compile_warns_of_a_helm_that_flux_does_not_use() -> None:
    release = flux(values={"mesh": {"mode": "strict"}})
    assert (
        "[helm-is-not-4]"
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


def test_a_dollar_sign_that_cannot_be_escaped_is_refused() -> None:
    with pytest.raises(UserError, match=r"\[dollar-in-multiline-text\]"):
        escape_dollars("a: |\n  first\n  second $x\n")


def test_a_values_file_with_a_plan_and_keys_that_are_no_strings(tmp_path: Path) -> None:
    """Helm takes them; so does whoever looks for plans in it."""
    (tmp_path / "v.yaml").write_text(
        "mesh: {mode: strict, compiled: {}}\nkibana: {default: {config: {8080: x}}}\n"
    )
    done = compile_here("--chart=.", "--release=r", "--namespace=n", f"--values={tmp_path}/v.yaml")
    assert done.returncode == 0, done.stderr


def test_where_nothing_is_locked_compile_fails_and_writes_nothing(
    foreign: list[str], tmp_path: Path
) -> None:
    release = [foreign[0], "--release=r", "--namespace=n"]
    file = tmp_path / "mesh.yaml"
    done = compile_here(*release, f"--output={file}")
    assert (done.returncode, done.stdout, file.exists()) == (1, "", False)
    assert done.stderr.startswith("eck-mesh: release r in namespace n: there is nothing to compile")
    assert done.stderr.endswith(" [nothing-is-locked]\n")
    done = compile_here(*release, "--allow-empty")
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout.startswith(
        "# There is no plan, since nothing is locked in release r in namespace n.\n"
    )


def test_where_the_plan_is_empty_there_are_no_patches(foreign: list[str]) -> None:
    release = [*foreign[:2], "--mode=disabled", "--release=r", "--namespace=n"]
    done = compile_here(*release)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(" [nothing-to-patch]\n")
    done = compile_here(*release, "--allow-empty")
    assert (done.stderr, done.returncode) == ("", 0)
    assert "postRenderers" not in done.stdout


def test_check_tells_stale_from_rejected(tmp_path: Path) -> None:
    """1: the file differs; 3: nothing could be compared."""
    file = tmp_path / "mesh.yaml"
    release = ["--chart=.", "--release=r", "--namespace=n", f"--output={file}", "--set"]
    strict = [*release, "mesh.mode=strict"]
    assert compile_here(*strict, "--check").returncode == 1
    assert compile_here(*strict).returncode == 0
    assert compile_here(*strict, "--check").returncode == 0
    assert compile_here(*release, "mesh.mode=disabled", "--check").returncode == 3
    assert compile_here(*release, "mesh.mode=nonsense", "--check").returncode == 3
    assert compile_here(*strict[:-2], "--check", "--name=x").returncode == 2


FILEBEAT = """\
mesh: {mode: strict}
extraObjects:
- apiVersion: beat.k8s.elastic.co/v1beta1
  kind: Beat
  metadata: {name: filebeat}
  spec:
    type: filebeat
    version: 9.4.3
    elasticsearchRef: {name: r}
    daemonSet: {podTemplate: {spec: {hostNetwork: true}}}
- apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: {name: es}
  spec:
    podSelector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: r}}
    egress: [{ports: [{port: 9300}]}]
"""


def test_compile_prints_the_notes_of_the_plan_or_fails_on_them(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(FILEBEAT)
    release = ["--chart=.", "--release=r", "--namespace=n", f"--values={tmp_path}/values.yaml"]
    done = compile_here(*release)
    assert done.returncode == 0
    assert done.stderr.startswith("eck-mesh: note: NetworkPolicy/n/es selects Elasticsearch/n/r ")
    done = compile_here(*release, "--fail-on-notes", f"--output={tmp_path}/mesh.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert "[notes-are-errors]" in done.stderr
    assert "[network-policy-blocks-istiod]" in done.stderr
    assert not (tmp_path / "mesh.yaml").exists()


def test_compile_refuses_an_open_port_where_none_is_expected(
    foreign: list[str], tmp_path: Path
) -> None:
    (tmp_path / "values.yaml").write_text(FILEBEAT)
    release = ["--release=r", "--namespace=n", "--expect-closed"]
    done = compile_here("--chart=.", *release, f"--values={tmp_path}/values.yaml")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Elasticsearch/n/r: --expect-closed: " in done.stderr
    assert "9200: Beat/n/filebeat (host network), over ECK's TLS" in done.stderr
    assert compile_here("--chart=.", *release, "--set=mesh.mode=strict").returncode == 0
    created = f"--created={tmp_path}/created.yaml"
    assert compile_here(*foreign, *release, created).returncode == 0
    permissive = [*foreign[:2], "--mode=permissive"]
    assert "[port-is-open" in compile_here(*permissive, *release, created).stderr


@pytest.mark.parametrize("chart", ["../nochart", "./nochart", "/no/chart", "~/nochart"])
def test_a_path_without_a_chart_is_not_pulled(chart: str) -> None:
    done = compile_here(f"--chart={chart}", "--release=r", "--namespace=n")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"eck-mesh: {chart}: is no folder and no archive")
    assert done.stderr.endswith("[chart-is-not-there]\n")
