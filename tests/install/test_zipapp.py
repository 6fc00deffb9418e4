"""One file with everything inside: on each Python, without any package, the same as the program of the other tests."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import inprocess, programs
from tests.support.cases import FOLDERS, Case, Streams
from tests.support.golden_errors import own_words
from tests.support.helm import ROOT, Helm
from tests.support.programs import EXPENSIVE, run
from tests.support.streams import LOCKED, OTHERS

PYTHONS = programs.pythons()
STRICT = ["template", "x", ".", "-n", "prod", "--set=mesh.mode=strict"]
LAUNCHER = ROOT / "postrenderer" / "launcher"


@pytest.fixture(scope="session")
def bare_pythons(shared: Path) -> dict[str, str]:
    return {version: programs.bare(path, shared) for version, path in PYTHONS.items()}


def plugin(folder: Path, zipapp: Path | None) -> None:
    """A plugin folder with the zipapp in it, or a link to the checkout's, as `helm plugin install` makes it."""
    if not zipapp:
        folder.symlink_to(LAUNCHER.parent)
        return
    folder.mkdir()
    (folder / "launcher").symlink_to(zipapp)
    (folder / "plugin.yaml").symlink_to(LAUNCHER.parent / "plugin.yaml")


def test_the_same_sources_give_the_same_bytes(zipapp: Path, tmp_path: Path) -> None:
    again = programs.built(tmp_path / "elsewhere", TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C")
    assert again.read_bytes() == zipapp.read_bytes()


def test_the_zipapp_holds_the_license_of_everything_in_it(zipapp: Path) -> None:
    names = zipfile.ZipFile(zipapp).namelist()
    tops = {"/".join(name.split("/")[:2]) for name in names if "/" in name}
    infos = {top for top in tops if top.endswith(".dist-info")}
    assert len(infos) == 4
    assert all(any(name.startswith(info) and "LICENSE" in name for name in names) for info in infos)
    assert "LICENSE" in names
    assert {name.rpartition(".")[2] for name in names if name.startswith("eck_mesh/")} == {
        "css",
        "json",
        "py",
        "yaml",
    }


def test_the_zipapp_bundles_the_pinned_versions() -> None:
    """One more version of jsonpath-ng for Python 3.10; the rest is pinned in two files, which must agree."""
    pins = re.findall(r"^(\w+) (\S+==\S+)", (ROOT / "ci" / "zipapp.txt").read_text(), re.MULTILINE)
    developed = (ROOT / "ci" / "requirements.txt").read_text().split()
    assert [pin for folder, pin in pins if pin not in developed] == [
        pin for folder, pin in pins if folder == "lib310"
    ]


@pytest.mark.parametrize("version", PYTHONS)
def test_every_case_on_every_python_without_libyaml(
    version: str, zipapp: Path, streams: Streams, bare_pythons: dict[str, str]
) -> None:
    """All cases in one start of each Python; what a start does by itself, the tests below see."""
    cases = [Case(folder) for folder in FOLDERS]
    done = run(
        bare_pythons[version],
        inprocess.__file__,
        str(zipapp),
        stdin=json.dumps([(case.flags, streams.of(case)) for case in cases]),
    )
    assert done.returncode == 0, done.stderr
    for case, (out, err, status) in zip(cases, json.loads(done.stdout), strict=True):
        if (error := case.folder / "error.txt").exists():
            assert (status, out, own_words(err)) == (1, "", own_words(error.read_text())), (
                case.folder
            )
        else:
            assert (status, out) == (0, (case.folder / "output.yaml").read_text()), case.folder


@pytest.mark.parametrize("version", PYTHONS)
def test_it_starts_on_every_python_without_libyaml(
    version: str, zipapp: Path, bare_pythons: dict[str, str]
) -> None:
    env = {"ECK_MESH_PYTHON": bare_pythons[version]}
    expected = run(LAUNCHER, env={"ECK_MESH_PYTHON": sys.executable})
    assert run(zipapp, env=env) == expected
    assert expected.stdout != ""
    flags = ["explain", "--mode=strict", "--namespace=prod", "--override"]
    expected = run(LAUNCHER, *flags, env={"ECK_MESH_PYTHON": sys.executable})
    assert run(zipapp, *flags, env=env) == expected
    refused = run(zipapp, "--mode=permissive", env=env)
    assert refused == run(LAUNCHER, "--mode=permissive", env={"ECK_MESH_PYTHON": sys.executable})
    assert refused.returncode == 1


def test_explain_and_compile_run_from_the_zipapp(
    zipapp: Path, bare_python: str, helm: Helm, tmp_path: Path
) -> None:
    more = {"ECK_MESH_PYTHON": bare_python, "HELM_BIN": helm.command[-1]}
    expected = run(LAUNCHER, "explain", env={"ECK_MESH_PYTHON": sys.executable})
    assert run(zipapp, "explain", env=more).stdout == expected.stdout != ""
    plan = [
        "compile",
        "--chart",
        str(ROOT),
        "--release",
        "logs",
        "-n",
        "logs",
        "--set",
        "mesh.mode=strict",
    ]
    expected = run(LAUNCHER, *plan, env={**more, "ECK_MESH_PYTHON": sys.executable})
    assert run(zipapp, *plan, env=more).stdout == expected.stdout != ""


def test_bytecode_changes_nothing_but_the_time(zipapp: Path, tmp_path: Path) -> None:
    compiled = programs.built(tmp_path / "compiled", "--compiled")
    assert compiled.stat().st_size > zipapp.stat().st_size
    for version, python in PYTHONS.items():
        assert (
            run(compiled, env={"ECK_MESH_PYTHON": python}).stdout
            == run(zipapp, env={"ECK_MESH_PYTHON": python}).stdout
            != ""
        ), version


def test_both_helms_run_the_zipapp(
    zipapp: Path, helm: Helm, bare_python: str, tmp_path: Path
) -> None:
    env = {"ECK_MESH_PYTHON": bare_python}
    program = str(zipapp)
    if helm.major == 4:
        env["HELM_PLUGINS"] = str(tmp_path)
        plugin(tmp_path / "eck-mesh", zipapp)
        program = "eck-mesh"
    done = helm.run(*STRICT, "--post-renderer", program, env=env)
    assert done.stdout == helm.run(*STRICT, *helm.post_renderer()).stdout != ""
    shown = helm.run(
        *STRICT, "--post-renderer", program, "--post-renderer-args=--expect-mode=nonsense", env=env
    )
    assert "'nonsense' is not one of" in shown.stderr


def test_without_sh_python_starts_the_zipapp(zipapp: Path, bare_python: str) -> None:
    done = subprocess.run(
        [bare_python, zipapp], input=LOCKED, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == run(LAUNCHER, env={"ECK_MESH_PYTHON": sys.executable}).stdout


def test_the_zipapp_uses_the_machines_pyyaml_and_its_own_other_packages(
    zipapp: Path, bare_python: str, tmp_path: Path
) -> None:
    nowhere = {"PATH": "/nowhere", "HELM_BIN": ""}
    assert (
        "with libyaml"
        in run(zipapp, "doctor", env={"ECK_MESH_PYTHON": sys.executable, **nowhere}).stdout
    )
    assert (
        "without libyaml"
        in run(zipapp, "doctor", env={"ECK_MESH_PYTHON": bare_python, **nowhere}).stdout
    )
    for module in "click", "jsonpath_ng":
        (tmp_path / f"{module}.py").write_text("raise SystemExit('the machine has a strange one')")
    done = run(
        zipapp,
        "doctor",
        env={"ECK_MESH_PYTHON": sys.executable, "PYTHONPATH": str(tmp_path), **nowhere},
    )
    assert done.stdout.startswith("ok     eck-mesh ")


@pytest.mark.parametrize("form", ["zipapp", "launcher"])
def test_the_working_directory_is_never_imported_from(
    form: str, zipapp: Path, tmp_path: Path
) -> None:
    for module in "eck_mesh", "yaml", "re":
        (tmp_path / f"{module}.py").write_text("raise SystemExit('not this one')")
    program = zipapp if form == "zipapp" else LAUNCHER
    for path in {}, {"PYTHONPATH": ""}:
        assert (
            run(program, cwd=tmp_path, env={"ECK_MESH_PYTHON": sys.executable, **path}).returncode
            == 0
        )


@pytest.mark.parametrize("form", ["zipapp", "launcher"])
@pytest.mark.parametrize(
    ("stdin", "kept_out"),
    [(OTHERS[0], {*EXPENSIVE, "yaml", "re", "json", "runpy"}), (LOCKED, {*EXPENSIVE, "runpy"})],
)
def test_a_run_without_flags_imports_only_what_it_needs(
    form: str, stdin: str, kept_out: set[str], zipapp: Path, bare_python: str
) -> None:
    program = zipapp if form == "zipapp" else LAUNCHER
    path = (
        os.pathsep.join(p for p in sys.path if p.endswith("-packages"))
        if form == "launcher"
        else ""
    )
    env = {"ECK_MESH_PYTHON": bare_python, "PYTHONPATH": path, "PYTHONPROFILEIMPORTTIME": "1"}
    done = run(program, stdin=stdin, env=env)
    loaded = set(re.findall(r"^import time:.*\| +(\S+)$", done.stderr, re.MULTILINE))
    assert "eck_mesh.cli.main" in loaded
    assert not kept_out & loaded


@pytest.mark.parametrize("form", ["zipapp", "launcher"])
def test_helm_4_prints_what_the_machine_lacks(
    form: str, zipapp: Path, helm4: Helm, bare_python: str, tmp_path: Path
) -> None:
    plugin(tmp_path / "eck-mesh", zipapp if form == "zipapp" else None)

    def shown(**env: str) -> str:
        env = {"HELM_PLUGINS": str(tmp_path), "ECK_MESH_PYTHON": "", **env}
        done = helm4.run(*STRICT, "--post-renderer", "eck-mesh", env=env)
        assert done.returncode == (0 if done.stdout else 1)
        return done.stderr or done.stdout

    assert "eck-mesh: no python3 on PATH. Install Python 3.10 or newer" in shown(PATH="/nowhere")
    assert "eck-mesh: no /nowhere/python on PATH" in shown(ECK_MESH_PYTHON="/nowhere/python")
    path = str(programs.old(sys.executable, tmp_path / "bin"))
    assert "eck-mesh: python3 is older than Python 3.10. Install Python 3.10 or newer" in shown(
        PATH=path
    )
    if form == "launcher":
        assert f"eck-mesh: {bare_python} lacks yaml. Run its `-m pip install`" in shown(
            ECK_MESH_PYTHON=bare_python
        )
    (tmp_path / "bin" / "python3.12").symlink_to(sys.executable)
    assert "PeerAuthentication" in shown(PATH=path), "the newer Python is used"


@pytest.mark.parametrize("form", ["zipapp", "launcher"])
def test_a_shell_and_helm_3_see_the_same_on_stderr(form: str, zipapp: Path, tmp_path: Path) -> None:
    program = zipapp if form == "zipapp" else LAUNCHER
    for env, words in (
        ({"PATH": "/nowhere"}, "no python3 on PATH"),
        (
            {"PATH": str(programs.old(sys.executable, tmp_path))},
            "python3 is older than Python 3.10",
        ),
    ):
        done = run(program, env={**env, "ECK_MESH_PYTHON": ""})
        assert (done.returncode, done.stdout) == (1, "")
        assert words in done.stderr


@pytest.mark.skipif(
    not list((Path.home() / ".pyenv/versions").glob("[23].[0-9].*")),
    reason="no Python before 3.10 on this machine",
)
def test_pythons_that_are_really_old_are_named(zipapp: Path) -> None:
    for python in (Path.home() / ".pyenv/versions").glob("[23].[0-9].*/bin/python"):
        assert (
            f"{python} is older than Python 3.10"
            in run(zipapp, env={"ECK_MESH_PYTHON": str(python)}).stderr
        )
        direct = subprocess.run(
            [python, zipapp], input=LOCKED, capture_output=True, text=True, timeout=60
        )
        assert (direct.returncode, direct.stdout) == (1, "")
        assert direct.stderr == f"eck-mesh: {python} is older than Python 3.10. Use a newer one.\n"
