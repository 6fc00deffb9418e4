"""Objects with one field, and what the rules decide about them: for tests of the digest."""

from __future__ import annotations

import copy
import json
from typing import Any

import yaml

from eck_mesh.errors import UserError
from eck_mesh.plan.decisions import Create
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.crds import Crd
from tests.support.helm import ROOT

TABLE = yaml.safe_load((ROOT / "files" / "digest.yaml").read_text())
MODES = [
    Flags(mode="strict", namespace="prod"),
    Flags(mode="permissive", namespace="prod"),
    Flags(mode="strict", namespace="prod", block={"dataPlane": "ambient", "mode": "strict"}),
    Flags(
        mode="strict",
        namespace="prod",
        block={"mode": "strict", "requireSidecar": True, "cni": True},
    ),
    Flags(
        mode="strict",
        namespace="prod",
        block={"mode": "strict", "authorization": True, "gateway": {"namespace": "edge"}},
    ),
]


# Other resources of the stream: they refer to an object called a, whatever its kind is.
REFERENCES = {"elasticsearchRef": {"name": "a"}, "kibanaRef": {"name": "a"}}
AROUND: list[dict[str, Any]] = [
    {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "front"},
        "spec": {"elasticsearchRef": {"name": "a"}, "version": "9.4.3"},
    },
    {
        "apiVersion": "beat.k8s.elastic.co/v1beta1",
        "kind": "Beat",
        "metadata": {"name": "node"},
        "spec": {
            **REFERENCES,
            "daemonSet": {"podTemplate": {"spec": {"hostNetwork": True, "containers": []}}},
        },
    },
    {
        "apiVersion": "agent.k8s.elastic.co/v1alpha1",
        "kind": "Agent",
        "metadata": {"name": "fleet"},
        "spec": {
            "elasticsearchRefs": [{"name": "a"}],
            "fleetServerRef": {"name": "a"},
            "kibanaRef": {"name": "a"},
            "deployment": {},
        },
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "front"},
        "spec": {"selector": {"a": "b"}, "ports": [{"port": 9200}]},
    },
]


def smallest(crd: Crd) -> dict[str, Any]:
    """An object of a kind with whatever holds pod templates, and nothing else."""
    body: dict[str, Any] = {"apiVersion": crd.api_version, "kind": crd.kind}
    body |= {"metadata": {"name": "a"}, "spec": {}}
    for holder in TABLE["leftOut"][crd.kind]["podTemplates"]:
        put(body, (*holder.split("."), "podTemplate"), {})
    for node_set in body["spec"].get("nodeSets", []):
        node_set["name"] = "one"
    return body


def put(body: Any, path: tuple[str, ...], value: Any) -> Any:
    """Set a field of an object, in place; * stands for the only element of a list."""
    step, rest = path[0], path[1:]
    if step == "*":
        put(body[0], rest, value) if rest else body.__setitem__(0, value)
        return body
    step = "key" if step == "KEY" else step
    if not rest:
        body[step] = value
    else:
        below = body.setdefault(step, [{}] if rest[0] == "*" else {})
        put(below, rest, value)
    return body


def outcome(body: dict[str, Any], flags: Flags) -> Any:
    """What the rules decide about an object among others, or the refusal.

    Created objects are compared without labels, which the chart adds.
    """
    try:
        text = "\n---\n".join(map(json.dumps, [body, *AROUND]))
        decisions = render(text, flags).decisions
    except UserError as error:
        return str(error)
    bare = []
    for one in decisions:
        if isinstance(one, Create):
            one = one._replace(body=copy.deepcopy(one.body))
            one.body["metadata"].pop("labels", None)
        bare.append(one)
    return bare
