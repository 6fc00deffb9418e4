"""The command line as a shell sees it: exit status, stdout whole or empty, words on stderr."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import BROKEN, HOOK, PLAIN, refused, run
from tests.support.programs import EXPENSIVE
from tests.support.streams import LOCKED, OTHERS


def test_under_helm_4_an_error_is_one_block_scalar() -> None:
    done = run("--error-format=helm4", stdin=BROKEN)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "|\n  eck-mesh refused this release (no YAML error):\n"
        "  eck-mesh: Kibana/kb: annotation eck-mesh.invalid/settings: mesh.mode cannot be 'strikt'."
    )
    assert done.stderr, "for the day that Helm 4 shows it"
    assert run("--error-format=helm4").stdout == run().stdout


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        ((), BROKEN, "mode cannot be 'strikt'"),
        (("--mode=permissive",), LOCKED, "[flag-weakens-mode]"),
        (("--mode=strict", "--namespace=prod"), LOCKED.replace("Kibana", "Kubana"), "no such kind in ECK 3.5"),
        (("--mode=strict",), PLAIN, "Kibana/kb: metadata.namespace: the DestinationRule for kb-kb-http needs the namespace"),
        (("--namespace=other",), LOCKED, "--namespace other, but the stream was rendered for prod"),
        (("--expect-mode=strict",), PLAIN, "[mode-not-given]"),
        (("--expect-mode=strict",), LOCKED.replace("strict", "permissive"), "Kibana/kb: --expect-mode strict: the release has mode permissive"),
        (("--expect-mode=strict", "--expect-every"), LOCKED.replace('"mode":"strict"', '"mode":"permissive"'), "[resource-below-expected-mode]"),
        (("--expect-mode=strict", "--expect-every"), f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: b')}", "Kibana/b: --expect-every strict: this resource has mode disabled"),
        (("--expect-mode=strict",), "", "[expected-mode-missing]"),
        (("--expect-closed",), "", "--expect-closed: no resource of the stream has a mode"),
        (("--expect-closed",), LOCKED.replace("strict", "permissive"), "Kibana/prod/kb: --expect-closed: clients outside the mesh can connect to every port: mode permissive"),
        (("--expect-closed", "--expect-mode=strict"), f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: b')}", "every port: it is outside the mesh (mode disabled)"),
        (("--expect-mode=strict",), OTHERS[0] + "  hook: helm.sh/hook\n", "[expected-mode-missing]"),
        (("--expect-mode=strict", "--mode=permissive", "--override"), LOCKED, "[release-below-expected-mode]"),
        ((), LOCKED.replace("9.4.3", "[" * 3000 + "]" * 3000), "document 1, line 1: cannot be parsed as one YAML document, line 7: nested more than 300 levels deep"),
        ((), LOCKED.replace('"mode":"strict"', '"rules":' + "[" * 3000 + "]" * 3000), "a value is nested deeper than in any manifest"),
        (("explain",), BROKEN, "mode cannot be 'strikt'"),
        (("--settings=/does/not/exist",), LOCKED, "--settings /does/not/exist: cannot be read"),
    ],
)  # fmt: skip
def test_a_refusal_writes_nothing_and_says_what_to_do(
    arguments: tuple[str, ...], stdin: str, words: str
) -> None:
    assert words in refused(*arguments, stdin=stdin)


WEAKER = LOCKED.replace('"mode":"strict"', '"mode":"permissive"')


@pytest.mark.parametrize(
    ("arguments", "stdin", "same", "words"),
    [
        (("--expect-mode=strict",), LOCKED, LOCKED, ""),
        (("--expect-mode=permissive",), LOCKED, LOCKED, ""),
        (("--expect-mode=strict",), WEAKER, WEAKER, "has mode permissive in a strict release"),
        (("--override", "--mode=permissive"), LOCKED, WEAKER, ""),
    ],
)
def test_an_expected_mode_changes_nothing_of_what_passes(
    arguments: tuple[str, ...], stdin: str, same: str, words: str
) -> None:
    done = run(*arguments, stdin=stdin)
    assert (done.stdout, done.returncode) == (run(stdin=same).stdout, 0)
    assert f"mode: {'STRICT' if same == LOCKED else 'PERMISSIVE'}" in done.stdout
    assert (words in done.stderr) if words else (done.stderr == "")


@pytest.mark.parametrize("flag", ["--expect-mode=strict", "--expect-closed"])
def test_an_expected_mode_is_not_asked_of_hooks(flag: str) -> None:
    assert run(flag, stdin=HOOK) == (HOOK, "", 0)


def test_a_closed_release_passes_unchanged() -> None:
    assert run("--expect-closed") == run()


FLAGS = "--mode=strict --expect-mode strict --namespace=prod --fail-on-notes"
UNUSED = {*EXPENSIVE, "base64", "datetime", "json", "yaml.constructor", "yaml.reader"}


def loaded_modules(flags: str, stdin: str, cwd: Path) -> set[str]:
    """What one run of the filter imports after Python itself has started."""
    start = f"import sys; sys.path[:0] = {sys.path!r}; sys.argv = {['eck-mesh', *flags.split()]!r}; from eck_mesh.cli.main import main; main()"
    program = [sys.executable, "-I", "-S", "-X", "importtime", "-c"]
    lines = [
        subprocess.run(
            [*program, code],
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=True,
            cwd=cwd,
        )
        .stderr.decode()
        .splitlines()
        for code in (start, "pass")
    ]
    ours, without = ({line.rpartition("|")[2].strip() for line in found} for found in lines)
    return ours - without


def test_a_run_without_eck_imports_a_dozen_small_modules(tmp_path: Path) -> None:
    """Start-up is most of a run (performance): this cannot be noisy, a timing could."""
    found = loaded_modules("", OTHERS[0], tmp_path)
    assert found - {"os", "posixpath", "genericpath", "stat", "_stat", "_collections_abc"} == {
        *(
            "__future__",
            "gc",
            "eck_mesh",
            "eck_mesh.errors",
            "eck_mesh.marks",
            "eck_mesh.cli",
            "eck_mesh.finder",
        ),
        *(f"eck_mesh.cli.{name}" for name in ("main", "filter", "exit_codes")),
        *(f"eck_mesh.cli.{name}" for name in ("stdin", "stdout", "stderr")),
    }


@pytest.mark.parametrize(
    ("flags", "stdin"),
    [
        ("", LOCKED),
        (FLAGS, LOCKED),
        (FLAGS, PLAIN),
        ("--settings FILE --namespace prod", PLAIN),
    ],
)
def test_a_run_of_the_filter_imports_only_what_it_needs(
    flags: str, stdin: str, tmp_path: Path
) -> None:
    (tmp_path / "FILE").write_text("mode: strict\n")
    found = loaded_modules(flags, stdin, tmp_path)
    assert "eck_mesh.plan.render" in found
    assert not UNUSED & found


@pytest.mark.parametrize("command", ["", "explain", "diff"])
def test_a_reader_that_has_enough_ends_the_run_without_a_traceback(command: str) -> None:
    arguments = [command, "--mode=strict"] if command else []
    text = "---\n".join([LOCKED.replace("name: kb", f"name: kb{i}") for i in range(300)])
    program = [sys.executable, "-m", "eck_mesh", *arguments]
    with subprocess.Popen(program, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(text.encode())
        process.stdin.close()
        words = process.stderr.read()
    assert (words, process.returncode) == (b"", 1 if command else 141)


def test_an_interrupt_ends_the_run_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("eck_mesh.cli.main.filter_stream", interrupted)
    assert run() == ("", "", 130)
