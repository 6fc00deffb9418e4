"""Each field of ECK's CRDs is on one of two sides: it counts for the digest, or no rule reads it.

files/digest.yaml names the second side. Where a field is on it, the digest and the plan are the
same for two values of the field, and without it. Every other field changes the digest.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from eck_mesh.eck.kinds import KINDS
from eck_mesh.marks import ECK
from tests.support.crds import Crd, Field, eck_crds
from tests.support.digested import MODES, TABLE, outcome, put, smallest

VALUES: dict[str, tuple[Any, Any]] = {
    "string": ("a-1", "b-2"),
    "integer": (1, 2),
    "boolean": (True, False),
    "int-or-string": ("1", "2"),
    "object": ({"a": "b"}, {"a": "c"}),
}
# A pod template with every field of ofPodTemplates, and values that no other has.
POD = {
    "metadata": {
        "labels": {"sidecar.istio.io/inject": "true"},
        "annotations": {"traffic.sidecar.istio.io/includeInboundPorts": "*"},
    },
    "spec": {
        "affinity": {"nodeAffinity": {"a": 1}},
        "imagePullSecrets": [{"name": "a"}],
        "nodeName": "a",
        "nodeSelector": {"a": "b"},
        "priority": 1,
        "priorityClassName": "a",
        "runtimeClassName": "a",
        "schedulerName": "a",
        "tolerations": [{"key": "a"}],
        "topologySpreadConstraints": [{"maxSkew": 1}],
        "containers": [
            {
                "name": name,
                "image": "a",
                "imagePullPolicy": "Always",
                "resources": {"limits": {"cpu": 1}},
            }
            for name in ("a", "b")
        ],
        "initContainers": [
            {
                "name": "c",
                "image": "a",
                "imagePullPolicy": "Always",
                "resources": {"limits": {"cpu": 1}},
            }
        ],
    },
}


def left_out(field: Field) -> bool:
    """Whether the table names a field, or something that contains it."""
    named = TABLE["leftOut"][field.kind]["fields"]
    return any(f"{field.dotted}.".startswith(f"{path}.") for path in named)


def variants(crd: Crd, field: Field) -> list[dict[str, Any]]:
    """An object with a field, with another value of the field, and without it."""
    values = ("9.1.0", "8.1.0") if field.dotted == "spec.version" else VALUES[field.type]
    if field.dotted == "spec.nodeSets.*.name":
        values = ("one", "two")
    return [*(put(smallest(crd), field.path, value) for value in values), smallest(crd)]


def outcomes(body: dict[str, Any]) -> list[Any]:
    """What the rules decide about an object in each mode."""
    return [outcome(body, flags) for flags in MODES]


def test_each_field_of_the_crds(digests: Any) -> None:
    crds = eck_crds()
    fields = [(crd, field) for crd in crds for field in crd.fields]
    assert len(fields) > 500
    objects = {
        f"{field.kind} {field.dotted} {i}": {"object": body}
        for crd, field in fields
        for i, body in enumerate(variants(crd, field))
    }
    found = digests(objects)
    wrong = []
    for _, field in fields:
        one, two, without = (found[f"{field.kind} {field.dotted} {i}"] for i in range(3))
        if left_out(field) != (one == two == without) or (one == two) != left_out(field):
            wrong.append(f"{field.kind}: {field.dotted}")
    assert wrong == []


def test_no_rule_reads_a_field_that_is_left_out() -> None:
    wrong = []
    for crd in eck_crds():
        # Without the field the object is the same for each field.
        without = outcomes(smallest(crd))
        assert all(isinstance(decisions, list) for decisions in without), without
        for field in filter(left_out, crd.fields):
            found = [outcomes(body) for body in variants(crd, field)]
            if any(decisions != without for decisions in found):
                wrong.append(f"{field.kind}: {field.dotted}")
    assert wrong == []


def test_the_table_names_fields_of_the_crds_only() -> None:
    """A typing error would leave nothing out."""
    crds = {crd.kind: crd for crd in eck_crds()}
    assert crds.keys() == TABLE["leftOut"].keys()
    for kind, row in TABLE["leftOut"].items():
        known = [field.dotted for field in crds[kind].fields]
        for path in row["fields"]:
            assert any(f"{one}.".startswith(f"{path}.") for one in known), (kind, path)


def test_pod_templates_are_those_of_the_post_renderer() -> None:
    holders = {
        name: [holder.replace("[*]", ".*") for holder in kind.podTemplateHolders]
        for name, kind in KINDS.items()
        if kind.group.endswith(ECK)
    }
    assert {kind: row["podTemplates"] for kind, row in TABLE["leftOut"].items()} == holders


def leaves(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values of a pod template."""
    if isinstance(body, dict | list):
        for step, below in body.items() if isinstance(body, dict) else enumerate(body):
            yield from leaves(below, (*path, step))
    else:
        yield path


def changed_pods() -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """POD with each value changed, with the path, and whether the table names it."""
    for path in leaves(POD):
        pod = copy.deepcopy(POD)
        here: Any = pod
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = 3 if isinstance(here[path[-1]], int) else "other"
        dotted = ".".join("*" if isinstance(step, int) else step for step in path)
        named = any(f"{dotted}.".startswith(f"{one}.") for one in TABLE["ofPodTemplates"])
        yield ".".join(map(str, path)), named, pod


def test_each_field_of_a_pod_template(digests: Any) -> None:
    pods = list(changed_pods())
    for crd in eck_crds():
        for holder in TABLE["leftOut"][crd.kind]["podTemplates"]:
            place = (*holder.split("."), "podTemplate")
            objects = {"": {"object": put(smallest(crd), place, POD)}}
            objects |= {name: {"object": put(smallest(crd), place, pod)} for name, _, pod in pods}
            found = digests(objects)
            same = {name for name in objects if name and found[name] == found[""]}
            assert same == {name for name, named, _ in pods if named}, (crd.kind, holder)
            wanted = outcomes(objects[""]["object"])
            for name in same:
                assert outcomes(objects[name]["object"]) == wanted, name


def test_every_field_of_pod_templates_is_in_the_example() -> None:
    named = {".".join("*" if isinstance(s, int) else s for s in path) for path in leaves(POD)}
    for path in TABLE["ofPodTemplates"]:
        assert any(f"{one}.".startswith(f"{path}.") for one in named), path
