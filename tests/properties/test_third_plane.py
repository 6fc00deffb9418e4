"""Data planes are data: a third one in a table of its own reaches the filter, and no rule knows its name."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from eck_mesh.istio.modes import PLANES, read_plane
from eck_mesh.marks import LOCK, SETTINGS
from tests.support.inprocess import Answer, call

JOINS = {"set": "third.example/join", "to": "yes", "because": "requests-ambient"}
STAYS_OUT = {"set": "third.example/join", "to": "no", "because": "prevents-ambient"}
TLS = {"auto": "kept", "because": "protects-missed-pods"}
PEERS = {"mode": "STRICT", "because": "accepts-mesh-identities"}
BLOCKED = "network-policy-blocks-hbone-in"
STRICT: dict[str, Any] = {"podLabels": [JOINS], "httpTls": TLS, "peerAuthentication": PEERS}
THIRD: dict[str, Any] = {
    "injects": False,
    "leavesPortsOut": False,
    "readsHttp": False,
    "replacesTls": False,
    "bypass": "",
    "settings": [],
    "labels": {"third.example/join": "yes"},
    "outsideLabels": {"third.example/join": "no"},
    "closedNamespaces": [],
    "directClients": {"third": {}},
    "networkPorts": [{"direction": "Ingress", "port": 4143, "because": BLOCKED}],
    "modes": {"excluded": {"podLabels": [STAYS_OUT]}, "permissive": STRICT, "strict": STRICT},
}


def answer(
    monkeypatch: pytest.MonkeyPatch,
    *arguments: str,
    row: dict[str, Any] = THIRD,
    metadata: dict[str, Any] | None = None,
    more: str = "",
    **mesh: Any,
) -> Answer:
    """The filter's answer to a Kibana that the chart locked for data plane `third`."""
    monkeypatch.setitem(PLANES, "third", read_plane(row))
    head = {"contract": 1, "namespace": "prod", "releaseMode": "strict"}
    settings = {"mode": "strict", "dataPlane": "third", **mesh, **head}
    body = {
        "apiVersion": f"kibana.k8s.elastic.co{LOCK}/v1",
        "kind": "Kibana",
        "metadata": {"name": "kb", "annotations": {SETTINGS: json.dumps(settings)}},
        "spec": {"version": "9.4.3", "podTemplate": {"metadata": metadata or {}}},
    }
    return call(*arguments, stdin=f"{yaml.safe_dump(body)}---\n{more}")


def objects(found: Answer) -> dict[str, Any]:
    assert found.returncode == 0, found.stderr
    return {body["kind"]: body for body in yaml.safe_load_all(found.stdout) if body}


def labels(found: Answer) -> Any:
    return objects(found)["Kibana"]["spec"]["podTemplate"]["metadata"]["labels"]


def test_its_labels_and_its_policies_come_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer(monkeypatch)
    assert set(objects(found)) == {"Kibana", "PeerAuthentication"}
    assert labels(found) == {"third.example/join": "yes"}
    assert objects(found)["PeerAuthentication"]["spec"]["mtls"] == {"mode": "STRICT"}
    assert "tls" not in found.stdout.lower().replace("mtls", ""), "ECK's TLS stays as it is"


def test_its_pods_outside_the_mesh_get_its_other_label(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answer(monkeypatch, mode="excluded")
    assert set(objects(found)) == {"Kibana"}
    assert labels(found) == {"third.example/join": "no"}


@pytest.mark.parametrize(
    ("message", "stream"),
    [
        ("tls-istio-without-sidecar", {"tls": "istio"}),
        ("setting-not-for-plane", {"cni": True}),
        ("setting-not-for-plane", {"proxy": {"classic": True}}),
        ("label-contradicts-mode", {"metadata": {"labels": {"third.example/join": "no"}}}),
        (
            "label-contradicts-mode",
            {"mode": "excluded", "metadata": {"labels": {"third.example/join": "yes"}}},
        ),
    ],
)
def test_what_it_cannot_do_is_refused(
    monkeypatch: pytest.MonkeyPatch, message: str, stream: dict[str, Any]
) -> None:
    found = answer(monkeypatch, **stream)
    assert (found.returncode, found.stdout) == (1, "")
    assert f"[{message}" in found.stderr
    assert "third" in found.stderr


def test_its_own_label_may_be_there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"labels": {"third.example/join": "yes", "sidecar.istio.io/inject": "false"}}
    assert labels(answer(monkeypatch, metadata=written)) == written["labels"]


def test_a_plane_that_replaces_tls_turns_eck_tls_off(monkeypatch: pytest.MonkeyPatch) -> None:
    off = {**STRICT, "httpTls": {"auto": "off", "because": "istio-encrypts"}}
    modes = {**THIRD["modes"], "strict": off}
    found = answer(monkeypatch, row={**THIRD, "replacesTls": True, "modes": modes})
    tls = objects(found)["Kibana"]["spec"]["http"]["tls"]
    assert tls == {"selfSignedCertificate": {"disabled": True}}


def test_a_plane_that_injects_takes_admission_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {**THIRD, "injects": True, "settings": ["requireSidecar"]}
    created = objects(answer(monkeypatch, row=row, requireSidecar=True))
    assert "ValidatingAdmissionPolicy" in created
    found = answer(monkeypatch, requireSidecar=True)
    assert "[setting-not-for-plane]" in found.stderr


def test_its_ports_are_those_that_a_network_policy_must_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "tenant", "namespace": "prod"},
        "spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 5601}]}]},
    }
    found = answer(monkeypatch, "explain", more=yaml.safe_dump(policy))
    assert f"[{BLOCKED}]" in found.stdout
    policy["spec"]["ingress"][0]["ports"].append({"port": 4143})  # type: ignore[index]
    found = answer(monkeypatch, "explain", more=yaml.safe_dump(policy))
    assert BLOCKED not in found.stdout
