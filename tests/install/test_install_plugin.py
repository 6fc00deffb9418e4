"""`install-plugin` and `doctor`, from each form of the program, before both real Helms."""

from __future__ import annotations

import os
import re
import resource
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eck_mesh import __version__
from tests.support.helm import ROOT, Helm
from tests.support.plugin import FORMS, STRICT, files, other, run
from tests.support.terminal import at_terminal


@pytest.mark.parametrize("program", FORMS, indirect=True)
def test_both_helms_run_the_written_plugin_with_nothing_else_on_path(
    program: Path, helm: Helm, tmp_path: Path
) -> None:
    plugins = tmp_path / "helm plugins"
    done = run(program, "install-plugin", plugins=plugins)
    assert (done.returncode, done.stderr) == (0, "")
    launcher = str(plugins / "eck-mesh" / "launcher")
    assert f"eck-mesh {__version__} is now a plugin: {plugins / 'eck-mesh'}\n" in done.stdout
    assert f"Helm 3: --post-renderer {launcher}\n" in done.stdout
    env = {
        "HELM_PLUGINS": str(plugins) if helm.major == 4 else str(tmp_path / "none"),
        "PYTHONPATH": "",
    }
    if program.name == "eck-mesh" and "zipapp" in str(program):
        env["ECK_MESH_PYTHON"] = sys.executable
    else:  # bound to the Python it was written by: neither this nor PATH counts
        env.update(ECK_MESH_PYTHON="/nowhere/python", PATH="/nowhere")
    done = helm.run(
        *STRICT, "--post-renderer", launcher if helm.major == 3 else "eck-mesh", env=env
    )
    assert done.stdout == helm.run(*STRICT, *helm.post_renderer()).stdout != "", done.stderr


@pytest.mark.parametrize("program", FORMS, indirect=True)
def test_a_second_installation_changes_nothing(program: Path, tmp_path: Path) -> None:
    run(program, "install-plugin", plugins=tmp_path)
    before = files(tmp_path / "eck-mesh")
    assert set(before) == {"launcher", "plugin.yaml"}
    again = run(program, "install-plugin", plugins=tmp_path)
    assert (again.returncode, files(tmp_path / "eck-mesh")) == (0, before)
    assert f"eck-mesh {__version__} is a plugin already: {tmp_path}" in again.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["eck-mesh"]


def test_the_written_launcher_names_its_python_when_that_is_gone(
    installed: Path, helm4: Helm, tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    shutil.copytree(installed.parent.parent, venv, symlinks=True)
    (venv / "bin" / "eck-mesh").write_text(
        (venv / "bin" / "eck-mesh").read_text().replace(str(installed.parent), str(venv / "bin"))
    )
    assert (
        run(venv / "bin" / "eck-mesh", "install-plugin", plugins=tmp_path / "plugins").returncode
        == 0
    )
    shutil.rmtree(venv)
    done = helm4.run(
        *STRICT, "--post-renderer", "eck-mesh", env={"HELM_PLUGINS": str(tmp_path / "plugins")}
    )
    assert f"eck-mesh: no {venv}/bin/python" in done.stderr
    assert "Run eck-mesh install-plugin again, with the Python to use." in done.stderr


def test_the_plugin_is_written_where_both_helms_look(
    program: Path, helm: Helm, tmp_path: Path
) -> None:
    home = {"HOME": str(tmp_path / "home")}
    for env in (
        home,
        {**home, "XDG_DATA_HOME": str(tmp_path / "xdg")},
        {**home, "XDG_DATA_HOME": "x", "HELM_DATA_HOME": str(tmp_path / "data")},
    ):
        clean = (
            {k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "XDG_"))}
            | env
            | {"ECK_MESH_PYTHON": sys.executable}
        )
        place = subprocess.run(
            [helm.command[-1], "env", "HELM_PLUGINS"],
            capture_output=True,
            text=True,
            env=clean,
            timeout=60,
        ).stdout.strip()
        subprocess.run([program, "install-plugin"], check=True, env=clean, timeout=60)
        assert str(tmp_path) in place
        assert {path.name for path in Path(place, "eck-mesh").iterdir()} == {
            "launcher",
            "plugin.yaml",
        }


@pytest.fixture
def beside_helm_3(helm3: Helm, tmp_path: Path) -> dict[str, str]:
    """An environment without HELM_PLUGINS, with a Helm 3 on PATH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "helm3").symlink_to(helm3.command[-1])
    found = {k: v for k, v in os.environ.items() if not k.startswith(("HELM_", "XDG_"))}
    path = f"{tmp_path}/bin:/usr/bin:/bin"
    return {**found, "HOME": str(tmp_path), "PATH": path, "ECK_MESH_PYTHON": sys.executable}


def test_a_helm_3_that_would_read_the_plugin_is_named_first(
    beside_helm_3: dict[str, str], tmp_path: Path
) -> None:
    written = tmp_path / ".local" / "share" / "helm" / "plugins" / "eck-mesh"
    command = [sys.executable, "-m", "eck_mesh", "install-plugin"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=beside_helm_3, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout, written.exists()) == (1, "", False)
    assert "[helm-3-shares-folder]" in done.stderr
    own = str(written.parent.with_name("plugins-4"))
    assert f"Run `eck-mesh install-plugin --own-folder`: Helm 3 does not read {own}." in done.stderr
    assert subprocess.run(command, env={**beside_helm_3, "HELM_PLUGINS": own}).returncode == 0
    assert Path(own, "eck-mesh", "plugin.yaml").exists()
    assert not written.exists()
    assert subprocess.run([*command, "--yes"], env=beside_helm_3).returncode == 0
    assert (written / "plugin.yaml").exists()
    assert subprocess.run(command, env=beside_helm_3).returncode == 0, "an update is not asked for"


def documents(text: str) -> list[str]:
    return sorted(map(str, yaml.safe_load_all(text)))


LEGACY = 'name: legacy\nversion: 0.1.0\ncommand: "echo from legacy"\n'


def test_both_helms_keep_their_plugins_with_a_folder_of_helm_4(
    helm3: Helm, helm4: Helm, beside_helm_3: dict[str, str], tmp_path: Path
) -> None:
    """As the command prints it, typed into a shell."""
    usual = tmp_path / ".local" / "share" / "helm" / "plugins"
    (usual / "legacy").mkdir(parents=True)
    (usual / "legacy" / "plugin.yaml").write_text(LEGACY)
    (tmp_path / "bin" / "helm").symlink_to(helm4.command[-1])
    command = [sys.executable, "-m", "eck_mesh"]
    own = tmp_path / "bin of my own"
    own.mkdir()
    beside_helm_3["PATH"] = f"{own}:{beside_helm_3['PATH']}"

    def shell(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-c", line], capture_output=True, text=True, env=beside_helm_3, timeout=120
        )

    install = f"{shlex.join(command)} install-plugin --own-folder"
    done = shell(install)
    assert (done.returncode, done.stderr) == (0, "")
    told = shell(f"{shlex.join(command)} doctor")
    assert (told.returncode, told.stderr) == (0, ""), "the plugin works, by the script"
    assert "note   eck-mesh is a plugin in" in told.stdout
    assert "[plugin-in-own-folder]" in told.stdout
    assert "Helm 4 renders" in told.stdout
    script = done.stdout.partition("\n\n")[2].partition("\n\n")[0] + "\n"
    (own / "helm4").write_text(script)
    (own / "helm4").chmod(0o755)
    assert len(script.splitlines()) == 2
    (launcher,) = re.findall(r"Helm 3: --post-renderer (\S+)", done.stdout)
    strict = shlex.join(STRICT)
    third = shell(f"helm3 {strict} --post-renderer {launcher}")
    fourth = shell(f"helm4 {strict} --post-renderer eck-mesh")
    assert ("failed to load" in third.stderr, third.returncode) == (False, 0)
    assert documents(fourth.stdout) == documents(third.stdout) != [], "each has its order"
    for line in "helm3 legacy", "helm4 legacy", "helm legacy":
        assert shell(line).stdout == "from legacy\n", line
    assert shell("helm3 plugin list").returncode == 0
    (variable,) = re.findall(r"HELM_PLUGINS=\S+", script)
    both = shell(f"{variable} helm3 plugin list")
    assert "Error: failed to load plugin" in both.stderr, "why HELM_PLUGINS is for Helm 4 alone"
    assert "Do not export HELM_PLUGINS" in done.stdout
    told = shell(f"{shlex.join(command)} doctor")
    assert (told.returncode, told.stdout.count("Helm 4 renders")) == (0, 2), "helm and helm4"
    (tmp_path / "bin" / "helm").unlink()
    again = shell(install).stdout
    assert 'exec /path/to/helm-4 "$@"' in again, "the script does not run itself"


def test_a_warning_about_helm_3_is_for_those_who_have_it(
    helm3: Helm, helm4: Helm, tmp_path: Path
) -> None:
    (tmp_path / "helm4").symlink_to(helm4.command[-1])
    env = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin", "HELM_BIN": ""}
    env["HELM_PLUGINS"] = str(tmp_path / "plugins")

    def said(*flags: str) -> str:
        command = [sys.executable, "-m", "eck_mesh", "install-plugin", *flags]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout

    for flags in [], ["--own-folder"]:
        assert "failed to load plugins" not in said(*flags)
    assert f'exec {tmp_path}/helm4 "$@"\n' in said("--own-folder")
    (tmp_path / "helm3").symlink_to(helm3.command[-1])
    for flags in ["--yes"], ["--own-folder"]:
        assert 'prints "failed to load plugins"' in said(*flags)


def test_doctor_reports_what_does_not_work_in_a_folder_of_helm_4(
    helm4: Helm, tmp_path: Path
) -> None:
    (tmp_path / "helm4").symlink_to(helm4.command[-1])
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HELM_BIN": ""}
    env = {**os.environ, **path, "HELM_PLUGINS": str(tmp_path / "plugins")}
    plugin = tmp_path / "plugins-4" / "eck-mesh"

    def doctor() -> str:
        command = [sys.executable, "-m", "eck_mesh", "doctor"]
        done = subprocess.run(command, capture_output=True, text=True, env=env)
        assert done.returncode == 1
        return " ".join(done.stdout.split())

    other(plugin, version="0.0.9")
    said = f"wrong Helm 4 has eck-mesh 0.0.9 in {plugin.parent}; this is {__version__}. "
    said += "Run `eck-mesh install-plugin --own-folder`. [other-plugin-version]"
    assert said in doctor()
    shutil.rmtree(plugin)
    other(plugin)  # of this version, and does nothing
    assert f"wrong eck-mesh is a plugin in {plugin.parent}" in doctor()
    assert "[chart-locks-nothing]" in doctor()


def test_a_chosen_folder_with_plugins_of_helm_3_is_not_broken_either(
    beside_helm_3: dict[str, str], tmp_path: Path
) -> None:
    chosen = tmp_path / "chosen"
    (chosen / "legacy").mkdir(parents=True)
    (chosen / "legacy" / "plugin.yaml").write_text(LEGACY)
    env = {**beside_helm_3, "HELM_PLUGINS": str(chosen)}
    command = [sys.executable, "-m", "eck_mesh", "install-plugin"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "[helm-3-shares-folder]" in done.stderr
    assert [path.name for path in chosen.iterdir()] == ["legacy"]
    assert subprocess.run([*command, "--own-folder"], env=env).returncode == 0
    assert (tmp_path / "chosen-4" / "eck-mesh" / "plugin.yaml").exists()


@pytest.mark.parametrize(("answer", "status"), [("n\n", 1), ("\n", 1), ("y\n", 0)])
def test_at_a_terminal_it_asks(
    beside_helm_3: dict[str, str], tmp_path: Path, answer: str, status: int
) -> None:
    command = [sys.executable, "-m", "eck_mesh", "install-plugin"]
    shown = at_terminal(command, beside_helm_3, {}, typed=answer)
    assert "Install it there anyway? [y/N]" in shown.screen
    written = tmp_path / ".local" / "share" / "helm" / "plugins" / "eck-mesh"
    assert (shown.returncode, written.exists()) == (status, not status)


def test_of_several_plugin_folders_the_first_is_used(
    program: Path, helm4: Helm, tmp_path: Path
) -> None:
    plugins = f"{tmp_path}/one:{tmp_path}/two"
    assert run(program, "install-plugin", plugins=plugins).returncode == 0
    assert (tmp_path / "one/eck-mesh/launcher").exists()
    assert not (tmp_path / "two").exists()
    done = helm4.run(*STRICT, "--post-renderer", "eck-mesh", env={"HELM_PLUGINS": plugins})
    assert "PeerAuthentication" in done.stdout


def test_an_older_version_is_updated(program: Path, tmp_path: Path) -> None:
    other(tmp_path / "eck-mesh", version="0.0.9")
    done = run(program, "install-plugin", plugins=tmp_path)
    assert f"eck-mesh {__version__} is now a plugin, and replaces 0.0.9: " in done.stdout
    assert (
        yaml.safe_load((tmp_path / "eck-mesh" / "plugin.yaml").read_text())["version"]
        == __version__
    )


def test_the_same_version_with_other_content_is_written_again(
    program: Path, tmp_path: Path
) -> None:
    other(tmp_path / "eck-mesh")
    done = run(program, "install-plugin", plugins=tmp_path)
    assert (
        f"eck-mesh {__version__} was a plugin already; its files are updated: {tmp_path}"
        in done.stdout
    )
    assert "replaces" not in done.stdout


def test_a_link_of_helm_plugin_install_is_recognised(
    program: Path, helm4: Helm, tmp_path: Path
) -> None:
    env = {"HELM_DATA_HOME": str(tmp_path), "HELM_PLUGINS": str(tmp_path / "plugins")}
    assert helm4.run("plugin", "install", "./postrenderer", env=env).returncode == 0
    done = run(program, "install-plugin", plugins=tmp_path / "plugins")
    assert f"is a plugin already, by a link to {ROOT / 'postrenderer'}: " in done.stdout
    assert [path.is_symlink() for path in (tmp_path / "plugins").iterdir()] == [True]
    other(tmp_path / "plugins" / "eck-mesh")
    done = run(program, "install-plugin", plugins=tmp_path / "plugins")
    assert "plugins/postrenderer: " in done.stderr
    assert "[second-plugin]" in done.stderr


def test_folders_that_are_not_surely_ours_are_left_alone(
    program: Path, helm4: Helm, tmp_path: Path
) -> None:
    def refused(plugins: str | Path) -> str:
        before = sorted(path for path in tmp_path.rglob("*"))
        done = run(program, "install-plugin", plugins=plugins)
        assert (done.returncode, done.stdout) == (1, "")
        assert sorted(path for path in tmp_path.rglob("*")) == before
        return done.stderr

    def assert_refused(plugins: str | Path, place: str, message_id: str) -> None:
        error = refused(plugins)
        assert f"{place}: " in error
        assert error.endswith(f"[{message_id}]\n")

    (tmp_path / "a" / "eck-mesh").mkdir(parents=True)
    (tmp_path / "a" / "eck-mesh" / "notes.txt").touch()
    assert_refused(tmp_path / "a", "a/eck-mesh", "folder-is-not-the-plugin")
    other(tmp_path / "b" / "eck-mesh", name="something")
    assert_refused(tmp_path / "b", "b/eck-mesh", "folder-is-not-the-plugin")
    other(tmp_path / "c" / "mesh")
    assert_refused(tmp_path / "c", "c/mesh", "second-plugin")
    shutil.copytree(tmp_path / "c" / "mesh", tmp_path / "c" / "eck-mesh")
    assert_refused(tmp_path / "c", "c/mesh", "second-plugin")
    assert (
        "two plugins claim the name"
        in helm4.run("plugin", "list", env={"HELM_PLUGINS": str(tmp_path / "c")}).stderr
    )
    old = other(tmp_path / "old", version="0.0.9")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "eck-mesh").symlink_to(old)
    assert_refused(tmp_path / "d", "d/eck-mesh", "plugin-is-a-link")
    shutil.move(old, tmp_path / "d" / "linked")
    shutil.rmtree(tmp_path / "d" / "linked")
    assert_refused(tmp_path / "d", "d/eck-mesh", "plugin-is-a-link")  # to nothing
    (tmp_path / "e").touch()
    assert "e/eck-mesh: cannot be written: Not a directory." in refused(tmp_path / "e")
    assert_refused("", "HELM_PLUGINS", "helm-plugins-is-empty")


@pytest.mark.parametrize("before", ["", "0.0.9"])
def test_a_full_disk_leaves_what_was_there(before: str, program: Path, tmp_path: Path) -> None:
    if before:
        other(tmp_path / "eck-mesh", version=before)
    old = files(tmp_path / "eck-mesh") if before else None
    limit = 1000  # bytes a file: less than a launcher has
    done = subprocess.run(
        [program, "install-plugin"],
        capture_output=True,
        text=True,
        env={**os.environ, "HELM_PLUGINS": str(tmp_path), "ECK_MESH_PYTHON": sys.executable},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        timeout=60,
    )
    assert "eck-mesh: cannot be written: File too large." in done.stderr
    assert (files(tmp_path / "eck-mesh") if before else None) == old
    assert (tmp_path / "eck-mesh").exists() == bool(before)
