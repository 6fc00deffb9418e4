"""Commands and flags: what they read, print and exit with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import PLAIN, refused, run


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
