"""The image: built by a rootless buildah, run, pushed to a registry on loopback, and run as it is pulled from there.

The steps of ci/image/Dockerfile are the real ones; its base images are replaced by one of Debian's packages.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eck_mesh import __version__
from tests.cluster.support.registry import serving
from tests.examples.tools import tool
from tests.support.buildah import Buildah, buildah
from tests.support.clone import Clone
from tests.support.helm import ROOT, Helm
from tests.support.signed_charts import OFFLINE, keys_in

IMAGE = f"localhost/eck-mesh:{__version__}"
STRICT = ("template", "x", "/chart", "-n", "prod", "--set=mesh.mode=strict")
IN_IMAGE = {3: "helm3", 4: "helm"}


@pytest.fixture(scope="module")
def builder() -> Iterator[Buildah]:
    """With the image, and the chart in a folder that the namespace can read."""
    with buildah() as found:
        clone = Clone(found.folder / "clone")
        (clone.folder / ".tools").mkdir()
        for name in "helm3", "helm4":
            shutil.copy(tool(name), clone.folder / ".tools")
            shutil.copy(f"{tool(name)}.version", clone.folder / ".tools")
        done = found.run(["ci/image/build", "debian"], clone.folder)
        if "Failed to fetch" in done.stderr or "Temporary failure resolving" in done.stderr:
            pytest.skip("Debian's packages cannot be reached from here")
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"eck-mesh:{__version__}\n"
        yield found


@pytest.fixture
def container(builder: Buildah) -> str:
    """A new one: a test may leave files."""
    return builder.succeed("from", "--pull-never", IMAGE)


def inside(builder: Buildah, container: str, *words: str, flags: tuple[str, ...] = ()) -> str:
    """What a command in the container prints. The chart is /chart there."""
    chart = f"--volume={builder.folder}/clone:/chart:ro"
    return builder.succeed("run", chart, *flags, container, "--", *words)


def test_the_image_is_of_this_version_and_of_argo_cds_user(builder: Buildah) -> None:
    image = json.loads(builder.succeed("inspect", "--type=image", IMAGE))["OCIv1"]["config"]
    assert image["User"] == "999:999"
    assert image["Labels"]["org.opencontainers.image.version"] == __version__
    assert image["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_both_helms_in_it_render_what_they_render_elsewhere(
    builder: Buildah, container: str, helms: tuple[Helm, Helm]
) -> None:
    """One test for both: pytest would make the image again for the second parameter."""
    for helm in helms:
        words = (IN_IMAGE[helm.major], *STRICT, "--post-renderer", "eck-mesh")
        expected = helm.run(STRICT[0], STRICT[1], str(ROOT), *STRICT[3:], *helm.post_renderer())
        assert inside(builder, container, *words) == expected.stdout.strip() != ""


@pytest.mark.parametrize("user", ["999:999", "60000:0"])
def test_any_user_can_run_it(builder: Buildah, container: str, user: str) -> None:
    """OpenShift chooses one."""
    doctor = inside(builder, container, "eck-mesh", "doctor", flags=(f"--user={user}",))
    assert doctor.endswith("Ready: nothing is wrong in 6 checks."), doctor
    assert "PyYAML 6.0.3 with libyaml" in doctor
    assert f"eck-mesh {__version__}, the zipapp /usr/local/bin/eck-mesh" in doctor


def test_the_build_leaves_nothing_in_tmp(builder: Buildah, container: str) -> None:
    assert inside(builder, container, "ls", "-A", "/tmp") == ""


def test_it_is_signed_pulled_verified_and_run(builder: Buildah, tmp_path: Path) -> None:
    """With a registry on loopback and a throw-away key, by the digest that the registry has."""
    keys = keys_in(tmp_path / "keys")
    file = f"{builder.folder}/digest"
    with serving(tool("registry"), "-port") as port:
        name = f"127.0.0.1:{port}/eck-mesh"
        flags = ("--tls-verify=false", "--disable-compression", f"--digestfile={file}")
        builder.succeed("push", *flags, IMAGE, f"docker://{name}:{__version__}")
        reference = f"{name}@{Path(file).read_text()}"
        signed = keys.cosign("sign", "--yes", "--key=cosign.key", *OFFLINE.split(), reference)
        assert signed.returncode == 0, signed.stderr
        assert keys.verify(f"{name}:{__version__}").returncode == 0
        assert keys_in(tmp_path / "other").verify(reference).returncode != 0
        pulled = builder.succeed("from", "--tls-verify=false", "--pull-always", reference)
    version = inside(builder, pulled, "eck-mesh", "--version")
    assert version == f"eck-mesh, version {__version__}"


def test_it_needs_no_root_of_the_machine(builder: Buildah) -> None:
    """What buildah wrote belongs to the users of its namespace."""
    written = list((builder.folder / "root").iterdir())
    assert written
    assert all(os.lstat(path).st_uid >= 100_000 for path in written)


def test_other_words_print_the_usage(builder: Buildah) -> None:
    done = builder.run(["ci/image/build", "alpine"], Path(builder.folder, "clone"))
    assert (done.returncode, done.stderr.count("ci/image/build ")) == (2, 2)
