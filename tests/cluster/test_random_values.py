"""Whatever is rendered of random values that the schema accepts, an API server and the operator's webhooks admit."""

from __future__ import annotations

import re
from typing import Any

from tests.cluster.bed.bed import Bed
from tests.cluster.support.admission import refusals
from tests.support.from_schema import Values
from tests.support.helm import Helm

SEEDS = range(100, 140)
# What only the webhooks of ECK say: how the fields of a resource go together. Nothing of such an object is stored.
KNOWN = [
    r"AutoOpsRef secret name must be specified",
    r"Image is required if Beat type",
    r"Invalid association reference",
    r"One out of Elasticsearch or Kibana settings is mandatory",
    r"ResourceSelector must be specified",
    r"Unsupported version: version \S+ is higher",
    r"don't specify (Kibana|Fleet Server) reference",
    r"don't specify http configuration",
    r"cross-namespace sources are only permitted",
    r"remove Elasticsearch reference",
    r"spec\.policies\[\d+\]\.",
    r"volume claim declared but volume not mounted",
    r"zoneAwareness",
]


def test_what_is_rendered_is_admitted(bed: Bed, namespace: str, bed_helm4: Helm) -> None:
    objects: list[dict[str, Any]] = []
    for seed in SEEDS:
        values = Values(seed, 0.003).some(sections=2)
        found = bed_helm4.template(values=values, namespace=namespace, check=False).objects
        objects += [{**one, "metadata": numbered(one, seed)} for one in found]
    assert len(objects) > 50
    wrong = refusals(bed, objects, namespace)
    unknown = [words for words in wrong if not any(re.search(known, words) for known in KNOWN)]
    assert unknown == [], "\n".join(sorted(unknown))


def numbered(body: dict[str, Any], seed: int) -> dict[str, Any]:
    """Metadata in the namespace of the test, with a name of its own."""
    metadata = {key: value for key, value in body["metadata"].items() if key != "namespace"}
    return {**metadata, "name": f"{metadata['name'][:30]}-{seed}"}
