"""Images from a private registry, without touching each resource."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import STACK, Helm
from tests.support.kind_files import ENTRY, FILES
from tests.support.umbrella import make_umbrella

WITH_IMAGE = [section for section, row in FILES.items() if "images" in row]


def image(helm: Helm, section: str, entry: dict[str, Any], **values: Any) -> str | None:
    """The image of a resource; it is mirrored in r.example.com:5000/m if values say nothing else."""
    done = helm.template(
        values={
            "imageRegistry": "r.example.com:5000/m",
            section: {"a": {**ENTRY.get(section, {}), **entry}},
            **values,
        }
    )
    found: str | None = done.object(FILES[section]["kind"], "elastic-istio-a")["spec"].get("image")
    return found


def test_every_kind_with_pods_has_images() -> None:
    """The pods of some kinds are those of the elements of a list."""
    pods = [
        section
        for section, row in FILES.items()
        if "pods" in row
        or any("elements" in m and "pods" in m["elements"] for m in row.get("maps", {}).values())
    ]
    assert sorted(pods) == sorted(WITH_IMAGE)


# What ECK says for the same version (container_test.go and container.go in pkg/controller/common/container of ECK 3.5.0).
@pytest.mark.parametrize(
    ("section", "entry", "wanted"),
    [
        ("elasticsearch", {}, f"elasticsearch/elasticsearch:{STACK}"),
        ("elasticsearch", {"version": "9.0.0-SNAPSHOT"}, "elasticsearch/elasticsearch:9.0.0-SNAPSHOT"),
        ("kibana", {"version": "8.19.2"}, "kibana/kibana:8.19.2"),
        ("kibana", {"version": "9.1.0-1"}, "kibana/kibana:9.1.0-1"),
        ("kibana", {"version": "09.1.0"}, None),
        ("kibana", {"version": "9.1.0-01"}, None),
        ("kibana", {"version": "9.1.0-a_b"}, None),
        ("apmServer", {"version": "8.19.2"}, "apm/apm-server:8.19.2"),
        ("enterpriseSearch", {"version": "8.19.2"}, "enterprise-search/enterprise-search:8.19.2"),
        ("logstash", {"version": "8.19.2"}, "logstash/logstash:8.19.2"),
        ("agent", {"version": "8.19.2"}, "beats/elastic-agent:8.19.2"),
        ("agent", {"version": "8.19.2-SNAPSHOT"}, "beats/elastic-agent:8.19.2-SNAPSHOT"),
        ("agent", {"version": "9.0.0"}, "elastic-agent/elastic-agent:9.0.0"),
        ("agent", {"version": "9.0.0-SNAPSHOT"}, "elastic-agent/elastic-agent:9.0.0-SNAPSHOT"),
        ("beat", {"version": "8.19.2"}, "beats/filebeat:8.19.2"),
        ("beat", {"version": "8.19.2", "type": "metricbeat"}, "beats/metricbeat:8.19.2"),
        ("beat", {"type": "communitybeat"}, None),
        ("autoOpsAgentPolicy", {"version": "9.2.1"}, "elastic-agent/elastic-otel-collector-wolfi:9.2.1"),
        ("packageRegistry", {"version": "9.2.1"}, "package-registry/distribution:lite-9.2.1"),
        ("packageRegistry", {"version": "8.15.1"}, "package-registry/distribution:lite-8.15.1"),
        ("packageRegistry", {"version": "8.14.3"}, "package-registry/distribution:lite-8.15.1"),
        ("elasticMapsServer", {"version": "9.2.1"}, "elastic-maps-service/elastic-maps-server:9.2.1"),
        ("elasticMapsServer", {"version": "8.16.0-SNAPSHOT"}, "elastic-maps-service/elastic-maps-server:8.16.0-SNAPSHOT"),
        ("elasticMapsServer", {"version": "8.15.5"}, "elastic-maps-service/elastic-maps-server-ubi:8.15.5"),
        ("elasticMapsServer", {"version": "8.12.0"}, "elastic-maps-service/elastic-maps-server-ubi:8.12.0"),
        ("elasticMapsServer", {"version": "8.11.4"}, "elastic-maps-service/elastic-maps-server-ubi8:8.11.4"),
        ("elasticMapsServer", {"version": "7.17.16"}, "elastic-maps-service/elastic-maps-server-ubi:7.17.16"),
        ("elasticMapsServer", {"version": "7.17.15"}, "elastic-maps-service/elastic-maps-server-ubi8:7.17.15"),
    ],
)  # fmt: skip
def test_an_image_is_what_eck_calls_it(
    helm: Helm, section: str, entry: dict[str, Any], wanted: str | None
) -> None:
    if section == "autoOpsAgentPolicy":
        entry = {**entry, "autoOpsRef": {"secretName": "x"}}
    expected = f"r.example.com:5000/m/{wanted}" if wanted else None
    assert image(helm, section, entry) == expected


@pytest.mark.parametrize("section", WITH_IMAGE)
def test_without_a_registry_the_operator_chooses_the_image(helm: Helm, section: str) -> None:
    assert image(helm, section, {}, imageRegistry="") is None
    assert image(helm, section, {}, imageRegistry=None, **{"global": None}) is None


def test_an_own_image_wins_over_the_registry(helm: Helm) -> None:
    own = "example.org/kibana:1"
    assert image(helm, "kibana", {"image": own}) == own
    assert image(helm, "kibana", {"spec": {"image": own}}) == own
    assert image(helm, "kibana", {}, defaults={"kibana": {"image": own}}) == own
    assert image(helm, "kibana", {"image": None}) == f"r.example.com:5000/m/kibana/kibana:{STACK}"
    assert image(helm, "kibana", {"image": ""}) == f"r.example.com:5000/m/kibana/kibana:{STACK}"
    given = {"spec": {"version": "9.1.0"}}
    assert image(helm, "kibana", given) == "r.example.com:5000/m/kibana/kibana:9.1.0"


def test_the_registry_of_an_umbrella_chart_is_weaker(helm: Helm) -> None:
    both: dict[str, Any] = {"global": {"imageRegistry": "g.example.com/"}}
    assert image(helm, "kibana", {}, **both) == f"r.example.com:5000/m/kibana/kibana:{STACK}"
    only = image(helm, "kibana", {}, imageRegistry="", **both)
    assert only == f"g.example.com/kibana/kibana:{STACK}"


def test_the_registry_of_an_umbrella_chart_reaches_both_aliases(helm: Helm, tmp_path: Path) -> None:
    values: dict[str, Any] = {
        "plain": {"on": False},
        "global": {"imageRegistry": "g.example.com", "imagePullSecrets": ["pull"]},
        "green": {"imageRegistry": "own.example.com"},
    }
    done = helm.template(chart=make_umbrella(tmp_path), release="r", values=values)
    images = {
        one["metadata"]["name"]: one["spec"]["image"]
        for one in done.objects
        if one["kind"] == "Kibana"
    }
    assert images == {
        "r-blue": f"g.example.com/kibana/kibana:{STACK}",
        "r-green": f"own.example.com/kibana/kibana:{STACK}",
    }
    for one in done.objects:
        if one["kind"] == "Kibana":
            pod = one["spec"]["podTemplate"]["spec"]
            assert pod["imagePullSecrets"] == [{"name": "pull"}]


def test_the_pod_of_helm_test_follows(helm: Helm) -> None:
    values: dict[str, Any] = {
        "helmTest": {"enabled": True},
        "imageRegistry": "r.example.com",
        "podDefaults": {"imagePullSecrets": [{"name": "pull"}]},
    }
    pod = helm.template(values=values).object("Pod", "elastic-istio-es-test")["spec"]
    assert pod["imagePullSecrets"] == [{"name": "pull"}]
    assert pod["containers"][0]["image"] == f"r.example.com/elasticsearch/elasticsearch:{STACK}"


@pytest.mark.parametrize("text", ["https://r.example.com", "r.example.com/m:1/x y", "/r"])
def test_what_is_no_registry_is_refused(helm: Helm, text: str) -> None:
    done = helm.template(values={"imageRegistry": text}, check=False)
    assert re.search("imageRegistry.*does not match pattern", done.stderr)
