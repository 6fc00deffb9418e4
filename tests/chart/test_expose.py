"""`expose`: the ways from outside the cluster to a resource, and what TLS they speak to it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT, Helm
from tests.support.kind_files import ENTRY, FILES

EXPOSED = [name for name, row in FILES.items() if "http" in row]
HOST = "a.example.com"
INGRESS = {"kind": "Ingress", "className": "nginx", "hosts": [HOST]}
HTTP_ROUTE = {"kind": "HTTPRoute", "parentRefs": [{"name": "gateway"}], "hosts": [HOST]}
ROUTE = {"kind": "Route", "hosts": [HOST]}
WITHOUT_TLS = {"http": {"tls": {"selfSignedCertificate": {"disabled": True}}}}
HTTPS = "nginx.ingress.kubernetes.io/backend-protocol"
STRICT = {"mode": "strict"}


def kibana(helm: Helm, ways: Any, release: Any = None, **entry: Any) -> dict[str, dict[str, Any]]:
    """What a Kibana's `expose` makes, by kind and name."""
    values = {"mesh": release or {}, "kibana": {"default": {**entry, "expose": ways}}}
    found = {
        f"{o['kind']}/{o['metadata']['name']}": o for o in helm.template(values=values).objects
    }
    return {name: one for name, one in found.items() if "k8s.elastic.co" not in one["apiVersion"]}


def refusal(helm: Helm, values: dict[str, Any]) -> str:
    done = helm.template(values=values, check=False)
    assert done.returncode
    return done.stderr


def of_kibana(*ways: Any, **entry: Any) -> dict[str, Any]:
    keyed = {f"way{number}": way for number, way in enumerate(ways)}
    return {"kibana": {"default": {**entry, "expose": keyed}}}


@pytest.mark.parametrize("section", EXPOSED)
@pytest.mark.parametrize("way", [INGRESS, HTTP_ROUTE, ROUTE], ids=lambda way: str(way["kind"]))
def test_a_way_in_leads_to_the_service_of_its_kind(
    helm: Helm, section: str, way: dict[str, Any]
) -> None:
    row = FILES[section]
    entry = {**ENTRY.get(section, {}), **row["http"].get("when", {})}
    values = {section: {"a": {**entry, "expose": {"public": way}}}}
    found = helm.template(values=values).object(
        way["kind"], f"elastic-istio-a-{row['short']}-public"
    )
    service, port = f"elastic-istio-a-{row['http']['service']}", row["http"]["port"]
    spec = found["spec"]
    if way["kind"] == "Ingress":
        [path] = spec["rules"][0]["http"]["paths"]
        assert path["backend"] == {"service": {"name": service, "port": {"number": port}}}
        assert (spec["rules"][0]["host"], path["path"], path["pathType"]) == (HOST, "/", "Prefix")
    elif way["kind"] == "HTTPRoute":
        assert spec["rules"][0]["backendRefs"] == [{"name": service, "port": port}]
        assert spec["hostnames"] == [HOST]
    else:
        assert (spec["to"]["name"], spec["port"]["targetPort"]) == (service, port)
        assert spec["host"] == HOST
    labels = found["metadata"]["labels"]
    assert labels["app.kubernetes.io/component"].endswith(".a")


@pytest.mark.parametrize(
    ("class_name", "annotations"),
    [
        ("nginx", {HTTPS: "HTTPS", "nginx.org/ssl-services": "elastic-istio-kb-http"}),
        ("haproxy", {"haproxy.org/server-ssl": "true",
                     "haproxy-ingress.github.io/backend-protocol": "h1-ssl"}),
        ("alb", {"alb.ingress.kubernetes.io/backend-protocol": "HTTPS"}),
    ],
)  # fmt: skip
def test_the_controller_of_an_ingress_is_told_to_use_tls(
    helm: Helm, class_name: str, annotations: dict[str, str]
) -> None:
    ways = {
        "named": {**INGRESS, "className": class_name},
        "said": {**INGRESS, "className": "internal", "controller": class_name},
        "own": {**INGRESS, "hosts": ["b.example.com"], "annotations": {HTTPS: "GRPCS"}},
    }
    found = kibana(helm, ways)
    for key in "named", "said":
        assert found[f"Ingress/elastic-istio-kb-{key}"]["metadata"]["annotations"] == annotations
    assert found["Ingress/elastic-istio-kb-said"]["spec"]["ingressClassName"] == "internal"
    own = found["Ingress/elastic-istio-kb-own"]["metadata"]["annotations"]
    assert own[HTTPS] == "GRPCS"


@pytest.mark.parametrize(
    ("mesh", "entry", "tls"),
    [
        ({}, {}, True),
        ({}, WITHOUT_TLS, False),
        ({}, {"spec": {"http": None}}, True),
        ({}, {"spec": WITHOUT_TLS}, False),
        ({}, {"http": {"service": {"spec": None}, "tls": {"selfSignedCertificate": None}}}, True),
        ({}, {"http": {"tls": {**WITHOUT_TLS["http"]["tls"], "certificate": {"secretName": "a"}}}}, True),
        ({"mode": "disabled", "tls": "istio"}, {}, True),
        ({"mode": "permissive"}, {}, True),
        ({"mode": "permissive", "tls": "istio"}, {}, False),
        (STRICT, {}, True),
        ({**STRICT, "tls": "istio"}, {}, False),
        ({**STRICT, "tls": "istio"}, {"mesh": {"mode": "disabled"}}, True),
        ({**STRICT, "ingress": {"meshed": True}}, {}, True),
        ({"mode": "excluded"}, {}, True),
    ],
)  # fmt: skip
def test_tls_goes_on_unless_values_turn_it_off(
    helm: Helm, mesh: Any, entry: Any, tls: bool
) -> None:
    found = kibana(helm, {"in": INGRESS, "ocp": ROUTE}, mesh, **entry)
    annotations = found["Ingress/elastic-istio-kb-in"]["metadata"].get("annotations", {})
    assert (HTTPS in annotations) == tls
    termination = found["Route/elastic-istio-kb-ocp"]["spec"]["tls"]["termination"]
    assert termination == ("passthrough" if tls else "edge")


def test_a_gateway_verifies_what_eck_publishes(helm: Helm) -> None:
    policy = kibana(helm, {"in": HTTP_ROUTE})["BackendTLSPolicy/elastic-istio-kb-in"]
    assert policy["apiVersion"] == "gateway.networking.k8s.io/v1"
    assert policy["spec"] == {
        "targetRefs": [{"group": "", "kind": "Service", "name": "elastic-istio-kb-http"}],
        "validation": {
            "hostname": "elastic-istio-kb-http.prod.svc",
            "caCertificateRefs": [
                {"group": "", "kind": "Secret", "name": "elastic-istio-kb-http-certs-public"}
            ],
        },
    }
    assert "annotations" not in policy["metadata"]


@pytest.mark.parametrize(
    ("mesh", "policies"),
    [
        ({"mode": "permissive"}, 1),
        ({"mode": "permissive", "tls": "istio"}, 0),
        ({**STRICT, "ingress": {"meshed": False}}, 1),
        ({**STRICT, "ingress": {"meshed": True}}, 0),
        ({**STRICT, "ingress": {"meshed": True}, "tls": "eck"}, 1),
        ({**STRICT, "ingress": {"meshed": True}, "dataPlane": "ambient"}, 1),
        ({"mode": "permissive", "ingress": {"meshed": True}}, 1),
    ],
)
def test_istio_ignores_the_policy_and_a_gateway_in_the_mesh_needs_none(
    helm: Helm, mesh: Any, policies: int
) -> None:
    found = kibana(helm, {"in": HTTP_ROUTE}, mesh)
    made = [one for name, one in found.items() if name.startswith("BackendTLSPolicy")]
    assert [one["metadata"]["annotations"] for one in made] == [
        {"istio.io/ignore-policy-attachment": "true"}
    ] * policies


def test_istio_ignores_the_policy_of_a_resource_whose_clients_have_sidecars(helm: Helm) -> None:
    """A resource without a mode of its own, in a release where another one has one."""
    way = {"expose": {"in": HTTP_ROUTE}}
    values = {"elasticsearch": {"default": way}, "kibana": {"default": {"mesh": STRICT}}}
    for mesh, annotated in ((values, True), ({**values, "kibana": {"default": {}}}, False)):
        policy = helm.template(values=mesh).object("BackendTLSPolicy", "elastic-istio-es-in")
        assert ("annotations" in policy["metadata"]) == annotated


def test_one_policy_for_a_service(helm: Helm) -> None:
    system = {"validation": {"wellKnownCACertificates": "System", "hostname": HOST}, "version": "v1alpha3",
              "annotations": {"a": "{{ .Release.Name }}"}}  # fmt: skip
    other = {**HTTP_ROUTE, "parentRefs": [{"name": "other"}]}
    same = [{**way, "backendTLSPolicy": system} for way in (HTTP_ROUTE, other)]
    found = helm.template(values=of_kibana(*same)).objects
    [policy] = [one for one in found if one["kind"] == "BackendTLSPolicy"]
    assert policy["apiVersion"].endswith("/v1alpha3")
    assert policy["spec"]["validation"] == system["validation"]
    assert policy["metadata"]["annotations"] == {"a": "elastic-istio"}
    words = "kibana.default.expose.way1.backendTLSPolicy: differs from kibana.default.expose.way0"
    assert words in refusal(helm, of_kibana(same[0], other))


def test_resources_of_two_namespaces_have_a_policy_and_a_gateway_each(helm: Helm) -> None:
    way = {"expose": {"in": HTTP_ROUTE}}
    values = {
        "kibana": {"default": way, "b": {**way, "name": "elastic-istio", "namespace": "other"}}
    }
    found = [one for one in helm.template(values=values).objects if "gateway" in one["apiVersion"]]
    hostnames = {
        (one["metadata"].get("namespace"), one["spec"]["validation"]["hostname"])
        for one in found
        if one["kind"] == "BackendTLSPolicy"
    }
    assert len(found) == 4
    assert hostnames == {
        (None, "elastic-istio-kb-http.prod.svc"),
        ("other", "elastic-istio-kb-http.other.svc"),
    }


def test_tls_in_front_of_an_ingress(helm: Helm) -> None:
    ways = {
        "own": {**INGRESS, "tls": {"secretName": "a"}},
        "default": {**INGRESS, "hosts": ["*.example.com"], "tls": {}},
        "none": {**INGRESS, "hosts": ["b.example.com"]},
    }
    found = kibana(helm, ways)
    tls = [found[f"Ingress/elastic-istio-kb-{key}"]["spec"].get("tls") for key in ways]
    assert tls == [[{"hosts": [HOST], "secretName": "a"}], [{"hosts": ["*.example.com"]}], None]


def test_reencrypt_takes_the_ca_as_a_text(helm: Helm) -> None:
    tls = {"termination": "reencrypt", "destinationCACertificate": "PEM"}
    ways = {
        "in": {**ROUTE, "path": "/kibana", "tls": {**tls, "externalCertificate": {"name": "a"}}}
    }
    spec = kibana(helm, ways)["Route/elastic-istio-kb-in"]["spec"]
    assert spec["path"] == "/kibana"
    assert spec["tls"] == {
        **tls, "externalCertificate": {"name": "a"}, "insecureEdgeTerminationPolicy": "Redirect"
    }  # fmt: skip


def test_hosts_and_annotations_are_templated(helm: Helm) -> None:
    way = {**INGRESS, "hosts": ["{{ .Release.Name }}.{{ .Values.global.domain }}"], "path": "/a",
           "annotations": {"b": "{{ .Release.Namespace }}"}, "labels": {"team": "x"}}  # fmt: skip
    values = {**of_kibana(way), "global": {"domain": "example.com"}}
    found = helm.template(values=values).object("Ingress", "elastic-istio-kb-way0")
    assert found["spec"]["rules"][0]["host"] == "elastic-istio.example.com"
    assert found["metadata"]["annotations"]["b"] == "prod"
    assert found["metadata"]["labels"]["team"] == "x"


def ports(*given: tuple[str, int]) -> dict[str, Any]:
    listed = [{"name": name, "port": port} for name, port in given]
    return {"http": {"service": {"spec": {"ports": listed}}}}


@pytest.mark.parametrize(
    ("given", "own", "port"),
    [
        ((), None, 5601),
        ((("kibana", 80),), None, 80),
        ((("metrics", 9000), ("https", 443)), None, 443),
        ((("a", 1), ("b", 2)), 2, 2),
    ],
)
def test_the_port_is_that_of_the_service(helm: Helm, given: Any, own: Any, port: int) -> None:
    way = {**INGRESS, **({"port": own} if own else {})}
    found = kibana(helm, {"in": way}, **(ports(*given) if given else {}))
    [path] = found["Ingress/elastic-istio-kb-in"]["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"]["port"]["number"] == port


def test_nulls_leave_out_and_defaults_merge(helm: Helm) -> None:
    values = {
        "defaults": {"kibana": {"expose": {"public": {**INGRESS, "hosts": None, "tls": {}}}}},
        "kibana": {
            "default": {"expose": {"public": {"hosts": [HOST]}, "gone": None}},
            "b": {"expose": {"public": {"hosts": ["b.example.com"], "tls": None}}},
            "c": {"expose": {"public": {"enabled": False}}},
        },
        "apmServer": {"default": {"expose": None}},
    }
    found = [one for one in helm.template(values=values).objects if one["kind"] == "Ingress"]
    assert {one["metadata"]["name"]: one["spec"]["rules"][0]["host"] for one in found} == {
        "elastic-istio-kb-public": HOST,
        "elastic-istio-b-kb-public": "b.example.com",
    }


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (of_kibana({**INGRESS, "hosts": []}), "way0.hosts: is empty"),
        (of_kibana({"kind": "Ingress", "className": "nginx"}), "way0.hosts: is empty"),
        (of_kibana({**INGRESS, "hosts": ["{{ .Values.nothing }}"]}), 'hosts[0]: is ""'),
        (of_kibana({**INGRESS, "hosts": ["https://a.example.com"]}), "is not a host name"),
        (of_kibana({**INGRESS, "hosts": ["a.*.example.com"]}), "is not a host name"),
        (of_kibana({**INGRESS, "hosts": ["10.0.0.1"]}), "only names can be routed"),
        (of_kibana({**INGRESS, "hosts": ["*"]}), 'hosts[0]: is "*"'),
        (of_kibana({**INGRESS, "hosts": [".".join(["a" * 60] * 5)]}), "has 304 characters"),
        (of_kibana({"hosts": [HOST]}), "way0.kind: is missing, and must be one of GRPCRoute, HTTPRoute, Ingress, Route"),
        (of_kibana(INGRESS, INGRESS), "way1.hosts[0]: a.example.com/ is taken by kibana.default.expose.way0"),
        (of_kibana({**INGRESS, "hosts": [HOST, HOST]}), "is taken by kibana.default.expose.way0"),
        ({"kibana": {"a": {"expose": {"x": INGRESS}}, "b": {"expose": {"x": INGRESS}}}},
         "kibana.b.expose.x.hosts[0]: a.example.com/ is taken by kibana.a.expose.x"),
        (of_kibana({**INGRESS, "className": "traefik"}),
         "way0.controller: kibana.default speaks TLS, and how the controller of class \"traefik\""),
        (of_kibana({**HTTP_ROUTE, "parentRefs": []}), "way0.parentRefs: is missing"),
        (of_kibana({**ROUTE, "hosts": [HOST, "b.example.com"]}), "has 2 hosts, and a Route has one"),
        (of_kibana({**ROUTE, "hosts": ["*.example.com"]}), "a Route takes no * in its host"),
        (of_kibana({**ROUTE, "path": "/a"}), "the router sees no path"),
        (of_kibana({**ROUTE, "tls": {"termination": "edge"}}), "edge sends plain HTTP"),
        (of_kibana({**ROUTE, "tls": {"termination": "reencrypt"}}), "destinationCACertificate: is missing"),
        (of_kibana({**ROUTE, "tls": {"termination": "passthrough"}}, **WITHOUT_TLS), "whose TLS is off"),
        (of_kibana(INGRESS, **ports(("a", 1), ("b", 2))), "has 2 ports, and none of them alone"),
        ({"kibana": {"default": {"expose": {"a_b": INGRESS}}}}, "expose.a_b: a key consists of"),
        ({"kibana": {"default": {"expose": {"a" * 60: INGRESS}}}}, "which has 77 characters"),
        ({"agent": {"a": {"deployment": {}, "expose": {"x": INGRESS}}}},
         "agent.a has no Service that serves HTTP unless fleetServerEnabled is true"),
        ({"defaults": {"kibana": {"expose": {"x": INGRESS}}},
          "kibana": {"default": {"expose": {"x": {"kind": "Route"}}}}},
         "expose.x.className: is not a field of kind Route"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_way_out(
    helm: Helm, values: dict[str, Any], words: str
) -> None:
    assert words in refusal(helm, values)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ({**INGRESS, "kind": "ingress"}, "'Ingress', 'HTTPRoute', 'GRPCRoute'"),
        ({**INGRESS, "classname": "nginx"}, "classname"),
        ({**INGRESS, "parentRefs": [{"name": "a"}]}, "parentRefs"),
        ({**HTTP_ROUTE, "tls": {}}, "tls"),
        ({**HTTP_ROUTE, "parentRefs": [{"gateway": "a"}]}, "gateway"),
        ({**ROUTE, "tls": {"secretName": "a"}}, "secretName"),
        ({**INGRESS, "tls": {"termination": "edge"}}, "termination"),
        ({**INGRESS, "hosts": HOST}, "hosts"),
        ({**INGRESS, "path": "kibana"}, "path"),
    ],
)
def test_the_schema_catches_typos(helm: Helm, way: dict[str, Any], words: str) -> None:
    told = refusal(helm, of_kibana(way))
    assert "values don't meet the specifications of the schema" in told
    assert words in told


def test_the_schema_and_the_chart_have_the_same_kinds_and_fields() -> None:
    way = yaml.safe_load((ROOT / "ci/schema/own.yaml").read_text())["beside"]["expose"]["values"]
    kinds = yaml.safe_load((ROOT / "files" / "expose.yaml").read_text())["kinds"]
    assert set(way["properties"]["kind"]["words"]) == kinds.keys()
    common = {"enabled", "kind", "hosts", "labels", "annotations"}
    for rule in way["allOf"]:
        row = kinds.pop(rule["if"]["properties"]["kind"]["const"])
        assert set(rule["then"]["propertyNames"]["enum"]) == common | set(row["fields"])
    assert kinds == {}
