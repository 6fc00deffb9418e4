"""`ci/release push`: the chart is pushed to a registry on loopback, signed with a throw-away key, pulled and verified."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eck_mesh import __version__
from tests.cluster.support.registry import serving
from tests.support.clone import Clone
from tests.support.helm import Helm
from tests.support.signed_charts import INDEX, OFFLINE, TOOLS, Keys, Registry, keys_in
from tests.support.signing import Signer, signer


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return keys_in(tmp_path / "keys")


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving(str(TOOLS / "registry"), "-port") as port:
        yield Registry(port)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """In which this version is to be released."""
    made = Clone(tmp_path / "clone")
    changelog = made.folder / "CHANGELOG.md"
    heading = f"## [{__version__}] - 2026-01-02"
    changelog.write_text(changelog.read_text().replace("## [Unreleased]", heading))
    made.commit()
    return made


def pushed(clone: Clone, registry: Registry, keys: Keys, **env: str) -> str:
    """The digest of what is pushed and signed."""
    done = clone.release(
        "push",
        registry.charts,
        COSIGN=str(TOOLS / "cosign"),
        COSIGN_KEY=str(keys.folder / "cosign.key"),
        COSIGN_PASSWORD="throw-away",
        COSIGN_FLAGS=OFFLINE,
        HELM_FLAGS="--plain-http",
        **env,
    )
    assert done.returncode == 0, done.stderr
    reference, _, digest = done.stdout.splitlines()[-1].partition("@")
    assert reference == f"oci://{registry.charts}/eck-mesh:{__version__}"
    return digest


def test_it_is_pushed_signed_pulled_and_verified(
    clone: Clone, registry: Registry, keys: Keys, helm: Helm, tmp_path: Path
) -> None:
    digest = pushed(clone, registry, keys)
    verified = keys.verify(f"{registry.charts}/eck-mesh:{__version__}")
    assert verified.returncode == 0, verified.stderr
    (signature,) = json.loads(verified.stdout)
    assert signature["critical"]["image"]["docker-manifest-digest"] == digest
    chart = f"oci://{registry.charts}/eck-mesh"
    done = helm.run("pull", chart, f"--version={__version__}", "--plain-http", f"-d={tmp_path}")
    assert (done.returncode, digest in done.stdout + done.stderr) == (0, True), done.stderr
    package = f"eck-mesh-{__version__}.tgz"
    assert (tmp_path / package).read_bytes() == (clone.folder / "dist" / package).read_bytes()
    rendered = helm.run("template", "r", str(tmp_path / package)).objects
    assert [one["kind"] for one in rendered] == ["Elasticsearch", "Kibana"]
    assert pushed(clone, registry, keys) == digest, "the same commit is the same in the registry"


def test_helm_pulls_the_signature_of_gpg_and_verifies_it(
    clone: Clone, registry: Registry, keys: Keys, helm: Helm, tmp_path: Path
) -> None:
    chart = f"oci://{registry.charts}/eck-mesh"
    flags = [f"--version={__version__}", "--plain-http", "--verify", f"-d={tmp_path}"]
    with signer("release@example.com") as key, signer("somebody@example.com") as strange:
        pushed(clone, registry, keys, **key.env)
        done = helm.run("pull", chart, *flags, f"--keyring={key.keyring}")
        assert (done.returncode, "Signed by: release@" in done.stdout) == (0, True), done.stderr
        refused = helm.run("pull", chart, *flags, f"--keyring={strange.keyring}")
        assert "unknown entity" in refused.stderr
        assert_rendered(helm, chart, key, strange)
        pushed(clone, registry, keys)
        unsigned = helm.run("pull", chart, *flags, f"--keyring={key.keyring}")
        assert "provenance" in unsigned.stderr


def assert_rendered(helm: Helm, chart: str, key: Signer, strange: Signer) -> None:
    """Straight from the registry, in mode strict, with the right key only."""
    words = ["template", "x", chart, f"--version={__version__}", "--plain-http"]
    words += ["--set=mesh.mode=strict", *helm.post_renderer(), "--verify"]
    done = helm.run(*words, f"--keyring={key.keyring}")
    assert (done.returncode, "kind: PeerAuthentication" in done.stdout) == (0, True), done.stderr
    assert "unknown entity" in helm.run(*words, f"--keyring={strange.keyring}").stderr


def test_another_key_does_not_verify(
    clone: Clone, registry: Registry, keys: Keys, tmp_path: Path
) -> None:
    digest = pushed(clone, registry, keys)
    done = keys_in(tmp_path / "other").verify(f"{registry.charts}/eck-mesh@{digest}")
    assert done.returncode != 0
    assert "accepted signatures do not match threshold" in done.stderr


def test_a_chart_that_somebody_changed_does_not_verify(
    clone: Clone, registry: Registry, keys: Keys, helm4: Helm
) -> None:
    """Neither without a signature, nor with that of the right chart; the right one still does by its digest."""
    digest = pushed(clone, registry, keys)
    reference = f"{registry.charts}/eck-mesh"
    chart = registry.manifest(__version__)
    chart["annotations"]["org.opencontainers.image.title"] = "eck-mesh-2"
    other = registry.put(__version__, chart)
    flags = [f"--version={__version__}", "--plain-http", f"-d={keys.folder}"]
    pull = helm4.run("pull", f"oci://{reference}", *flags)
    assert other["digest"] in pull.stdout + pull.stderr, "Helm alone takes it"
    unsigned = keys.verify(f"{reference}:{__version__}")
    assert unsigned.returncode != 0
    assert "no signatures found" in unsigned.stderr
    copy_signature(registry, digest, other)
    copied = keys.verify(f"{reference}:{__version__}")
    assert copied.returncode != 0
    assert digest.removeprefix("sha256:") not in copied.stdout
    assert "no matching attestations" in copied.stderr
    assert keys.verify(f"{reference}@{digest}").returncode == 0


def copy_signature(registry: Registry, digest: str, other: dict[str, Any]) -> None:
    """What cosign finds of another chart is the signature of the one with the digest."""
    index = registry.manifest(digest.replace(":", "-"), INDEX)
    (entry,) = index["manifests"]
    bundle = registry.manifest(entry["digest"])
    assert bundle["subject"]["digest"] == digest
    bundle["subject"] = other
    index["manifests"] = [{**entry, **registry.put("copied", bundle)}]
    registry.put(other["digest"].replace(":", "-"), index, INDEX)


def test_a_registry_that_refuses_the_chart_is_an_error(clone: Clone, keys: Keys) -> None:
    """And nothing is signed."""
    done = clone.release(
        "push",
        "127.0.0.1:9/charts",
        COSIGN="/none",
        COSIGN_KEY=str(keys.folder / "cosign.key"),
        HELM_FLAGS="--plain-http",
    )
    assert done.returncode == 1
    assert "ci/release: Error: " in done.stderr
