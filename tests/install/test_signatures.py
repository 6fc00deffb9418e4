"""Signatures of a release with a throw-away key: each command of docs/verify.md accepts what is right, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clone import Clone
from tests.support.helm import Helm, Output
from tests.support.release import CHART, PLUGIN
from tests.support.signing import Signer, signer

STRICT = ["template", "x", ".", "-n", "prod", "--set=mesh.mode=strict"]


@pytest.fixture(scope="module")
def key() -> Iterator[Signer]:
    with signer("release@example.com") as made:
        yield made


@pytest.fixture(scope="module")
def strange_key() -> Iterator[Signer]:
    with signer("somebody@example.com") as made:
        yield made


@pytest.fixture(scope="module")
def signed(release: Clone, key: Signer, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A copy of the clone, in which the files of the release are signed."""
    clone = copy(release, tmp_path_factory.mktemp("signed"))
    done = clone.release("all", **key.env)
    assert done.returncode == 0, done.stderr
    sums = (release.dist / "SHA256SUMS").read_text()
    assert done.stdout == sums, "a signature changes nothing of what is signed"
    return clone


@pytest.fixture
def dist(signed: Clone, tmp_path: Path) -> Path:
    """The files, for one test."""
    return copy(signed, tmp_path).dist


def copy(clone: Clone, folder: Path) -> Clone:
    return Clone(Path(shutil.copytree(clone.folder, folder / "clone", symlinks=True)))


def changed(file: Path) -> None:
    """Somebody adds a byte."""
    with file.open("ab") as archive:
        archive.write(b"\0")


def test_helm_verifies_the_chart(dist: Path, key: Signer, strange_key: Signer, helm: Helm) -> None:
    def verify(by: Signer) -> Output:
        return helm.run("verify", str(dist / CHART), f"--keyring={by.keyring}")

    done = verify(key)
    assert done.returncode == 0, done.stderr
    assert "Signed by: release@example.com" in done.stdout
    assert "unknown entity" in verify(strange_key).stderr
    render = ["template", "x", str(dist / CHART), "--verify", f"--keyring={key.keyring}"]
    assert "kind: Elasticsearch" in helm.run(*render).stdout
    changed(dist / CHART)
    assert "sha256 sum does not match" in verify(key).stderr
    assert "sha256 sum does not match" in helm.run(*render).stderr
    (dist / f"{CHART}.prov").unlink()
    assert verify(key).returncode != 0


def test_helm_4_verifies_and_installs_the_plugin(
    dist: Path, key: Signer, strange_key: Signer, helm4: Helm, tmp_path: Path
) -> None:
    data = {
        "HELM_DATA_HOME": str(tmp_path / "data"),
        "HELM_PLUGINS": str(tmp_path / "data/plugins"),
    }

    def plugin(command: str, by: Signer) -> Output:
        return helm4.run("plugin", command, str(dist / PLUGIN), f"--keyring={by.keyring}", env=data)

    assert "Plugin Hash Verified" in plugin("verify", key).stdout
    assert "unknown entity" in plugin("install", strange_key).stderr
    assert not (tmp_path / "data" / "plugins" / "eck-mesh").exists()
    installed = plugin("install", key)
    assert "Installed plugin: eck-mesh" in installed.stdout, installed.stderr
    assert "\tsigned " in helm4.run("plugin", "list", env=data).stdout
    rendered = helm4.run(*STRICT, "--post-renderer", "eck-mesh", env=data)
    assert rendered.stdout == helm4.run(*STRICT, *helm4.post_renderer()).stdout != ""
    shutil.rmtree(tmp_path / "data")
    changed(dist / PLUGIN)
    assert "sha256 sum does not match" in plugin("install", key).stderr
    assert not (tmp_path / "data" / "plugins" / "eck-mesh").exists()


def test_gpg_verifies_the_checksums(dist: Path, key: Signer, strange_key: Signer) -> None:
    files = [dist / "SHA256SUMS.asc", dist / "SHA256SUMS"]
    assert 'Good signature from "release@example.com"' in key.gpg("--verify", *files).stderr
    assert strange_key.gpg("--verify", *files).returncode != 0
    changed(dist / "SHA256SUMS")
    assert "BAD signature" in key.gpg("--verify", *files).stderr


def test_a_release_without_a_key_leaves_no_signature_of_an_older_one(
    signed: Clone, key: Signer, tmp_path: Path
) -> None:
    """It would be that of other bytes."""
    clone = copy(signed, tmp_path)
    signature = clone.dist / f"{CHART}.prov"
    assert signature.exists()
    assert clone.release("package").returncode == 0
    assert not signature.exists()
    assert clone.release("package", GPG="/none", GPG_KEY=key.name).returncode != 0
