"""ci/requirements.lock: what `make setup` installs is what somebody has looked at, on each machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.clone import Clone
from tests.support.helm import ROOT

# The pinned packages in a form that pip reads, each with its hashes.
ENTRY = re.compile(r"(?m)^([^\s#].*?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$")
LOCK = (ROOT / "ci" / "requirements.lock").read_text()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def locked() -> dict[str, Requirement]:
    """The entry of each package for this Python, by the package's name."""
    found = [one for one in entries() if one.marker is None or one.marker.evaluate()]
    return {canonicalize_name(one.name): one for one in found}


def entries() -> list[Requirement]:
    """All entries of the lock; a package may have one for old Pythons and another for new ones."""
    return [Requirement(match[1]) for match in ENTRY.finditer(LOCK)]


def lock(clone: Clone, *flags: str) -> subprocess.CompletedProcess[str]:
    """`ci/lock` in a clone, with the uv of the Python that runs the tests."""
    return subprocess.run(
        ["ci/lock", *flags],
        cwd=clone.folder,
        env={**os.environ, "UV": str(Path(sys.executable).with_name("uv"))},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_entry_of_the_lock_has_one_version_and_hashes() -> None:
    names = re.findall(r"(?m)^[^\s#]", LOCK)
    assert len(entries()) == len(names) > 50
    assert all(re.fullmatch(r"==[^,*]+", str(one.specifier)) for one in entries())
    here = [one.name for one in entries() if one.marker is None or one.marker.evaluate()]
    assert len(set(here)) == len(here)


def test_every_package_that_is_installed_is_locked() -> None:
    """`make setup` adds to an environment that exists: another version there is one that nobody has looked at."""
    installed = {str(canonicalize_name(one.name)): one.version for one in distributions()}
    known = {one: str(pin.specifier).removeprefix("==") for one, pin in locked().items()}
    # In a new environment Python puts setuptools, until 3.11; the project itself is the last one.
    others = installed.keys() - known.keys() - {"eck-mesh", "setuptools"}
    assert not others
    differing = [name for name in known.keys() & installed.keys() if installed[name] != known[name]]
    assert not differing, "run make setup"


def test_the_lock_is_current_and_a_stale_one_is_refused(clone: Clone) -> None:
    assert lock(clone, "--check").returncode == 0
    pins = clone.folder / "ci" / "requirements.txt"
    pins.write_text(re.sub(r"(?m)^codespell==.*", "codespell==2.4.1", pins.read_text()))
    stale = lock(clone, "--check")
    assert stale.returncode == 1
    assert "+codespell==2.4.1 " in stale.stderr
    assert "ci/requirements.lock is stale: run make lock" in stale.stderr
    assert lock(clone).returncode == 0
    written = (clone.folder / "ci" / "requirements.lock").read_text()
    assert "\ncodespell==2.4.1 " in written
    assert written.count("\n") == LOCK.count("\n"), "other packages keep their versions"
    assert lock(clone, "--check").returncode == 0


def test_a_hash_that_the_index_does_not_have_is_refused(clone: Clone) -> None:
    """One that lacks is no error: files of another platform may come later."""
    file = clone.folder / "ci" / "requirements.lock"
    first, second = re.findall(r"(?m)^    --hash=sha256:(\w+) \\\n", LOCK)[:2]
    file.write_text(LOCK.replace(f"    --hash=sha256:{first} \\\n", "", 1))
    assert lock(clone, "--check").returncode == 0
    file.write_text(LOCK.replace(second, "0" * 64))
    done = lock(clone, "--check")
    assert done.returncode == 1
    assert f"sha256:{'0' * 64}\nci/lock: the index does not have these hashes" in done.stderr


def test_nothing_is_installed_without_its_hash() -> None:
    """But the project itself, with a build backend of the lock."""
    for file in "Makefile", "ci/image/Dockerfile":
        commands = re.findall(r"(?m)pip install .*", (ROOT / file).read_text())
        assert any("--require-hashes" in command for command in commands)
        for command in commands:
            assert re.search("--require-hashes|--no-build-isolation --no-deps -e", command), file
    assert '"--require-hashes",' in (ROOT / "ci" / "zipapp").read_text()
