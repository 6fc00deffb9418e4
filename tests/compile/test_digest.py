"""What a plan was made from: when it is stale, when it is not, and that compile proves it before it gives it away."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.manifests.kinds import READ
from eck_mesh.marks import SETTINGS
from tests.support.cases import CASES
from tests.support.compiled import STALE, STRICT, compiled, with_plan
from tests.support.helm import ROOT, Helm
from tests.support.umbrella import CHART

OPERATOR, NAMESPACE = (
    yaml.safe_load(
        (CASES / "operator/a-sidecar-that-the-webhook-port-bypasses/input.yaml")
        .read_text()
        .split("---\n")[place]
    )
    for place in (1, 0)
)
OPERATOR["spec"]["template"]["metadata"]["labels"]["sidecar.istio.io/inject"] = "true"
NAMESPACE["metadata"] |= {"name": "elsewhere", "labels": {"istio-injection": "enabled"}}
POLICY = {
    "apiVersion": "security.istio.io/v1",
    "kind": "PeerAuthentication",
    "metadata": {"name": "a"},
}
RULE = {
    "apiVersion": "networking.istio.io/v1",
    "kind": "DestinationRule",
    "metadata": {"name": "a"},
    "spec": {"host": "a.b"},
}
ROUTE = {"apiVersion": "traefik.io/v1alpha1", "kind": "IngressRoute", "metadata": {"name": "a"}}
OURS = {"elasticsearch.k8s.elastic.co/cluster-name": "other"}
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "a"},
    "spec": {"selector": OURS},
}
BALANCER = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "b"},
    "spec": {"type": "LoadBalancer", "selector": {"a": "b"}},
}


@pytest.mark.parametrize(
    "extra",
    [OPERATOR, NAMESPACE, POLICY, RULE, ROUTE, SERVICE, BALANCER],
    ids=lambda extra: f"{extra['kind']}-{extra['metadata']['name']}",
)
def test_extra_objects_that_the_post_renderer_reads_count(
    extra: Any, helm: Helm, tmp_path: Path
) -> None:
    values = {**STRICT, "extraObjects": {"one": extra}}
    text = compiled(tmp_path, values)
    assert with_plan(helm, tmp_path, text, values=values).returncode == 0
    other = json.loads(
        json.dumps(values)
        .replace('"enabled"', '"disabled"')
        .replace('/inject": "true"', '/inject": "no"')
    )
    other["extraObjects"]["one"].setdefault("spec", {})["x"] = 1
    done = with_plan(helm, tmp_path, text, values=other)
    assert (done.returncode, STALE in done.stderr) == (1, True)


def digest(helm: Helm, values: Any) -> str:
    """The digest of the chart's own objects and of those extraObjects that count."""
    annotations = helm.template(values=values).object("Kibana", "elastic-istio")["metadata"]
    found: str = json.loads(annotations["annotations"][SETTINGS])["digest"]
    return found


@pytest.mark.parametrize(("group", "kind"), sorted(READ))
def test_every_kind_that_is_read_counts(group: str, kind: str, helm4: Helm) -> None:
    """Namespaces and StatefulSets only where something in them matters: see above."""
    extra = {"apiVersion": f"{group}/v1".lstrip("/"), "kind": kind, "metadata": {"name": "a"}}
    one, two = (
        digest(helm4, {**STRICT, "extraObjects": {"one": {**extra, "spec": {"x": x}}}})
        for x in (1, 2)
    )
    assert one != two


def test_other_kinds_do_not_count(helm4: Helm) -> None:
    one, two = (
        digest(helm4, {**STRICT, "extraObjects": {"one": {**FILTER, "spec": {"x": x}}}})
        for x in (1, 2)
    )
    assert one == two


FILTER = {
    "apiVersion": "telemetry.istio.io/v1",
    "kind": "Telemetry",
    "metadata": {"name": "a"},
}
PLAIN = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}}


@pytest.mark.parametrize("extra", [FILTER, PLAIN], ids=lambda extra: str(extra["kind"]))
def test_objects_that_the_post_renderer_does_not_read_do_not_count(
    extra: Any, helm: Helm, tmp_path: Path
) -> None:
    text = compiled(tmp_path, {**STRICT, "extraObjects": {"one": extra}})
    other = {**extra, "metadata": {"name": "other"}}
    assert (
        with_plan(
            helm, tmp_path, text, values={**STRICT, "extraObjects": {"one": other}}
        ).returncode
        == 0
    )


@pytest.mark.parametrize(("label", "counts"), [("version", True), ("component", False)])
def test_the_version_as_a_label_counts_only_for_a_selector_that_names_it(
    label: str, counts: bool, helm4: Helm
) -> None:
    """Otherwise each release with a StackConfigPolicy would need a new plan for a patch of the stack."""
    policy = {
        "apiVersion": "stackconfigpolicy.k8s.elastic.co/v1alpha1",
        "kind": "StackConfigPolicy",
        "metadata": {"name": "a", "labels": {"app.kubernetes.io/version": "1"}},
        "spec": {"resourceSelector": {"matchLabels": {f"app.kubernetes.io/{label}": "9.4.3"}}},
    }
    values = {**STRICT, "extraObjects": {"one": policy}}
    one, two = (digest(helm4, {**values, "version": version}) for version in ("9.4.3", "9.4.2"))
    assert (one != two) == counts


def secret(**fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, **fields}


NAMING = {"kibana": {"default": {"secureSettings": [{"secretName": "keys"}]}}}
ADDRESS = base64.b64encode(b"host: elastic-istio-es-http:9200").decode()


@pytest.mark.parametrize(
    ("values", "fields", "counts"),
    [
        (NAMING, {"stringData": {"a": "https://elastic-istio-es-http:9200"}}, True),
        (NAMING, {"data": {"a": ADDRESS}}, True),
        (NAMING, {"stringData": {"url": "https://es.example.com"}}, True),
        (NAMING, {"stringData": {"s3.client.default.access_key": "secret"}}, True),
        ({}, {"data": {"a": ADDRESS}}, False),
        (NAMING, {"stringData": {"a": "{{ randAlphaNum 20 }}"}}, False),
        (NAMING, {"data": {"a": "{{ randAlphaNum 20 | b64enc }}", "b": "no base64"}}, False),
        (NAMING, {"type": "Opaque"}, False),
    ],
)
def test_of_a_secret_that_a_resource_names_the_addresses_count(
    values: Any, fields: Any, counts: bool, helm4: Helm
) -> None:
    def of(**given: Any) -> str:
        return digest(helm4, {**STRICT, **values, "extraObjects": {"one": secret(**given)}})

    assert (of() != of(**fields)) == counts


def test_a_random_password_that_a_resource_names_can_be_compiled(
    helm: Helm, tmp_path: Path
) -> None:
    password = secret(stringData={"a": "{{ randAlphaNum 20 }}", "url": "https://some-host"})
    values = {**STRICT, **NAMING, "extraObjects": {"one": password}}
    text = compiled(tmp_path, values)
    assert with_plan(helm, tmp_path, text, values=values).returncode == 0


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (("Chart.yaml", "\nname: eck-mesh\n", "\nname: stack\n"), True),
        (("Chart.yaml", "\nversion: 0.1.0\n", "\nversion: 0.1.1\n"), True),
        (("Chart.yaml", "\nversion: 0.1.0\n", "\nversion: 0.1.0+build.7\n"), False),
        (("templates/_digest.tpl", '"contract" 1', '"contract" 2'), True),
    ],
)
def test_another_chart(
    change: tuple[str, str, str], stale: bool, helm: Helm, strict_plan: str, tmp_path: Path
) -> None:
    """Flux appends +DIGEST to the version of a chart from an OCIRepository: that one is the same chart."""
    chart = tmp_path / "eck-mesh"
    chart.mkdir()
    for name in CHART:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, chart / name)
    path, old, new = change
    assert old in (chart / path).read_text()
    (chart / path).write_text((chart / path).read_text().replace(old, new))
    done = with_plan(helm, tmp_path, strict_plan, values=STRICT, chart=chart)
    assert (done.returncode == 1, STALE in done.stderr) == (stale, stale), done.stderr


@pytest.mark.parametrize(
    ("flag", "same"),
    [
        ("version=9.4.9", True),
        ("commonLabels.team=x", True),
        ("commonAnnotations.team=x", False),
        ("kibana.default.expose.public.enabled=false", False),
        ("kibana.default.expose.public.annotations.a/protocol=https", False),
    ],
)
def test_ways_in_count_without_their_labels(
    flag: str, same: bool, helm: Helm, tmp_path: Path
) -> None:
    """They keep ECK's TLS and open ports. commonAnnotations may be those that say https."""
    way = {"kind": "Ingress", "className": "nginx", "hosts": ["kibana.example.com"]}
    values = {**STRICT, "kibana": {"default": {"expose": {"public": way}}}}
    text = compiled(tmp_path, values)
    assert with_plan(helm, tmp_path, text, values=values).returncode == 0
    flags = f"--values={tmp_path}/mesh.yaml", f"--set={flag}"
    done = helm.template(*flags, values=values, check=False)
    assert (done.returncode == 0, STALE in done.stderr) == (same, not same)
