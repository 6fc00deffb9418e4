"""The lines about the versions of the cluster's programs."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.settings.requirements import requirements
from eck_mesh.status.kubectl import Cluster
from eck_mesh.status.line import NOTE, READY
from eck_mesh.status.live import Program
from eck_mesh.status.live_reader import read_pod
from eck_mesh.status.programs import programs
from eck_mesh.status.versions import QUESTIONS
from tests.support.status import (
    OPERATOR,
    PODS,
    PROGRAMS,
    Body,
    agent,
    assert_only,
    bare_pod,
    check,
    cluster,
    es,
    kb,
    message_id,
    not_ready,
)


def of(name: str, version: str) -> list[Program]:
    """The cluster's programs with another version of one."""
    return [one._replace(version=version) if one.name == name else one for one in PROGRAMS]


CLASSIC: dict[str, Any] = {
    "operators": [bare_pod("elastic-operator-0", "elastic-system", "classic")],
    "pods": [],
}


def fleet_server(**tls: Any) -> Body:
    body = agent()
    body["spec"] |= {"fleetServerEnabled": True, "http": {"tls": tls}}
    return body


def enrolled() -> Body:
    body = agent()
    body["spec"] |= {"mode": "fleet", "kibanaRef": {"name": "kb"}}
    return body


def test_each_program_has_a_line_with_its_version() -> None:
    lines = [line for line in check(cluster()) if line.expected.endswith("or newer")]
    assert [(line.state, line.subject, line.found) for line in lines] == [
        (READY, "Kubernetes", "v1.37.2"),
        (READY, "Istio: istio-system/istiod-0", "1.30.3"),
        (READY, "ECK: elastic-system/elastic-operator-0", "3.5.0"),
    ]


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("Kubernetes", "v1.24.17"),
        ("Istio", "1.21.6"),
        ("Istio", "1.9"),
        ("ECK", "2.2.0"),
        ("ECK", "1.9.1-SNAPSHOT"),
    ],
)
def test_an_old_version_is_not_ready(name: str, version: str) -> None:
    (subject,) = (one.subject for one in PROGRAMS if one.name == name)
    lines = check(cluster(programs=of(name, version), **CLASSIC))
    assert (subject, "version-too-old") in not_ready(lines)


@pytest.mark.parametrize(
    ("name", "version"),
    [("Kubernetes", "v1.25.0-gke.100"), ("Istio", "1.22-alpha.1"), ("ECK", "2.3.0-rc1")],
)
def test_the_oldest_version_is_ready(name: str, version: str) -> None:
    lines = check(cluster(programs=of(name, version), **CLASSIC))
    assert "version-too-old" not in [message for _, message in not_ready(lines)]


@pytest.mark.parametrize("name", ["Kubernetes", "Istio", "ECK"])
@pytest.mark.parametrize("version", ["", "latest", "sha-1234567", "v1"])
def test_an_unknown_version_is_a_note(name: str, version: str) -> None:
    lines = check(cluster(programs=of(name, version)))
    assert not_ready(lines) == []
    found = [line for line in lines if message_id(line) == "version-unknown"]
    assert [(line.state, line.found) for line in found] == [(NOTE, version or "unknown")]


AMBIENT = {"dataPlane": "ambient"}


@pytest.mark.parametrize(
    ("name", "old", "new", "plan", "block"),
    [
        ("Istio", "1.24.2", "1.24.3", [es(), kb()], AMBIENT),
        ("Istio", "1.23.6", "1.24.0", [es(), kb()], {"tls": "istio"}),
        ("Kubernetes", "1.29.9", "1.30.0", [es(), kb()], {"requireSidecar": True}),
        ("Kubernetes", "1.29.9", "1.30.0", [es(), kb()], {"keepTls": True}),
        (
            "ECK",
            "3.4.1",
            "3.5.0",
            [es(nodeSets=[{"name": "d", "count": 1, "resources": {"limits": {"cpu": 1}}}]), kb()],
            {},
        ),
        ("ECK", "3.4.1", "3.5.0", [es(), kb(resources={"limits": {"cpu": 1}})], {}),
        ("ECK", "2.3.0", "2.4.0", [es(), kb(), enrolled()], {}),
        (
            "ECK",
            "2.5.0",
            "2.6.0",
            [es(), kb(), fleet_server(selfSignedCertificate={"disabled": True})],
            {"tls": "auto"},
        ),
    ],
)
def test_some_uses_need_a_later_version(
    name: str, old: str, new: str, plan: list[Body], block: Body
) -> None:
    (subject,) = (one.subject for one in PROGRAMS if one.name == name)

    def too_old(version: str, *plan: Body, **block: Any) -> bool:
        lines = check(cluster(programs=of(name, version), **CLASSIC), *plan, **block)
        return (subject, "version-too-old") in not_ready(lines)

    assert too_old(old, *plan, **block)
    assert not too_old(new, *plan, **block)
    assert not too_old(old, es(), kb(), fleet_server()), "only these uses do"


def test_an_older_istio_is_enough_where_eck_mesh_says_what_is_repeated() -> None:
    for word in "safe", "never":
        live = cluster(programs=of("Istio", "1.23.6"), **CLASSIC)
        lines = check(live, es(), kb(), tls="istio", retries=word)
        assert "version-too-old" not in [message for _, message in not_ready(lines)]


def test_native_sidecars_need_a_later_operator() -> None:
    live = cluster(programs=of("ECK", "2.9.0"))
    values = {"purpose": "native sidecars", "needed": "2.10.0", "program": "ECK"}
    assert_only(check(live), "ECK: elastic-system/elastic-operator-0", "version-too-old", **values)
    lines = check(cluster(programs=of("ECK", "2.9.0"), **CLASSIC))
    assert "version-too-old" not in [message for _, message in not_ready(lines)]


def test_every_row_of_the_table_has_a_question() -> None:
    asked = {need.when for row in requirements().values() for need in row.needs if need.when}
    assert asked == QUESTIONS.keys()


class Answers(Cluster):
    """A cluster that has these istiods and this version."""

    istiods: list[Body] = []

    def get_objects(self, *arguments: str) -> list[Body]:
        assert arguments == ("pods", "-A", "-l", "app=istiod")
        return self.istiods

    def server_version(self) -> str:
        return "v1.37.2"


def istiod(image: str, label: str = "", name: str = "istiod-0") -> Body:
    labels = {"app.kubernetes.io/version": label} if label else {}
    metadata = {"name": name, "namespace": "istio-system", "labels": labels}
    sidecar = {"name": "other", "image": "a:1.2.3"}
    return {
        "metadata": metadata,
        "spec": {"containers": [sidecar, {"name": "discovery", "image": image}]},
    }


@pytest.mark.parametrize(
    ("image", "label", "version"),
    [
        ("docker.io/istio/pilot:1.30.3", "", "1.30.3"),
        ("docker.io/istio/pilot:1.30.3-distroless", "1.0.0", "1.30.3-distroless"),
        ("registry:5000/istio/pilot:1.30.3@sha256:12ab", "", "1.30.3"),
        ("registry:5000/istio/pilot@sha256:12ab", "1.30.3", "1.30.3"),
        ("registry:5000/istio/pilot", "1.30.3", "1.30.3"),
        ("pilot:latest", "1.30.3", "1.30.3"),
        ("pilot:latest", "latest", ""),
        ("pilot:latest", "1.0.0", ""),
        ("pilot", "", ""),
    ],
)
def test_a_version_is_read_from_the_image_or_else_from_the_label(
    image: str, label: str, version: str
) -> None:
    answers = Answers()
    answers.istiods = [istiod(image, label), istiod(image, label, "istiod-1")]
    assert programs(answers, []) == [
        Program("Kubernetes", "v1.37.2", "Kubernetes"),
        Program("Istio", version, "Istio: istio-system/istiod-0"),
    ]


def test_an_istiod_outside_the_cluster_has_no_version() -> None:
    assert Program("Istio", "", "istiod") in programs(Answers(), [])


def test_two_versions_of_istiod_are_two_lines() -> None:
    answers = Answers()
    answers.istiods = [istiod("pilot:1.30.3"), istiod("pilot:1.21.0", name="istiod-old")]
    assert [one.version for one in programs(answers, []) if one.name == "Istio"] == [
        "1.30.3",
        "1.21.0",
    ]


def test_the_version_of_an_operator() -> None:
    body = {
        **OPERATOR,
        "spec": {"containers": [{"name": "manager", "image": "eck-operator:3.5.0"}]},
    }
    found = programs(Answers(), [read_pod(body)])
    assert found[-1] == Program("ECK", "3.5.0", "ECK: elastic-system/elastic-operator-0")
    assert PODS, "pods of resources play no part"
