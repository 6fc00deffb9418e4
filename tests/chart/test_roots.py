"""One set of values as root chart, as subchart, and as two aliases of an umbrella."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from eck_mesh.marks import SETTINGS
from tests.support.helm import STACK, Helm
from tests.support.streams import by_id
from tests.support.umbrella import compile_umbrella

VALUES: dict[str, Any] = {
    "mesh": {"mode": "strict"},
    "elasticsearch": {"logs": {"enabled": True, "nodeSets": {"hot": {"count": 2}}}},
    "apmServer": {"default": {"elasticsearchRef": "logs"}},
}


def by_name(objects: list[dict[str, Any]], prefix: str) -> dict[tuple[str, str], Any]:
    """The objects whose names begin so, as the root chart would have called them, without what names the release."""
    text = json.dumps([o for o in objects if o["metadata"]["name"].startswith(prefix)])
    text = re.sub("[0-9a-f]{64}", "the digest", text)
    text = re.sub(r'("place\\":\\")(blue|green|eck-mesh)\.', r"\1", text)
    found = {}
    for o in json.loads(text.replace(prefix, "elastic-istio")):
        del o["metadata"]["labels"]
        found[o["kind"], o["metadata"]["name"]] = o
    return found


def test_the_same_objects_under_other_names(helm: Helm, umbrella: Path) -> None:
    root = by_name(helm.template(values=VALUES).objects, "elastic-istio")
    assert len(root) == 4
    one = helm.template(
        chart=umbrella,
        values={"plain": {"on": True}, "aliases": {"on": False}, "eck-mesh": VALUES},
        release="r",
    )
    assert by_name(one.objects, "r-eck-mesh").keys() == root.keys()
    both = {"plain": {"on": False}, "aliases": {"on": True}, "blue": VALUES, "green": VALUES}
    two = helm.template(chart=umbrella, values=both, release="elastic-istio")
    assert len(two.objects) == 8
    for alias in "blue", "green":
        assert by_name(two.objects, f"elastic-istio-{alias}") == root


def test_a_release_keeps_its_names_when_it_moves_into_an_umbrella(
    helm: Helm, umbrella: Path
) -> None:
    alone = helm.template(values=VALUES, release="logs").objects
    values = {**VALUES, "fullnameOverride": "logs"}
    on = {"plain": {"on": True}, "aliases": {"on": False}}
    moved = helm.template(chart=umbrella, values={**on, "eck-mesh": values}, release="logs").objects
    identities = [{(o["kind"], o["metadata"]["name"]) for o in found} for found in (alone, moved)]
    assert identities[0] == identities[1]
    assert ("Elasticsearch", "logs-logs") in identities[0]


def test_an_umbrella_may_say_null_and_global(helm: Helm, umbrella: Path) -> None:
    """Helm 3 hands a null of the parent chart's values.yaml on, Helm 4 drops it: both mean not set."""
    mesh = {"mode": None, "tls": None, "operator": None, "rules": None}
    values = {
        "plain": {"on": True},
        "aliases": {"on": False},
        "global": {"x": 1},
        "eck-mesh": {"mesh": mesh, "version": None},
    }
    (umbrella / "values.yaml").write_text(json.dumps(values))
    done = helm.template(chart=umbrella, release="r")
    assert [o["apiVersion"].split(".")[0] for o in done.objects] == ["elasticsearch", "kibana"]
    assert SETTINGS not in done.stdout
    assert {o["spec"]["version"] for o in done.objects} == {STACK}


def test_a_null_means_the_default_for_the_guard(helm: Helm, umbrella: Path) -> None:
    """Under Helm 3 it takes the chart's default away: without one here the guard would pass what it is for."""
    values = {
        "plain": {"on": True},
        "aliases": {"on": False},
        "eck-mesh": {"mesh": {"mode": "strict", "tls": None, "dataPlane": None}},
    }
    (umbrella / "values.yaml").write_text(json.dumps(values))
    manifest = helm.template(chart=umbrella, release="r").object("Elasticsearch", "r-eck-mesh")
    block = json.loads(manifest["metadata"]["annotations"][SETTINGS])
    assert (block["tls"], block["dataPlane"]) == ("auto", "sidecar")


def test_build_metadata_of_the_version_is_in_no_label(helm: Helm, umbrella: Path) -> None:
    """Flux appends a digest to the version of a chart from an OCIRepository; a label takes no plus."""
    chart = umbrella / "charts" / "eck-mesh"
    meta = chart / "Chart.yaml"
    meta.write_text(meta.read_text().replace("version: 0.1.0", "version: 0.1.0+4f2a"))
    done = helm.template(chart=chart)
    assert {o["metadata"]["labels"]["helm.sh/chart"] for o in done.objects} == {"eck-mesh-0.1.0"}


def test_through_the_post_renderer_both_aliases_have_their_own_policies(
    helm: Helm, umbrella: Path
) -> None:
    both = {
        "plain": {"on": False},
        "aliases": {"on": True},
        "blue": VALUES,
        "green": {**VALUES, "mesh": {"mode": "permissive"}},
    }
    done = helm.template(*helm.post_renderer(), chart=umbrella, values=both, release="r")
    modes = {
        o["metadata"]["name"]: o["spec"]["mtls"]["mode"]
        for o in done.objects
        if o["kind"] == "PeerAuthentication"
    }
    assert modes["r-blue-es"] == "STRICT"
    assert modes["r-green-es"] == "PERMISSIVE"
    assert len(modes) == 8


def test_each_alias_has_its_own_plan_in_one_file(
    helm: Helm, umbrella: Path, tmp_path: Path
) -> None:
    both = {
        "plain": {"on": False},
        "aliases": {"on": True},
        "blue": VALUES,
        "green": {**VALUES, "mesh": {"mode": "permissive"}},
    }
    done = compile_umbrella(tmp_path, umbrella, both)
    assert done.returncode == 0, done.stderr
    (tmp_path / "mesh.yaml").write_text(done.stdout)
    alone = helm.template(
        f"--values={tmp_path}/mesh.yaml", chart=umbrella, values=both, release="r"
    )
    ours = helm.template(*helm.post_renderer(), chart=umbrella, values=both, release="r")
    assert by_id(alone.stdout) == by_id(ours.stdout)


def test_a_plan_that_hangs_on_another_chart_cannot_be_compile_umbrella(
    umbrella: Path, tmp_path: Path
) -> None:
    """The digest of one chart does not see the resources of another: without this a stale plan would go unnoticed."""
    beat = {
        "apiVersion": "beat.k8s.elastic.co/v1beta1",
        "kind": "Beat",
        "metadata": {"name": "host"},
        "spec": {
            "type": "filebeat",
            "elasticsearchRef": {"name": "r-blue"},
            "daemonSet": {"podTemplate": {"spec": {"hostNetwork": True}}},
        },
    }
    blue, green = {"mesh": {"mode": "strict"}}, {"mesh": {"mode": "strict"}, "extraObjects": [beat]}
    done = compile_umbrella(
        tmp_path,
        umbrella,
        {"plain": {"on": False}, "aliases": {"on": True}, "blue": blue, "green": green},
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        "Elasticsearch/prod/r-blue: its plan depends on resources of another chart of this release"
        in done.stderr
    )
