"""The command line as a shell sees it: exit status, stdout whole or empty, words on stderr."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import ROOT
from tests.support.programs import EXPENSIVE
from tests.support.streams import LOCKED, OTHERS

PLAIN = LOCKED.replace(".add-post-renderer-eck-mesh.invalid", "").replace(
    "    eck-mesh.invalid/settings", "    some/thing"
)
BROKEN = LOCKED.replace('"mode":"strict"', '"mode":"strikt"')
HOOK = "apiVersion: v1\nkind: Pod\nmetadata: {name: h, annotations: {helm.sh/hook: test}}\n"


def run(
    *arguments: str, stdin: str | bytes = LOCKED, program: str = "", **more: Any
) -> subprocess.CompletedProcess[bytes]:
    command = [program] if program else [sys.executable, "-m", "eck_mesh"]
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    return subprocess.run(
        [*command, *arguments], input=data, capture_output=True, timeout=60, **more
    )


def refused(*arguments: str, stdin: str | bytes = LOCKED, status: int = 1) -> str:
    """The words of a refusal: that status, and nothing on stdout."""
    done = run(*arguments, stdin=stdin)
    assert (done.returncode, done.stdout) == (status, b""), done
    return done.stderr.decode()


@pytest.mark.parametrize(
    "stdin", [*OTHERS, PLAIN, "", "a: [not yaml\n", "".join(f"---\n{o}" for o in OTHERS)]
)
def test_a_stream_without_anything_locked_passes_byte_for_byte(stdin: str) -> None:
    done = run(stdin=stdin)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdin.encode(), b"")


def test_so_do_bytes_that_are_no_text_at_all() -> None:
    assert run(stdin=b"\xff\xfe\x00").stdout == b"\xff\xfe\x00"
    assert "stdin is not UTF-8 at byte 0" in refused("--mode", "strict", stdin=b"\xff")


def test_what_was_left_alone_is_told_on_stderr() -> None:
    done = run(stdin=f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: other')}")
    assert (done.returncode, done.stderr) == (
        0,
        b"eck-mesh: Kibana/prod/other is not locked and was left alone; it counts as a client without a sidecar\n",
    )


def test_so_is_what_differs_from_a_flag(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("cni: true\n")
    assert (
        b"keeps its own settings; --settings needs --override to change"
        in run(f"--settings={tmp_path}/mesh.yaml").stderr
    )
    permissive = LOCKED.replace('"mode":"strict"', '"mode":"permissive"')
    assert (
        b"keeps its own mode permissive; strict needs --override"
        in run("--mode=strict", stdin=permissive).stderr
    )
    assert (
        b"Kibana/prod/kb has mode permissive in a strict release"
        in run("--expect-mode=strict", stdin=permissive).stderr
    )


def test_a_kind_that_eck_may_have_one_day_is_left_alone() -> None:
    text = f"{LOCKED}---\n{PLAIN.replace('kibana', 'future').replace('Kibana', 'Future')}"
    assert run(stdin=text).returncode == 0
    assert "Future/kb: future.k8s.elastic.co has no such kind in ECK 3.5" in refused(
        "--mode=strict", stdin=text
    )


def test_an_error_is_one_block_scalar_where_plugin_yaml_asks_for_it() -> None:
    done = run("--error-format=helm4", stdin=BROKEN)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(
        "|\n  eck-mesh: Kibana/kb: annotation eck-mesh.invalid/settings: mesh.mode cannot be 'strikt'."
    )
    assert done.stderr, "for the day that Helm 4 shows it"
    assert run("--error-format=helm4").stdout == run().stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        ((), BROKEN, "mode cannot be 'strikt'"),
        (("--mode=permissive",), LOCKED, "which the flag for permissive would weaken"),
        (("--mode=strict", "--namespace=prod"), LOCKED.replace("Kibana", "Kubana"), "no such kind in ECK 3.5"),
        (("--mode=strict",), PLAIN, "Kibana/kb: metadata.namespace: the DestinationRule for kb-kb-http needs the namespace"),
        (("--namespace=other",), LOCKED, "--namespace other, but the stream was rendered for prod"),
        (("--expect-mode=strict",), PLAIN, "--expect-mode strict: no resource of the stream has any mode"),
        (("--expect-mode=strict",), LOCKED.replace("strict", "permissive"), "Kibana/kb: --expect-mode strict: its release has mode permissive"),
        (("--expect-mode=strict", "--expect-every"), LOCKED.replace('"mode":"strict"', '"mode":"permissive"'), "it has mode permissive itself"),
        (("--expect-mode=strict", "--expect-every"), f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: b')}", "Kibana/b: --expect-every strict: it has mode none"),
        (("--expect-mode=strict",), "", "no resource of the stream has any mode"),
        (("--expect-mode=strict",), OTHERS[0] + "  hook: helm.sh/hook\n", "no resource of the stream has any mode"),
        (("--expect-mode=strict", "--mode=permissive", "--override"), LOCKED, "its release has mode permissive"),
        ((), LOCKED.replace("9.4.3", "[" * 3000 + "]" * 3000), "a document is nested deeper than any manifest"),
        (("explain",), BROKEN, "mode cannot be 'strikt'"),
        (("diff",), BROKEN, "mode cannot be 'strikt'"),
        (("--settings=/does/not/exist",), LOCKED, "--settings /does/not/exist: cannot be read"),
    ],
)  # fmt: skip
def test_a_refusal_writes_nothing_and_says_what_to_do(
    arguments: tuple[str, ...], stdin: str, words: str
) -> None:
    assert words in refused(*arguments, stdin=stdin)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--mode=off",),
        ("--expect-every",),
        ("--override",),
        ("--override", "--namespace=prod"),
        ("nonsense",),
        ("--mode=strict", "explain"),
        ("--unknown",),
    ],
)
def test_a_usage_error_is_2(arguments: tuple[str, ...]) -> None:
    assert refused(*arguments, status=2)
    shown = run("--error-format=helm4", *arguments)
    assert (shown.returncode, shown.stdout[:12]) == (0, b"|\n  eck-mesh")


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("--expect-mode=strict",), LOCKED),
        (("--expect-mode=permissive",), LOCKED),
        (("--expect-mode=strict",), LOCKED.replace('"mode":"strict"', '"mode":"permissive"')),
        (("--expect-mode=strict",), HOOK),
        (("--override", "--mode=permissive"), LOCKED),
    ],
)
def test_what_may_pass_passes(arguments: tuple[str, ...], stdin: str) -> None:
    assert run(*arguments, stdin=stdin).returncode == 0


def test_a_settings_file_is_the_block_or_a_values_file_with_it(tmp_path: Path) -> None:
    for text in "mode: strict\ncni: true\n", "version: 9.4.3\nmesh:\n  mode: strict\n  cni: true\n":
        (tmp_path / "mesh.yaml").write_text(text)
        done = run(f"--settings={tmp_path}/mesh.yaml", "--namespace=prod", stdin=PLAIN)
        assert b"mode: STRICT" in done.stdout
    (tmp_path / "mesh.yaml").write_text("mode: strict\nmods: x\n")
    assert "unknown setting mesh.mods" in refused(f"--settings={tmp_path}/mesh.yaml")
    (tmp_path / "mesh.yaml").write_text("mode: [")
    assert "cannot be read" in refused(f"--settings={tmp_path}/mesh.yaml")


def test_diff_says_by_its_status_whether_anything_differs() -> None:
    done = run("diff")
    assert (done.returncode, b"+++ b/Kibana/prod/kb" in done.stdout) == (1, True)
    assert run("diff", stdin=run().stdout).returncode == 0
    assert run("diff", "--mode=strict", "--namespace=prod", stdin=run().stdout).returncode == 0


def test_version_and_help_name_every_command() -> None:
    assert run("--version").stdout == b"eck-mesh, version 0.1.0\n"
    text = run("--help").stdout.decode()
    assert all(word in text for word in ("explain", "diff", "--expect-mode", "--settings"))


@pytest.mark.parametrize(
    ("stdin", "kept_out"), [(OTHERS[0], {*EXPENSIVE, "yaml", "re", "json"}), (LOCKED, EXPENSIVE)]
)
def test_the_road_without_flags_imports_only_what_it_needs(stdin: str, kept_out: set[str]) -> None:
    """Start-up is most of a run (performance): this cannot be noisy, a timing could."""
    start = f"import sys; sys.path[:0] = {sys.path!r}; sys.argv = ['eck-mesh']; from eck_mesh.cli.main import main; main()"
    program = [sys.executable, "-I", "-S", "-X", "importtime", "-c", start]
    done = subprocess.run(
        program, input=stdin.encode(), capture_output=True, timeout=60, check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    assert "eck_mesh.manifests.lock" in loaded
    assert not kept_out & loaded


def test_the_launcher_runs_from_a_plain_folder() -> None:
    """From any working directory, and without the package being installed."""
    env = {**os.environ, "ECK_MESH_PYTHON": sys.executable}
    done = run(program=str(ROOT / "postrenderer" / "launcher"), env=env, cwd="/")
    assert done.stdout == run().stdout


def test_the_launcher_says_which_python_it_misses() -> None:
    launcher = str(ROOT / "postrenderer" / "launcher")
    env = {**os.environ, "ECK_MESH_PYTHON": "/no/python"}
    done = run(program=launcher, env=env)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no /no/python on PATH" in done.stderr
    done = run("--error-format=helm4", program=launcher, env=env)
    assert (done.returncode, done.stdout[:34]) == (0, b"|\n  eck-mesh: no /no/python on PAT")
