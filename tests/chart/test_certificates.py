"""`certificate`: a Certificate of cert-manager for the HTTP port of a resource, which ECK then serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.support.crds import CERTIFICATES
from tests.support.helm import ROOT, Helm
from tests.support.kind_files import FILES

ISSUER = {"issuerRef": {"name": "ca", "kind": "ClusterIssuer"}}
SERVING = [section for section, row in FILES.items() if "certificate" in row.get("beside", [])]
NEEDED: dict[str, dict[str, Any]] = {"agent": {"fleetServerEnabled": True, "deployment": {}}}


def made(
    helm: Helm, section: str, entry: dict[str, Any], **values: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The spec of the Certificate of an entry, and that of the resource."""
    whole = {**NEEDED.get(section, {}), "certificate": ISSUER, **entry}
    done = helm.template(values={section: {"a": whole}, **values})
    row = FILES[section]
    certificate = done.object("Certificate", f"elastic-istio-a-{row['http']['service']}")["spec"]
    return certificate, done.object(row["kind"], "elastic-istio-a")["spec"]


def refusal(helm: Helm, section: str, entry: dict[str, Any], **values: Any) -> str:
    done = helm.template(values={section: {"a": entry}, **values}, check=False)
    assert done.returncode == 1
    return done.stderr


def test_every_kind_with_tls_of_eck_has_it() -> None:
    assert sorted(SERVING) == sorted(section for section, row in FILES.items() if "http" in row)


@pytest.mark.parametrize("section", SERVING)
def test_a_certificate_has_the_names_of_the_service_and_eck_serves_it(
    helm: Helm, section: str
) -> None:
    certificate, resource = made(helm, section, {})
    service = f"elastic-istio-a-{FILES[section]['http']['service']}"
    assert certificate["dnsNames"][:4] == [
        service,
        f"{service}.prod",
        f"{service}.prod.svc",
        f"{service}.prod.svc.cluster.local",
    ]
    assert certificate["issuerRef"] == ISSUER["issuerRef"]
    assert certificate["secretName"] == f"{service}-tls"
    assert resource["http"]["tls"]["certificate"] == {"secretName": f"{service}-tls"}
    assert "certificate" not in resource


def test_elasticsearch_has_the_names_of_its_other_services_and_pods(helm: Helm) -> None:
    entry = {"nodeSets": {"hot": {}, "cold": {}, "off": {"enabled": False}}}
    names = made(helm, "elasticsearch", entry, mesh={"clusterDomain": "c.example"})[0]["dnsNames"]
    assert names[4:] == [
        "elastic-istio-a-es-internal-http",
        "elastic-istio-a-es-internal-http.prod",
        "elastic-istio-a-es-internal-http.prod.svc",
        "elastic-istio-a-es-internal-http.prod.svc.c.example",
        "*.elastic-istio-a-es-cold.prod.svc",
        "*.elastic-istio-a-es-cold.prod.svc.c.example",
        "*.elastic-istio-a-es-hot.prod.svc",
        "*.elastic-istio-a-es-hot.prod.svc.c.example",
    ]
    given = {"nodeSets": [{"name": "one"}]}
    names = made(helm, "elasticsearch", given)[0]["dnsNames"]
    assert names[-1] == "*.elastic-istio-a-es-one.prod.svc.cluster.local"


def test_names_of_ones_own_are_added(helm: Helm) -> None:
    names = [{"dns": "kb.example.com"}, {"ip": "10.1.1.1"}]
    entry = {
        "certificate": {**ISSUER, "dnsNames": ["k.example.org"], "ipAddresses": ["10.2.2.2"]},
        "http": {"tls": {"selfSignedCertificate": {"subjectAltNames": names}}},
    }
    certificate, resource = made(helm, "kibana", entry)
    assert certificate["dnsNames"][4:] == ["kb.example.com", "k.example.org"]
    assert certificate["ipAddresses"] == ["10.1.1.1", "10.2.2.2"]
    assert resource["http"]["tls"]["selfSignedCertificate"] == {"subjectAltNames": names}


def test_it_is_in_the_words_of_cert_manager(helm: Helm) -> None:
    more: dict[str, Any] = {
        "duration": "2160h",
        "renewBefore": None,
        "privateKey": {"algorithm": "ECDSA", "rotationPolicy": "Always"},
        "subject": {"organizations": ["example"]},
        "secretTemplate": {"labels": {"a": "b"}},
    }
    certificate, _ = made(helm, "kibana", {"certificate": {**ISSUER, **more}})
    del more["renewBefore"]
    assert certificate.items() >= more.items()
    assert "renewBefore" not in certificate


def test_defaults_have_the_issuer_and_entries_the_rest(helm: Helm) -> None:
    values: dict[str, Any] = {"defaults": {"kibana": {"certificate": ISSUER}}}
    certificate, _ = made(helm, "kibana", {"certificate": {"dnsNames": ["x.example"]}}, **values)
    assert certificate["issuerRef"] == ISSUER["issuerRef"]
    assert certificate["dnsNames"][4:] == ["x.example"]


@pytest.mark.parametrize("where", ["certificate", "http", "spec"])
def test_the_secret_has_one_name(helm: Helm, where: str) -> None:
    served = {"tls": {"certificate": {"secretName": "mine"}}}
    entries: dict[str, dict[str, Any]] = {
        "certificate": {"certificate": {**ISSUER, "secretName": "mine"}},
        "http": {"http": served},
        "spec": {"spec": {"http": served}},
    }
    certificate, resource = made(helm, "kibana", entries[where])
    assert certificate["secretName"] == "mine"
    assert resource["http"]["tls"]["certificate"] == {"secretName": "mine"}


def test_null_asks_for_nothing(helm: Helm) -> None:
    done = helm.template(values={"kibana": {"default": {"certificate": None, "http": None}}})
    assert "Certificate" not in [one["kind"] for one in done.objects]
    entries: list[dict[str, Any]] = [
        {"http": {"tls": None, "service": None}},
        {"spec": {"http": None}},
        {"certificate": {**ISSUER, "dnsNames": None, "subject": {"organizations": None}}},
    ]
    for entry in entries:
        assert len(made(helm, "kibana", entry)[0]["dnsNames"]) == 4


def test_defaults_of_agents_leave_out_those_that_serve_nothing(helm: Helm) -> None:
    values: dict[str, Any] = {
        "defaults": {"agent": {"certificate": ISSUER}},
        "agent": {"fleet": NEEDED["agent"], "a": {"daemonSet": {}}},
    }
    done = helm.template(values=values, check=False)
    assert "agent.a.certificate: nothing would serve it" in done.stderr
    assert "certificate.enabled: false" in done.stderr
    values["agent"]["a"]["certificate"] = {"enabled": False}
    made = [
        one["metadata"]["name"]
        for one in helm.template(values=values).objects
        if one["kind"] == "Certificate"
    ]
    assert made == ["elastic-istio-fleet-agent-http"]


@pytest.mark.parametrize(
    ("section", "entry", "text"),
    [
        ("kibana", {"certificate": {}}, "kibana.a.certificate.issuerRef.name: is missing"),
        ("kibana", {"certificate": {"issuerRef": None}}, "certificate.issuerRef.name: is missing"),
        ("kibana", {"certificate": ISSUER, "http": {"tls": {"selfSignedCertificate": {"disabled": True}}}},
         "kibana.a.certificate: needs ECK's TLS, which kibana.a.http.tls.selfSignedCertificate.disabled turns off"),
        ("kibana", {"certificate": {**ISSUER, "secretName": "x"}, "http": {"tls": {"certificate": {"secretName": "y"}}}},
         "kibana.a.certificate.secretName: is x, but kibana.a.http.tls.certificate.secretName is y"),
        ("agent", {"deployment": {}, "certificate": ISSUER}, "only with fleetServerEnabled: true"),
        ("kibana", {"certificate": {**ISSUER, "privateKey": {"algorithm": "ECDSA", "encoding": "PKCS8"}}},
         "ECK reads PKCS8 for RSA only"),
        ("beat", {"type": "filebeat", "daemonSet": {}, "certificate": ISSUER}, "'certificate' not allowed"),
        ("kibana", {"certificate": {**ISSUER, "duration": "90d"}}, "'90d' does not match pattern"),
        ("kibana", {"certificate": {**ISSUER, "secretName": "A"}}, "'A' does not match pattern"),
        ("kibana", {"certificate": {**ISSUER, "dnsName": "x"}}, "'dnsName' not allowed"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(
    helm: Helm, section: str, entry: dict[str, Any], text: str
) -> None:
    assert text in refusal(helm, section, entry)


def test_two_certificates_have_two_secrets(helm: Helm) -> None:
    one = {"certificate": {**ISSUER, "secretName": "shared"}}
    text = refusal(helm, "kibana", one, apmServer={"default": one})
    assert "kibana.a: creates Secret/shared, and so does apmServer.default" in text


def test_a_certificate_among_extra_objects_is_not_made_twice(helm: Helm) -> None:
    name = {"name": "elastic-istio-a-kb-http"}
    own = {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": name}
    text = refusal(helm, "kibana", {"certificate": ISSUER}, extraObjects=[own])
    assert "is Certificate/elastic-istio-a-kb-http, and so is" in text


@pytest.mark.parametrize("mode", ["strict", "permissive"])
def test_the_mesh_keeps_the_tls_of_a_certificate(helm: Helm, mode: str) -> None:
    values = {
        "mesh": {"mode": mode},
        "kibana": {"default": {"certificate": ISSUER}, "b": {}},
    }
    done = helm.template(*helm.post_renderer(), values=values)
    kept, other = (done.object("Kibana", f"elastic-istio{end}") for end in ("", "-b"))
    assert kept["spec"]["http"]["tls"] == {
        "certificate": {"secretName": "elastic-istio-kb-http-tls"}
    }
    is_off = "selfSignedCertificate" in other["spec"].get("http", {}).get("tls", {})
    assert is_off == (mode == "strict")


def test_istio_alone_cannot_encrypt_what_has_a_certificate(helm: Helm) -> None:
    values = {
        "mesh": {"mode": "strict", "tls": "istio"},
        "kibana": {"default": {"certificate": ISSUER}},
    }
    done = helm.template(*helm.post_renderer(), values=values, check=False)
    assert "a user-defined certificate serves this port" in done.stderr


def test_its_words_are_those_of_cert_managers_crd() -> None:
    """Of its 23 fields the schema has those that suit a server."""
    if not CERTIFICATES.exists():
        pytest.skip(
            f"{CERTIFICATES.name} is not here: ci/tools {CERTIFICATES.name}, which needs Go"
        )
    (version,) = yaml.safe_load(CERTIFICATES.read_text())["spec"]["versions"]
    theirs = version["schema"]["openAPIV3Schema"]["properties"]["spec"]
    ours = yaml.safe_load((ROOT / "ci" / "schema" / "own.yaml").read_text())["beside"]
    assert list(differences(ours["certificate"], theirs)) == []


def differences(ours: dict[str, Any], theirs: dict[str, Any], path: str = "") -> Iterator[str]:
    """The fields that are not cert-manager's, or of another type."""
    for name, node in ours["properties"].items():
        here = f"{path}.{name}"
        known = theirs["properties"].get(name)
        if known is None:
            yield f"{here}: unknown"
        elif "words" in node:
            if not set(node["words"]) <= set(known["enum"]):
                yield f"{here}: {node['words']}"
        elif node["type"].removesuffix("?") != known["type"]:
            yield f"{here}: {node['type']}"
        elif "properties" in node:
            yield from differences(node, known, here)


def test_secrets_of_two_namespaces_are_two(helm: Helm) -> None:
    one = {"certificate": {**ISSUER, "secretName": "shared"}}
    values = {"kibana": {"default": one, "b": {**one, "namespace": "other"}}}
    certificates = [o for o in helm.template(values=values).objects if o["kind"] == "Certificate"]
    names = {o["metadata"].get("namespace"): o["spec"]["dnsNames"][1] for o in certificates}
    assert names == {None: "elastic-istio-kb-http.prod", "other": "elastic-istio-b-kb-http.other"}
    values["kibana"]["b"] = {**one, "namespace": "prod"}
    text = refusal(helm, "apmServer", {}, **values)
    assert "creates Secret/shared" in text
