"""`serviceAccount` and `rbac`: the account that the pods of a resource really have, and what it may do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import Helm, Output
from tests.support.kind_files import ENTRY, FILES
from tests.support.umbrella import make_umbrella

READ = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch"]}]
METRICS = [{"nonResourceURLs": ["/metrics"], "verbs": ["get"]}]
WITH_ACCOUNT = [
    section for section, row in FILES.items() if "serviceAccount" in row.get("beside", [])
]
PODS = [(section, path) for section, row in FILES.items() for path in row.get("pods", [])]


def pods_of(spec: dict[str, Any], path: str) -> dict[str, Any]:
    for step in path.split("."):
        spec = spec[step]
    found: dict[str, Any] = spec["spec"]
    return found


def kibana(helm: Helm, entry: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The spec of the pods of a Kibana."""
    done = helm.template(values={"kibana": {"default": entry}, **values})
    return pods_of(done.object("Kibana", "elastic-istio")["spec"], "podTemplate")


def of_rbac(done: Output) -> dict[str, dict[str, Any]]:
    """The objects that are neither of ECK nor of the test, by kind and name."""
    found = {}
    for one in done.objects:
        if one["kind"] == "ServiceAccount" or one["apiVersion"].startswith("rbac."):
            found[f"{one['kind']}/{one['metadata']['name']}"] = one
    return found


def test_every_kind_with_pods_has_it() -> None:
    with_pods = [section for section, row in FILES.items() if "images" in row]
    assert sorted(WITH_ACCOUNT) == sorted(with_pods)
    assert all("rbac" in FILES[section]["beside"] for section in WITH_ACCOUNT)


@pytest.mark.parametrize(("section", "path"), PODS)
def test_the_pods_have_the_account(helm: Helm, section: str, path: str) -> None:
    *holders, _ = path.split(".")
    entry = {
        k: v for k, v in ENTRY.get(section, {}).items() if k not in ("daemonSet", "deployment")
    }
    entry |= {holder: {} for holder in holders}
    done = helm.template(values={section: {"a": {**entry, "serviceAccount": {}}}})
    row = FILES[section]
    name = f"elastic-istio-a-{row['short']}"
    assert list(of_rbac(done)) == [f"ServiceAccount/{name}"]
    spec = done.object(row["kind"], "elastic-istio-a")["spec"]
    assert pods_of(spec, path)["serviceAccountName"] == name
    assert "serviceAccountName" not in spec  # ECK's own field is for references
    assert "automountServiceAccountToken" not in pods_of(spec, path)


@pytest.mark.parametrize("node_sets", [{"a": {}, "b": {}}, [{"name": "a"}, {"name": "b"}], None])
def test_every_node_set_has_the_account(helm: Helm, node_sets: Any) -> None:
    entry = {"nodeSets": node_sets, "rbac": {"rules": READ}}
    done = helm.template(values={"elasticsearch": {"default": entry}})
    for node_set in done.object("Elasticsearch", "elastic-istio")["spec"]["nodeSets"]:
        pods = pods_of(node_set, "podTemplate")
        assert pods["serviceAccountName"] == "elastic-istio-es"
        assert pods["automountServiceAccountToken"] is True


def test_rules_make_account_role_and_binding(helm: Helm) -> None:
    rbac = {"clusterRules": [*READ, *METRICS], "rules": READ}
    done = helm.template(
        values={"agent": {"a": {"daemonSet": {}, "rbac": rbac, "labels": {"x": "y"}}}}
    )
    found = of_rbac(done)
    local, wide = "elastic-istio-a-agent", "elastic-istio-a-agent.prod"
    assert set(found) == {
        f"ServiceAccount/{local}",
        f"ClusterRole/{wide}",
        f"ClusterRoleBinding/{wide}",
        f"Role/{local}",
        f"RoleBinding/{local}",
    }
    assert found[f"ClusterRole/{wide}"]["rules"] == rbac["clusterRules"]
    assert found[f"Role/{local}"]["rules"] == READ
    for kind, name in ("ClusterRole", wide), ("Role", local):
        binding = found[f"{kind}Binding/{name}"]
        ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
        assert binding["roleRef"] == ref
        subject = {"kind": "ServiceAccount", "name": local, "namespace": "prod"}
        assert binding["subjects"] == [subject]
    assert all(one["metadata"]["labels"]["x"] == "y" for one in found.values())
    pods = pods_of(done.object("Agent", "elastic-istio-a")["spec"], "daemonSet.podTemplate")
    assert pods["automountServiceAccountToken"] is True


def test_an_account_that_exists(helm: Helm) -> None:
    own = {"create": False, "name": "mine"}
    done = helm.template(
        values={"kibana": {"default": {"serviceAccount": own, "rbac": {"rules": READ}}}}
    )
    found = of_rbac(done)
    assert set(found) == {"Role/elastic-istio-kb", "RoleBinding/elastic-istio-kb"}
    assert found["RoleBinding/elastic-istio-kb"]["subjects"][0]["name"] == "mine"
    assert kibana(helm, {"serviceAccount": own})["serviceAccountName"] == "mine"


def test_metadata_and_token_of_the_account(helm: Helm) -> None:
    own = {
        "name": "mine",
        "annotations": {"iam": "x"},
        "labels": {"team": "a"},
        "automountServiceAccountToken": False,
    }
    values = {"commonAnnotations": {"c": "d"}, "kibana": {"default": {"serviceAccount": own}}}
    account = helm.template(values=values).object("ServiceAccount", "mine")
    assert account["metadata"]["annotations"] == {"c": "d", "iam": "x"}
    assert account["metadata"]["labels"]["team"] == "a"
    assert account["metadata"]["labels"]["app.kubernetes.io/component"] == "kibana.default"
    assert account["automountServiceAccountToken"] is False
    pods = kibana(helm, {"serviceAccount": own, "rbac": {"rules": READ}})
    assert pods["automountServiceAccountToken"] is False


def test_it_is_between_pod_defaults_and_the_pod_template(helm: Helm) -> None:
    below = {"serviceAccountName": "all", "automountServiceAccountToken": False}
    pods = kibana(helm, {"rbac": {"rules": READ}}, podDefaults=below)
    assert pods["serviceAccountName"] == "elastic-istio-kb"
    assert pods["automountServiceAccountToken"] is True
    own = {
        "spec": {"automountServiceAccountToken": False, "serviceAccountName": "elastic-istio-kb"}
    }
    pods = kibana(helm, {"rbac": {"rules": READ}, "podTemplate": own}, podDefaults=below)
    assert pods["automountServiceAccountToken"] is False
    assert kibana(helm, {}, podDefaults=below)["serviceAccountName"] == "all"


@pytest.mark.parametrize("spec", [None, {}, {"serviceAccountName": ""}, {"serviceAccount": None}])
def test_no_account_in_the_pod_template_is_no_other_account(helm: Helm, spec: Any) -> None:
    entry = {"serviceAccount": {}, "podTemplate": {"spec": spec}}
    assert kibana(helm, entry)["serviceAccountName"] == "elastic-istio-kb"
    entry = {"serviceAccount": {}, "spec": {"podTemplate": {"spec": spec}}}
    assert kibana(helm, entry)["serviceAccountName"] == "elastic-istio-kb"


@pytest.mark.parametrize("field", ["serviceAccountName", "serviceAccount"])
def test_pods_with_another_account_are_refused(helm: Helm, field: str) -> None:
    entry = {"rbac": {"rules": READ}, "podTemplate": {"spec": {field: "other"}}}
    done = helm.template(values={"kibana": {"default": entry}}, check=False)
    assert "kibana.default.podTemplate.spec.serviceAccountName: is other" in done.stderr
    entry = {"rbac": {"rules": READ}, "spec": {"podTemplate": {"spec": {field: "other"}}}}
    done = helm.template(values={"kibana": {"default": entry}}, check=False)
    assert "kibana.default.podTemplate.spec.serviceAccountName: is other" in done.stderr
    node_sets = {"hot": {"podTemplate": {"spec": {field: "other"}}}}
    entry = {"serviceAccount": {}, "nodeSets": node_sets}
    done = helm.template(values={"elasticsearch": {"default": entry}}, check=False)
    assert "elasticsearch.default.nodeSets.hot.podTemplate.spec.serviceAccountName" in done.stderr


def test_rules_for_nobody_are_refused(helm: Helm) -> None:
    entry = {"serviceAccount": {"create": False}, "rbac": {"rules": READ}}
    done = helm.template(values={"kibana": {"default": entry}}, check=False)
    assert "kibana.default.serviceAccount.create: is false" in done.stderr
    assert "serviceAccountName" not in kibana(helm, {"serviceAccount": {"create": False}})


def test_one_account_is_created_once(helm: Helm) -> None:
    shared = {"serviceAccount": {"name": "shared"}}
    values: dict[str, Any] = {"kibana": {"default": shared, "b": shared}}
    done = helm.template(values=values, check=False)
    assert "creates ServiceAccount/shared, and so does kibana.b" in done.stderr
    values["kibana"]["b"] = {"serviceAccount": {"name": "shared", "create": False}}
    assert list(of_rbac(helm.template(values=values))) == ["ServiceAccount/shared"]


def test_null_asks_for_nothing_and_enabled_leaves_out_what_defaults_say(helm: Helm) -> None:
    assert "serviceAccountName" not in kibana(helm, {"serviceAccount": None, "rbac": None})
    empty = {"serviceAccount": {"name": None, "create": None}, "rbac": {"rules": None}}
    pods = kibana(helm, empty)
    assert pods["serviceAccountName"] == "elastic-istio-kb"
    assert "automountServiceAccountToken" not in pods
    asked = {"serviceAccount": {}, "rbac": {"rules": READ}, "podDisruptionBudget": {}}
    off = {field: {"enabled": False} for field in asked}
    done = helm.template(
        values={"defaults": {"kibana": asked}, "kibana": {"default": off, "b": {}}}
    )
    made = [one["metadata"]["name"] for one in done.objects if "elastic" not in one["apiVersion"]]
    assert set(made) == {"elastic-istio-b-kb"}
    on = {"serviceAccount": {"enabled": True}}
    assert kibana(helm, on)["serviceAccountName"] == "elastic-istio-kb"


def test_names_of_two_releases_two_namespaces_and_two_aliases(helm: Helm, tmp_path: Path) -> None:
    values = {"kibana": {"default": {"rbac": {"clusterRules": READ}}}}
    names: list[str] = []
    for release, namespace in ("a", "x"), ("a", "y"), ("b", "x"), ("a-b", "c"), ("a", "b-c"):
        done = helm.template(values=values, release=release, namespace=namespace)
        names += [one for one in of_rbac(done) if one.startswith("ClusterRole/")]
    done = helm.template(
        chart=make_umbrella(tmp_path),
        release="r",
        values={"plain": {"on": False}, "blue": values, "green": values},
    )
    names += [one for one in of_rbac(done) if one.startswith("ClusterRole/")]
    assert len(names) == len(set(names)) == 7


def test_long_names_are_names_still(helm: Helm) -> None:
    name, namespace = "n" * 36, "s" * 63
    entry = {"a": {"name": name, **ENTRY["beat"], "rbac": {"clusterRules": READ, "rules": READ}}}
    done = helm.template(values={"beat": entry}, namespace=namespace)
    for one in of_rbac(done):
        kind, _, found = one.partition("/")
        assert len(found) <= (253 if kind.startswith("Cluster") else 63)


@pytest.mark.parametrize(
    "rbac",
    [
        {"clusterRules": [{"resources": ["pods"]}]},
        {"rules": [{"verbs": ["get"], "nonResourceURLs": ["/metrics"]}]},
        {"rules": [{"verb": ["get"]}]},
        {"rules": [{**READ[0], "verbs": []}]},
        {"rules": [{**READ[0], "apiGroups": []}]},
        {"clusterRules": [{"nonResourceURLs": ["/metrics"]}]},
        {"roles": []},
    ],
)
def test_what_is_no_rule_is_refused(helm: Helm, rbac: dict[str, Any]) -> None:
    done = helm.template(values={"kibana": {"default": {"rbac": rbac}}}, check=False)
    assert "/kibana/default/rbac" in done.stderr


@pytest.mark.parametrize("name", ["A", "a..b", "a_b", "-a", "a" * 254])
def test_what_is_no_name_is_refused(helm: Helm, name: str) -> None:
    values = {"kibana": {"default": {"serviceAccount": {"name": name}}}}
    assert "/serviceAccount/name" in helm.template(values=values, check=False).stderr


def test_the_mesh_leaves_the_account_and_its_token(helm: Helm) -> None:
    """A sidecar has a token of its own, in a volume that injection adds."""
    values = {
        "mesh": {"mode": "strict"},
        "kibana": {"default": {"serviceAccount": {}}, "b": {"rbac": {"rules": READ}}},
    }
    done = helm.template(*helm.post_renderer(), values=values)
    one, other = (done.object("Kibana", f"elastic-istio{end}")["spec"] for end in ("", "-b"))
    assert pods_of(one, "podTemplate")["serviceAccountName"] == "elastic-istio-kb"
    assert "automountServiceAccountToken" not in pods_of(one, "podTemplate")
    assert pods_of(other, "podTemplate")["automountServiceAccountToken"] is True


def test_everything_is_in_the_namespace_of_the_resource(helm: Helm) -> None:
    entry = {"namespace": "other", "rbac": {"rules": READ, "clusterRules": READ}}
    done = helm.template(values={"kibana": {"default": entry}})
    found = of_rbac(done)
    assert {name: one["metadata"].get("namespace") for name, one in found.items()} == {
        "ServiceAccount/elastic-istio-kb": "other",
        "Role/elastic-istio-kb": "other",
        "RoleBinding/elastic-istio-kb": "other",
        "ClusterRole/elastic-istio-kb.other": None,
        "ClusterRoleBinding/elastic-istio-kb.other": None,
    }
    for kind in "RoleBinding/elastic-istio-kb", "ClusterRoleBinding/elastic-istio-kb.other":
        assert found[kind]["subjects"][0]["namespace"] == "other"
