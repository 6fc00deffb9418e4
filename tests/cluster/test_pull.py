"""Charts that a HelmRelease names are fetched by real Helm, from a real repository and a real registry on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.flux import thing
from tests.cluster.support.registry import helm4, serving
from tests.support.compiled import compile_
from tests.support.helm import ROOT

VALUES = {"mesh": {"mode": "strict"}}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    helm4("package", str(ROOT), f"--destination={tmp_path}/repository")
    return tmp_path / "repository" / "eck-mesh-0.1.0.tgz"


@pytest.fixture
def expected() -> str:
    return of(helm_release({}), f"--chart={ROOT}").stdout


def helm_release(spec: dict[str, Any]) -> dict[str, Any]:
    return thing(
        "helm.toolkit.fluxcd.io/v2", "HelmRelease", "apps", "logs", {"values": VALUES, **spec}
    )


def of(*objects: Any, cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    stream = "\n---\n".join(json.dumps(o) for o in objects if isinstance(o, dict))
    env = {"XDG_CACHE_HOME": str(cache)} if cache else {}
    return compile_("-", *[o for o in objects if isinstance(o, str)], stdin=stream, env=env)


def test_from_a_helm_repository_and_then_from_the_cache(
    package: Path, expected: str, tmp_path: Path
) -> None:
    chart = {
        "chart": "eck-mesh",
        "version": "0.1.0",
        "sourceRef": {"kind": "HelmRepository", "name": "charts"},
    }
    with serving(
        sys.executable, "-m", "http.server", "--bind=127.0.0.1", f"--directory={package.parent}"
    ) as port:
        url = f"http://127.0.0.1:{port}"
        helm4("repo", "index", str(package.parent), f"--url={url}")
        source = thing(
            "source.toolkit.fluxcd.io/v1", "HelmRepository", "apps", "charts", {"url": url}
        )
        for version in "0.1.0", "0.1.x", "*":
            done = of(
                helm_release({"chart": {"spec": {**chart, "version": version}}}),
                source,
                cache=tmp_path / "cache",
            )
            assert (done.returncode, done.stdout) == (0, expected), done.stderr
    done = of(helm_release({"chart": {"spec": chart}}), source, cache=tmp_path / "cache")
    assert (done.returncode, done.stdout) == (0, expected), "an exact version is kept"
    done = of(
        helm_release({"chart": {"spec": {**chart, "version": "0.1.x"}}}),
        source,
        cache=tmp_path / "cache",
    )
    assert (done.returncode, done.stdout) == (1, ""), (
        "what may be another one tomorrow is asked for again"
    )
    assert "helm pull: " in done.stderr


def test_from_an_oci_repository_by_tag_range_and_digest(
    package: Path, expected: str, tmp_path: Path
) -> None:
    with serving(str(TOOLS / "registry"), "-port") as port:
        charts = f"oci://127.0.0.1:{port}/charts"
        digest = (
            helm4("push", str(package), charts, "--plain-http").partition("Digest: ")[2].split()[0]
        )
        for ref in {"tag": "0.1.0"}, {"semver": ">=0.1"}, {"tag": "0.1.0", "digest": digest}:
            spec = {"url": f"{charts}/eck-mesh", "ref": ref, "insecure": True}
            source = thing("source.toolkit.fluxcd.io/v1", "OCIRepository", "apps", "eck-mesh", spec)
            reference = {"chartRef": {"kind": "OCIRepository", "name": "eck-mesh"}}
            done = of(helm_release(reference), source, cache=tmp_path / "cache")
            assert (done.returncode, done.stdout) == (0, expected), done.stderr
        flags = [f"--chart={charts}/eck-mesh", "--version=0.1.0", "--plain-http"]
        done = of(helm_release({}), *flags, cache=tmp_path / "cache2")
        assert (done.returncode, done.stdout) == (0, expected), done.stderr
