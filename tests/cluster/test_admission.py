"""Everything we make is accepted by the API server, strictly, and by ECK's and Istio's own webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.istio.modes import MODES
from tests.cluster.bed.bed import Bed
from tests.cluster.support.admission import NO_MASTER, NOT_SERVED, create
from tests.cluster.support.live import rendered
from tests.support.helm import ROOT, Helm
from tests.support.streams import flat

GOLDENS = sorted((ROOT / "tests" / "cases").rglob("output.yaml"))
EXAMPLES = [
    "environments/*.yaml",
    "sizes/*.yaml",
    "metrics/stack-monitoring.yaml",
    "fleet/values.yaml",
]
FOLDERS = ["ci/*-values.yaml", *(f"examples/{pattern}" for pattern in EXAMPLES)]
VALUES = sorted(path for pattern in FOLDERS for path in ROOT.glob(pattern))

UNKNOWN_FIELD = """
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: bad}
spec: {version: 9.4.3, count: 1, protocol: {}}
"""
BAD_RULE = """
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: bad}
spec: {host: x.y.svc.cluster.local, trafficPolicy: {tls: {mode: MUTUAL}}}
"""


def objects() -> Iterator[Any]:
    """The objects of all goldens."""
    for golden in GOLDENS:
        yield from flat(golden.read_text())


@pytest.fixture(scope="module")
def prod(bed: Bed) -> str:
    """Admission reads no state: one namespace serves all. The goldens name some others."""
    named = {(o.get("metadata") or {}).get("namespace") for o in map(dict, objects())}
    cases = [yaml.safe_load((golden.parent / "case.yaml").read_text()) for golden in GOLDENS]
    named |= {case.get("namespace") for case in cases}
    for name in sorted(filter(None, named | {"prod"})):
        bed.create_namespace(name)
    return "prod"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NO_MASTER, "Elasticsearch needs to have at least one master node"),
        (UNKNOWN_FIELD, 'unknown field "spec.protocol"'),
        (BAD_RULE, "client certificate required for mutual tls"),
    ],
)
def test_a_broken_manifest_is_refused(bed: Bed, prod: str, text: str, words: str) -> None:
    """ECK's webhook fails open: only after this does an acceptance below mean anything."""
    bed.wait("the webhook refuses", lambda: words in create(bed, text, prod), 20)


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_every_golden_output_is_accepted(bed: Bed, prod: str, golden: Path) -> None:
    case = yaml.safe_load((golden.parent / "case.yaml").read_text())
    told = create(bed, golden.read_text(), case.get("namespace", prod)).splitlines()
    # What exists already (the bed's operator, namespaces) is refused only after all admission.
    told = [line for line in told if not line.endswith(" already exists")]
    assert [line for line in told if not NOT_SERVED.match(line)] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("values", VALUES, ids=lambda path: path.stem)
def test_every_environment_and_ci_values_are_accepted_in_every_mode(
    bed: Bed, prod: str, helm3: Helm, values: Path, mode: str
) -> None:
    stream = rendered(helm3, "-f", str(values), f"--set=mesh.mode={mode},mesh.tls=auto")
    assert create(bed, stream, prod) == ""


def test_kubectl_cannot_create_a_locked_resource(bed: Bed, prod: str, helm3: Helm) -> None:
    stream = helm3.template("--set=mesh.mode=strict").stdout
    done = bed.kubectl("-n", prod, "create", "-f", "-", stdin=stream, check=False).stderr
    for kind, group in ("Elasticsearch", "elasticsearch"), ("Kibana", "kibana"):
        assert (
            f'no matches for kind "{kind}" in version "{group}.k8s.elastic.co.add-post-renderer-eck-mesh.invalid/v1"'
            in done
        )
