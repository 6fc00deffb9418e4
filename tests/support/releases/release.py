"""One random release: its stream, and the flags of eck-mesh."""

from __future__ import annotations

import json
from typing import NamedTuple

from eck_mesh.settings.settings import Flags
from tests.support.releases.addresses import write_addresses
from tests.support.releases.dice import Body, Dice, manifest
from tests.support.releases.pod_templates import pod_template
from tests.support.releases.resources import Resources
from tests.support.releases.user_objects import user_objects

MODES = ["strict", "permissive", "excluded", "disabled"]
OPERATOR = "elastic-system"
ADDRESSES = (
    10**6
)  # addresses have dice of their own, so that the rest of a release stays what it was
# Settings of the release, and how often each is given
SETTINGS = {
    "tls": (0.5, ["auto", "auto", "auto", "eck", "eck", "eck", "istio"]),
    "operator": (0.15, [{"meshed": False}, {"namespace": "prod"}]),
    "unmeshedClients": (0.05, True),
    "openPorts": (0.05, [[9200], [9300], [8081]]),
    "destinationRules": (0.06, "never"),
    "peerAuthentications": (0.06, False),
    "retries": (0.1, ["safe", "never"]),
    "ingress": (0.05, {"meshed": True}),
    "gateway": (
        0.1,
        [{"namespace": "edge"}, {"namespace": "prod", "selector": {"istio": "ingress"}}],
    ),
    "acceptOutage": (0.05, True),
    "authorization": (0.25, True),
    "allow": (
        0.1,
        [
            [{"from": {"namespaces": ["prod"]}}],
            [{"from": {"serviceAccounts": ["shop/web"]}, "to": {"ports": [9200]}}],
        ],
    ),
    "egress": (0.15, "registryOnly"),
    "egressHosts": (0.3, [[{"host": "hooks.example.com"}], [{"host": "10.9.0.0/16"}]]),
}


class Release(NamedTuple):
    """seed: from which it was made; later: objects of Istio that are created when the release is there."""

    seed: int
    text: str
    flags: Flags
    later: str = ""


def release(seed: int, plane: str = "sidecar") -> Release:
    """One of a data plane."""
    dice = Dice(seed)
    resources = Resources(dice)
    of_addresses = Dice(seed + ADDRESSES)
    written = write_addresses(of_addresses, resources.made, resources.bodies)
    clients = [*dict.fromkeys([*dice.namespaces, OPERATOR])]
    bodies, later = [*resources.bodies], list[Body]()
    unseen = dice.chance(0.4)
    for body in user_objects(dice, resources.made, clients):
        of_istio = "istio.io" in body["apiVersion"]
        (later if unseen and of_istio else bodies).append(body)
    if dice.chance(0.25):
        bodies.append(operator(dice))
    dice.random.shuffle(bodies)
    block = {**dice.some(SETTINGS), "dataPlane": plane}
    if written and of_addresses.chance(0.6):
        block["tls"] = "auto"
    own = {}
    for one in resources.made:
        if dice.chance(0.12):
            own[f"{one.kind}/{one.namespace}/{one.name}"] = of_one(dice)
    mode = dice.of(MODES, [10, 6, 2, 1])
    flags = Flags(mode=mode, block=block, resources=own)
    return Release(seed, stream(bodies), flags, stream(later))


def stream(bodies: list[Body]) -> str:
    """Objects as text."""
    return "---\n".join(json.dumps(body) + "\n" for body in bodies)


def of_one(dice: Dice) -> Body:
    """Settings of a single resource."""
    settings = {"tls": (0.3, ["auto", "eck", "eck"]), "unmeshedClients": (0.1, True)}
    found = dice.some({**settings, "egress": (0.1, ["any", "registryOnly"])})
    return {"mode": dice.of(MODES, [3, 3, 2, 1]), **found}


def operator(dice: Dice) -> Body:
    """ECK itself, as in Elastic's operator.yaml, or as OLM runs it; for all namespaces or for one, with metrics or without."""
    labels = {"control-plane": "elastic-operator"}
    managed = [f"--namespaces={dice.of(dice.namespaces)}"] if dice.chance(0.3) else []
    metrics = [{"name": "metrics", "containerPort": 8081}] if dice.chance(0.5) else []
    container = {
        "name": "manager",
        "image": "example.org/eck-operator:3.5.0",
        "args": ["manager", "--config=/conf/eck.yaml", *managed],
        "ports": [{"name": "https-webhook", "containerPort": 9443}, *metrics],
    }
    found = pod_template(dice, "manager").get("podTemplate", {})
    metadata = found.get("metadata", {})
    template = {
        "metadata": {**metadata, "labels": {**metadata.get("labels", {}), **labels}},
        "spec": {"serviceAccountName": "elastic-operator", "containers": [container]},
    }
    spec: Body = {"selector": {"matchLabels": labels}, "template": template}
    kind = dice.of(["StatefulSet", "Deployment"])
    if kind == "StatefulSet":
        spec["serviceName"] = "elastic-operator"
    return manifest("apps/v1", kind, (OPERATOR, "elastic-operator"), spec=spec)
