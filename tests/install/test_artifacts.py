"""`ci/release all`: everybody who makes the files of a release gets the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tests.support.clone import Clone
from tests.support.release import ARCHIVES, CHART, PLUGIN, SDIST, WHEEL, assert_made


def test_everybody_makes_the_same_bytes(release: Clone, tmp_path: Path) -> None:
    """In another folder, on another file system, at another time of day, with other settings of the user."""
    first = (release.dist / "SHA256SUMS").read_text()
    assert len(first.splitlines()) == 2 * len(ARCHIVES) + 1
    memory = Path("/dev/shm")
    other = Clone(tmp_path / "a folder" / "other")
    for number, path in enumerate(other.folder.rglob("*.py")):
        os.utime(path, (number, number))
        path.chmod(0o600)
    (other.folder / "postrenderer" / "eck_mesh" / "scratch.py").write_text("")
    other.umask = 0o077
    second = assert_made(
        other,
        TMPDIR=str(memory if memory.is_dir() else tmp_path),
        TZ="Asia/Tokyo",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        GIT_CONFIG_COUNT="2",
        GIT_CONFIG_KEY_0="core.autocrlf",
        GIT_CONFIG_VALUE_0="true",
        GIT_CONFIG_KEY_1="tar.umask",
        GIT_CONFIG_VALUE_1="user",
    )
    assert second == first


def test_the_source_archive_makes_the_same_wheel(release: Clone, tmp_path: Path) -> None:
    with tarfile.open(release.dist / SDIST) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    with zipfile.ZipFile(release.dist / WHEEL) as wheel:
        assert wheel.infolist()[0].date_time == (2026, 1, 2, 3, 4, 4), (
            "of the commit; seconds are even"
        )
    subprocess.run(
        build,
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": release.git("log", "-1", "--format=%ct")},
        check=True,
    )
    assert (tmp_path / WHEEL).read_bytes() == (release.dist / WHEEL).read_bytes()


def test_every_archive_holds_the_license(release: Clone) -> None:
    names = {SDIST: "LICENSE", PLUGIN: "LICENSE", CHART: "LICENSE", WHEEL: "licenses/LICENSE"}
    for name in ARCHIVES:
        assert any(path.endswith(names.get(name, "LICENSE")) for path in contents(release, name))


def contents(release: Clone, name: str) -> list[str]:
    """The paths in an archive."""
    file = release.dist / name
    if zipfile.is_zipfile(file):
        return zipfile.ZipFile(file).namelist()
    with tarfile.open(file) as archive:
        return archive.getnames()


def test_the_plugin_is_of_nobody_and_of_the_time_of_the_commit(release: Clone) -> None:
    with tarfile.open(release.dist / PLUGIN) as archive:
        members = archive.getmembers()
    assert [(one.name, oct(one.mode)) for one in members] == [
        ("eck-mesh", "0o755"),
        ("eck-mesh/LICENSE", "0o644"),
        ("eck-mesh/launcher", "0o755"),
        ("eck-mesh/plugin.yaml", "0o644"),
    ]
    owners = {(one.uid, one.gid, one.uname, one.gname, one.mtime) for one in members}
    assert owners == {(0, 0, "", "", int(release.git("log", "-1", "--format=%ct")))}
