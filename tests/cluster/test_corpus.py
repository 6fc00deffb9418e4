"""Everything of Elastic's goes through in every mode: right, or refused with the place; and the cluster takes it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from eck_mesh.errors import UserError
from eck_mesh.facts import MODES
from eck_mesh.render import render
from eck_mesh.settings import Flags
from tests.cluster import corpus, reach
from tests.cluster.bed import Bed
from tests.cluster.test_admission import create
from tests.conftest import binary
from tests.helm import Helm

# Kibana's configuration holds https:// addresses, which ECK does not rewrite. (Where Agents on the host network dial them,
# their TLS stays: fleet-kubernetes-integration, -nonroot.)
FLEET = [
    *(f"elastic-agent/fleet-{what}-integration" for what in ("apm", "custom-logs")),
    "elastic-agent/synthetic-monitoring",
    "autopilot/fleet-kubernetes-integration",
    *(f"packageregistry/epr-{what}" for what in ("eck", "extra-ca", "volumes")),
]
REFUSED = {  # nothing else of the corpus is
    **{(f"config/recipes/{name}.yaml", "strict"): "Agents dial it: write http://" for name in FLEET},
    ("config/recipes/beats/stack_monitoring.yaml", "strict"): "no port is called https where ECK's TLS is off",
    ("eck-operator/istio", "excluded"): "mode excluded needs 'false'",
}
OURS = re.compile(r"(k8s\.elastic\.co|istio\.io)/")


@pytest.fixture(scope="session")
def streams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {**corpus.plain(), **corpus.charts(Helm(3, binary(3), tmp_path_factory.mktemp("corpus")))}


def load(text: str) -> list[dict[str, Any]]:
    return [o for o in yaml.load_all(text, yaml.CSafeLoader) if o]


def outcome(text: str, mode: str) -> str | UserError:
    try:
        return render(text, Flags(mode=mode, namespace="default")).text
    except UserError as error:
        return error


@pytest.fixture(scope="session")
def treated(streams: dict[str, str]) -> dict[tuple[str, str], str]:
    """Each stream in each mode that does not refuse it."""
    results = {(name, mode): outcome(text, mode) for name, text in streams.items() for mode in MODES}
    refused = {key: str(error) for key, error in results.items() if isinstance(error, UserError)}
    found = {key: text for key, text in results.items() if isinstance(text, str)}
    assert sorted(refused) == sorted(REFUSED), "\n".join(map(str, refused.items()))
    for key, words in REFUSED.items():
        assert re.match(r"\w+/[\w-]+: spec\.\S+: ", refused[key]), "it names resource and place"
        assert words in refused[key]
    return found


def test_there_is_a_corpus(streams: dict[str, str]) -> None:
    kinds = {o["kind"] for text in streams.values() for o in load(text)}
    assert len(streams) > 100
    assert kinds >= set(reach.HTTP) | {"Beat", "AutoOpsAgentPolicy", "StatefulSet", "Namespace"}


def test_a_second_run_changes_nothing(treated: dict[tuple[str, str], str]) -> None:
    for (name, mode), text in treated.items():
        assert render(text, Flags(mode=mode, namespace="default")).text == text, (name, mode)


def test_nothing_is_lost_and_what_is_not_elastics_is_untouched(
    streams: dict[str, str], treated: dict[tuple[str, str], str]
) -> None:
    for (name, mode), text in treated.items():
        before, after = (reach.index(load(t), "default") for t in (streams[name], text))
        assert set(after) >= set(before), (name, mode)
        for ident, o in before.items():
            if mode == "disabled" or not (OURS.search(o["apiVersion"]) or ident[0] in ("StatefulSet", "Namespace")):
                assert after[ident] == o, (name, mode)


def test_strict_is_true(treated: dict[tuple[str, str], str]) -> None:
    wrong = {}
    for (name, mode), text in treated.items():
        if mode == "strict":
            wrong[name] = reach.strict_is_true(reach.index(load(text), "default"))
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.fixture(scope="module")
def namespaces(bed: Bed, streams: dict[str, str]) -> None:
    there = {"", *(o["metadata"]["name"] for o in bed.items("namespaces"))}
    wanted = {str((o.get("metadata") or {}).get("namespace") or "") for text in streams.values() for o in load(text)}
    for name in sorted(wanted - there):
        bed.kubectl("create", "namespace", name)


@pytest.mark.usefixtures("namespaces")
@pytest.mark.parametrize("mode", MODES[1:])
def test_the_cluster_refuses_nothing_that_it_takes_untreated(bed: Bed, treated: dict[tuple[str, str], str], mode: str) -> None:
    """Some recipes are older than the API: what is refused as it comes may be refused as it goes."""

    def refusals(which: str) -> set[str]:
        objects = [o for (_, of), text in treated.items() if of == which for o in load(text)]
        ours = [o for o in objects if OURS.search(o["apiVersion"]) or o["kind"] == "StatefulSet"]
        return set(create(bed, "---\n".join(map(yaml.safe_dump, ours)), "default").splitlines())

    assert refusals(mode) <= refusals("disabled")
