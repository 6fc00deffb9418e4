"""`eck-mesh doctor`, from each form of the program, before both real Helms."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from eck_mesh import __version__
from tests.support import programs
from tests.support.helm import ROOT, Helm, Output
from tests.support.json_page import problems
from tests.support.plugin import FORMS, other, run

OF_CHECKOUT = "helms-of-checkout]"  # a note of a program in this checkout, which has built Helms


def machine(tmp_path: Path, *helms: Helm) -> dict[str, str]:
    """A machine with these Helms on PATH, and nothing else but a shell's usual programs."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    for helm in helms:
        (folder / f"helm{helm.major}").symlink_to(helm.command[-1])
    return {"PATH": f"{folder}:/usr/bin:/bin", "HELM_BIN": ""}


def states(done: Output) -> dict[str, str]:
    """What doctor says, by its text."""
    assert done.returncode == int("wrong  " in done.stdout), done
    assert done.stderr == ""
    lines, verdict = done.stdout.split("\n\n")
    found = {line[7:]: line[:6].strip() for line in lines.replace("\n       ", " ").splitlines()}
    assert verdict.startswith("Not ready: " if "wrong" in found.values() else "Ready: ")
    return found


def one(found: dict[str, str], words: str) -> str:
    """The state of the one line that has these words."""
    (state,) = [state for text, state in found.items() if words in text]
    return state


@pytest.mark.parametrize("program", FORMS, indirect=True)
def test_doctor_finds_a_machine_in_order(
    program: Path, helm3: Helm, helm4: Helm, tmp_path: Path
) -> None:
    env = machine(tmp_path, helm3, helm4)
    run(program, "install-plugin", plugins=tmp_path / "plugins")
    for chart in [], ["--chart", str(ROOT)]:
        found = states(run(program, "doctor", *chart, plugins=tmp_path / "plugins", **env))
        assert set(found.values()) == {"ok", "note"}
        assert one(found, "PyYAML") == "ok"
        assert one(found, "Helm 3 renders") == "ok"
        assert one(found, "Helm 4 renders") == "ok"
        assert one(found, "For Helm 3, write --post-renderer /") == "note"
        assert one(found, "[helm-3-reads-plugin-folder]") == "note"


def test_doctor_reports_a_missing_old_or_idle_plugin(
    program: Path, helm4: Helm, tmp_path: Path
) -> None:
    env = machine(tmp_path, helm4)
    found = states(run(program, "doctor", plugins=tmp_path / "plugins", **env))
    assert one(found, "[plugin-not-found]") == "wrong"
    assert one(found, f"in {tmp_path / 'plugins'}.") == "wrong"
    other(tmp_path / "plugins" / "eck-mesh", version="0.0.9")
    found = states(run(program, "doctor", plugins=tmp_path / "plugins", **env))
    assert one(found, "[other-plugin-version]") == "wrong"
    assert one(found, "Helm 4 has eck-mesh 0.0.9 in ") == "wrong"
    shutil.rmtree(tmp_path / "plugins")
    other(
        tmp_path / "plugins" / "eck-mesh"
    )  # of our version, and does nothing: Helm renders it and it stays locked
    found = states(run(program, "doctor", plugins=tmp_path / "plugins", **env))
    assert one(found, "[chart-locks-nothing]") == "wrong"


def test_doctor_renders_the_chart_that_is_named(program: Path, helm: Helm, tmp_path: Path) -> None:
    env = machine(tmp_path, helm)
    plugins = tmp_path / "plugins"
    run(program, "install-plugin", plugins=plugins)

    def said(chart: Path) -> dict[str, str]:
        return states(run(program, "doctor", "--chart", str(chart), plugins=plugins, **env))

    newer = tmp_path / "newer"
    newer.mkdir()
    for name in "Chart.yaml", "values.yaml", "values.schema.json":
        shutil.copy(ROOT / name, newer)
    for name in "templates", "files":
        shutil.copytree(ROOT / name, newer / name)
    assert one(said(newer), f"Helm {helm.major} renders {newer} in mode strict: contract 1") == "ok"
    template = newer / "templates" / "_mesh.tpl"
    template.write_text(template.read_text().replace('"contract" 1', '"contract" 2'))
    assert (
        one(said(newer), "the chart writes contract 2, and this eck-mesh reads contract 1")
        == "wrong"
    )
    foreign = tmp_path / "foreign"
    (foreign / "templates").mkdir(parents=True)
    (foreign / "Chart.yaml").write_text("apiVersion: v2\nname: foreign\nversion: 0.1.0\n")
    (foreign / "templates" / "a.yaml").write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    )
    assert one(said(foreign), "[chart-locks-nothing]") == "wrong"
    assert one(said(foreign), f"locks nothing in {foreign}: ") == "wrong"
    found = said(tmp_path / "nowhere")
    assert one(found, "[does-not-render]") == "wrong"
    assert one(found, f"does not render {tmp_path / 'nowhere'} ") == "wrong"


def test_doctor_checks_the_program_that_helm_3_finds_on_path(
    program: Path, zipapp: Path, helm3: Helm, tmp_path: Path
) -> None:
    env = machine(tmp_path, helm3)
    on_path = tmp_path / "bin" / "eck-mesh"
    on_path.symlink_to(zipapp)
    found = states(run(program, "doctor", plugins=tmp_path, **env))
    assert not [text for text, state in found.items() if state != "ok" and OF_CHECKOUT not in text]
    on_path.unlink()
    on_path.write_text("#!/bin/sh\necho eck-mesh, version 0.0.9\n")
    on_path.chmod(0o755)
    found = states(run(program, "doctor", plugins=tmp_path, **env))
    assert one(found, "[other-version-on-path]") == "wrong"
    assert one(found, f"{on_path} on PATH is version 0.0.9; this is {__version__}.") == "wrong"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#!/bin/sh\n", "no output"),
        ("#!/bin/sh\necho broken >&2\nexit 1\n", "broken"),
        ("#!/nowhere/sh\n", "{path}: cannot be started: No such file or directory"),
    ],
)
def test_doctor_reports_another_program_of_this_name_on_path(
    program: Path, helm3: Helm, text: str, problem: str, tmp_path: Path
) -> None:
    env = machine(tmp_path, helm3)
    on_path = tmp_path / "bin" / "eck-mesh"
    on_path.write_text(text)
    on_path.chmod(0o755)
    found = states(run(program, "doctor", plugins=tmp_path, **env))
    assert one(found, "[program-on-path-fails]") == "wrong"
    reported = f"{on_path} does not print its version: {problem.format(path=on_path)}."
    assert one(found, reported) == "wrong"
    assert sum(state == "wrong" for state in found.values()) == 1


def test_doctor_reports_a_helm_bin_that_does_not_exist(
    program: Path, helm3: Helm, tmp_path: Path
) -> None:
    env = {**machine(tmp_path, helm3), "HELM_BIN": str(tmp_path / "helm5")}
    found = states(run(program, "doctor", plugins=tmp_path, **env))
    assert one(found, "[helm-bin-not-found]") == "wrong"
    assert one(found, f"HELM_BIN is {tmp_path / 'helm5'}, ") == "wrong"
    assert one(found, "Helm 3 renders") == "ok"


def test_doctor_reports_a_missing_or_unknown_helm(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is not in a checkout, which may have built Helms."""
    env = machine(tmp_path)
    monkeypatch.chdir(tmp_path)

    def found() -> dict[str, str]:
        return states(run(installed, "doctor", plugins=tmp_path, **env))

    assert one(found(), "[no-helm]") == "wrong"
    helm2 = tmp_path / "bin" / "helm"
    helm2.write_text("#!/bin/sh\nprintf v2.17.0\n")
    helm2.chmod(0o755)
    assert one(found(), "[helm-not-supported]") == "wrong"
    assert "[helm-older-than-tested]" not in str(found())
    assert one(found(), f"{helm2} is Helm v2.17.0; ") == "wrong"
    helm2.write_text("#!/bin/sh\nprintf v3.9.4\n")
    assert one(found(), "is Helm v3.9.4; the tests run with 3.14.4 and newer. ") == "note"
    assert one(found(), "[helm-older-than-tested]") == "note"
    helm2.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    assert one(found(), "[helm-fails]") == "wrong"
    assert one(found(), f"{helm2} fails: helm version: broken") == "wrong"


def test_doctor_finds_both_helms_of_a_checkout(
    installed: Path, helm3: Helm, helm4: Helm, tmp_path: Path
) -> None:
    """From the folder of the checkout, and by --chart from another one; not twice, if they are on PATH."""
    checkout = tmp_path / "checkout"
    tools = checkout / ".tools"
    tools.mkdir(parents=True)
    (checkout / "ci").mkdir()
    (checkout / "ci" / "tools").touch()
    for helm in helm3, helm4:
        (tools / f"helm{helm.major}").symlink_to(helm.command[-1])
    env = machine(tmp_path) | {"HELM_PLUGINS": str(tmp_path / "plugins")}
    env["ECK_MESH_PYTHON"] = sys.executable
    assert programs.run(installed, "install-plugin", env=env).returncode == 0

    def found(*flags: str, cwd: Path = checkout, **more: str) -> dict[str, str]:
        return states(programs.run(installed, "doctor", *flags, cwd=cwd, env={**env, **more}))

    here = found()
    said = (
        f"{tools}/helm3 and {tools}/helm4: built in this checkout, not on PATH. Run "
        f'`export PATH="{tools}:$PATH"`, and `alias helm={tools}/helm4` to type helm; for eck-mesh '
        "compile, set HELM_BIN to one of them. [helms-of-checkout]"
    )
    assert here[said] == "note"
    assert one(here, "Helm 3 renders") == one(here, "Helm 4 renders") == "ok"
    assert one(found("--chart", str(ROOT), cwd=tmp_path), "Helm 4 renders") == "ok"
    assert one(found(cwd=tmp_path), "[no-helm]") == "wrong"
    after = found(PATH=f"{tools}:{env['PATH']}")
    assert OF_CHECKOUT not in str(after)
    assert sum("renders" in text for text in after) == 2
    (tmp_path / "bin" / "helm").symlink_to(helm3.command[-1])
    chosen = found()
    assert [text for text in chosen if "renders" in text and "Helm 3" in text]
    assert f"{tools}/helm4: built in this checkout, not on PATH." in str(chosen)
    assert "[more-helms-of-checkout]" in str(chosen)
    assert "alias" not in str(chosen), "it would hide that Helm"
    assert "Helm 4 renders" not in str(chosen), "who has a Helm on PATH has chosen it"


def test_doctor_prints_json(installed: Path, helm4: Helm, tmp_path: Path) -> None:
    env = machine(tmp_path, helm4)
    for status in 1, 0:
        done = programs.run(
            installed,
            "doctor",
            "--output=json",
            cwd=tmp_path,
            env={**env, "HELM_PLUGINS": str(tmp_path / "plugins")},
        )
        assert (done.returncode, done.stderr) == (status, "")
        assert problems(done.stdout) == []
        found = json.loads(done.stdout)
        assert found["summary"]["wrong"] == status
        ids = [check["reason"]["id"] for check in found["checks"] if check["state"] == "wrong"]
        assert ids == ["plugin-not-found"] * status
        run(installed, "install-plugin", plugins=tmp_path / "plugins", **env)
