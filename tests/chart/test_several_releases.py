"""Two releases in one namespace, and one release name in two namespaces: no object of one is an object of the other."""

from __future__ import annotations

from typing import Any

import yaml

from tests.support.helm import ROOT, Helm

WIDE = {
    "ClusterRole",
    "ClusterRoleBinding",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
}
RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
ACCOUNT = {"rbac": {"rules": RULES, "clusterRules": RULES}}
NODES = {"from": [{"ipBlock": {"cidr": "10.0.0.0/16"}}]}


def values() -> dict[str, Any]:
    """All kinds, and objects that the chart and the mesh create beside them."""
    given: dict[str, Any] = yaml.safe_load((ROOT / "ci/all-kinds-values.yaml").read_text())
    for section in "kibana", "logstash", "beat":
        for entry in given[section].values():
            entry |= {**ACCOUNT, "podDisruptionBudget": {}}
    given["kibana"]["default"]["networkPolicy"] = NODES
    given["mesh"] = {"mode": "strict", "requireSidecar": True, "keepTls": True}
    return given


def identities(helm: Helm, release: str, namespace: str) -> set[tuple[str, str, str]]:
    done = helm.template(
        *helm.post_renderer(), values=values(), release=release, namespace=namespace
    )
    found = set()
    for one in done.objects:
        where = one["metadata"].get("namespace", namespace)
        found.add((one["kind"], "" if one["kind"] in WIDE else where, one["metadata"]["name"]))
    assert len(found) == len(done.objects)
    return found


def test_releases_have_no_object_in_common(helm: Helm) -> None:
    first = identities(helm, "a", "one")
    assert {kind for kind, *_ in first} >= WIDE
    assert not first & identities(helm, "b", "one")
    assert not first & identities(helm, "a", "two")
    # Neither where a name with a dash reads as a name and a namespace, or a name and a key.
    assert not identities(helm, "a-one", "two") & identities(helm, "a", "one-two")
