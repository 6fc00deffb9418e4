"""Clients that keep their connections, as ECK's operator does, while a pod is replaced by one with another address."""

from __future__ import annotations

import itertools
import json
import time
from typing import Any, NamedTuple

import yaml

from tests.cluster.support.corpus import operator_yaml
from tests.cluster.support.data_plane import DataPlane
from tests.cluster.support.live import pods, through_post_renderer
from tests.support.helm import Helm

NUMBERS = itertools.count(1)
FREE = "10.244.200"  # of addresses that KWOK, which counts from the first one, does not come to


class Kept(NamedTuple):
    """An answer: when it was asked for, its status (0 for none), what it said unless 200."""

    at: float
    status: int
    said: str


def replace(plane: DataPlane, name: str, *listen: str) -> float:
    """End a pod of a StatefulSet at once, and run the one that follows. When its sidecar was ready.

    Nobody has the old address afterwards. KWOK would give it to the next pod, as other networks may.
    """
    before = pods(plane.bed, plane.namespace)[name]
    plane.end(name)
    plane.bed.delete("pod", plane.namespace, name, gracePeriodSeconds=0)

    def next_one() -> dict[str, Any] | None:
        pod = pods(plane.bed, plane.namespace).get(name)
        if pod is None or pod["metadata"]["uid"] == before["metadata"]["uid"]:
            return None
        return pod if pod["status"].get("podIP") else None

    plane.bed.wait(f"another {name} is there", next_one, 60)
    address = f"{FREE}.{next(NUMBERS)}"
    status = {"podIP": address, "podIPs": [{"ip": address}]}
    plane.bed.api.patch("pod", name, {"status": status}, plane.namespace, subresource="status")
    plane.start(name, *listen)
    plane.ready(name)
    return time.time()


def keep_asking(plane: DataPlane, client: str, url: str) -> str:
    """Ask from a pod, ten times a second, until the pod ends. A name for `answers`."""
    what = f"asks-{next(NUMBERS)}"
    return plane.run(what, client, "tests.cluster.bed.stand_ins.asker", url, "0.1")


def answers(plane: DataPlane, asker: str, since: float = 0) -> list[Kept]:
    """What it has got since a time, of requests that have ended."""
    lines = plane.bed.processes[asker].log.read_text().splitlines()
    found = [Kept(**json.loads(line)) for line in lines if line.endswith("}")]
    return [one for one in found if one.at >= since]


def operators_annotations(helm: Helm, namespace: str) -> dict[str, str]:
    """What eck-mesh writes on the pods of Elastic's operator.yaml."""
    changed = through_post_renderer(
        [o for o in yaml.safe_load_all(operator_yaml(helm, namespace)) if o],
        "--mode=strict",
    )
    (operator,) = [
        o for o in yaml.safe_load_all(changed.stdout) if o and o["kind"] == "StatefulSet"
    ]
    annotations: dict[str, str] = operator["spec"]["template"]["metadata"]["annotations"]
    return annotations
