"""The oldest Helm of both majors (ci/versions.env): every golden case of the chart, a plan, and the life of a release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS, version
from tests.cluster.support.release import KEPT, Release, there
from tests.support.cases import OF_CHART, Case, name
from tests.support.compiled import compile_here, with_plan
from tests.support.helm import ROOT, Helm
from tests.support.inprocess import call
from tests.support.streams import by_id

STRICT = "--set=mesh.mode=strict"
MAJORS = [3, 4]


def oldest(major: int, home: Path, bed: Bed | None = None) -> Helm:
    within, kubeconfig = (bed.within, str(bed.kubeconfig)) if bed else ([], "")
    return Helm(major, str(TOOLS / f"helm{major}-oldest"), home, within, kubeconfig)


@pytest.fixture(params=MAJORS)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Helm:
    return oldest(request.param, tmp_path)


@pytest.mark.parametrize("major", MAJORS)
def test_it_is_the_version_that_the_documents_name(major: int, tmp_path: Path) -> None:
    done = oldest(major, tmp_path).run("version", "--template={{.Version}}")
    assert done.stdout == version(f"HELM{major}_OLDEST")


@pytest.mark.parametrize("folder", OF_CHART, ids=name)
def test_the_golden_objects_or_the_golden_refusal(folder: Path, old: Helm) -> None:
    case = Case(folder)
    where = {"release": case.release, "namespace": case.namespace}
    stream = old.template(**where, values=case.values, check=False)
    done = call(*case.flags, stdin=stream.stdout) if stream.returncode == 0 else stream
    error = folder / "error.txt"
    if error.exists():
        assert done.returncode == 1
        assert all(line in done.stderr for line in error.read_text().splitlines())
        return
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id((folder / "output.yaml").read_text())


def test_it_starts_the_post_renderer_and_takes_a_plan(old: Helm, tmp_path: Path) -> None:
    through = old.template(STRICT, *old.post_renderer(), release="r", namespace="n")
    assert "PeerAuthentication/r-es" in {
        f"{o['kind']}/{o['metadata']['name']}" for o in through.objects
    }
    values = {"mesh": {"mode": "strict"}}
    (tmp_path / "values.json").write_text('{"mesh": {"mode": "strict"}}')
    done = compile_here(
        f"--chart={ROOT}",
        "--release=r",
        "--namespace=n",
        f"--values={tmp_path}/values.json",
        env={"HELM_BIN": old.command[-1]},
    )
    assert done.returncode == 0, done.stderr
    alone = with_plan(old, tmp_path, done.stdout, release="r", namespace="n", values=values)
    assert by_id(alone.stdout) == by_id(through.stdout)


@pytest.mark.parametrize("major", MAJORS)
def test_the_life_of_a_release(bed: Bed, namespace: str, major: int, tmp_path: Path) -> None:
    release = Release(oldest(major, tmp_path, bed), namespace)
    forgotten = release.run("install", STRICT, bare=True)
    assert (forgotten.returncode, "no matches for kind" in forgotten.stderr) == (1, True)
    assert there(bed, namespace) == []
    release.ok("install", "--set=mesh.mode=permissive", KEPT)
    before = there(bed, namespace)
    release.ok("upgrade", STRICT, KEPT)
    assert "DestinationRule/stack-es-http" in there(bed, namespace)
    release.ok("rollback", "1")
    assert there(bed, namespace) == before
    release.ok("uninstall")
    bed.wait("nothing is left", lambda: there(bed, namespace) == [], 20)
