"""Metrics through strict: real Prometheuses, made by the Prometheus operator from the examples, in the mesh and outside it, and
Elastic's operator with its own chart's monitors, through eck-mesh.

The tests use one operator, in their order: the last ones change it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs import prometheus
from tests.cluster.conftest import fresh
from tests.cluster.judge.network import Question, verdicts
from tests.cluster.support.admission import NO_MASTER, create
from tests.cluster.support.monitoring import ElasticOperator, Monitoring
from tests.cluster.support.release import helm_in
from tests.support.network import Pod

ACCOUNT = "prometheus"  # of the example
OF_OPERATOR = "controller_runtime_max_concurrent_reconciles"  # a metric that only an operator has
WELL, REJECTED = "^$", "certificate required|connection reset|EOF"
STRICT = {"mode": "strict"}
OPEN = {"mode": "strict", "openPorts": [8081]}
# Its webhook is for its own namespace, where nothing is stored that it has not answered.
WEBHOOK = (
    "--set=webhook.failurePolicy=Fail",
    "--set=webhook.namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name={namespace}",
)
SECURE = "--set=config.metrics.secureMode.enabled=true,podMonitor.enabled=false,podAnnotations=null"


@pytest.fixture(scope="module")
def place(real_bed: Bed) -> Iterator[str]:
    """The namespace of the Prometheuses."""
    for namespace in fresh(real_bed):
        real_bed.label_namespace(namespace, {"istio-injection": None})
        yield namespace


@pytest.fixture(scope="module")
def elastic(
    real_bed: Bed, place: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ElasticOperator]:
    """It starts with mesh.authorization for one account of Prometheus."""
    prometheus.start(real_bed)  # its CRDs are those of the chart's monitors
    for namespace in fresh(real_bed):
        real_bed.label_namespace(namespace, {"istio-injection": None})
        helm = helm_in(real_bed, 4, tmp_path_factory.mktemp("helm"))
        flags = [flag.format(namespace=namespace) for flag in WEBHOOK]
        home = tmp_path_factory.mktemp("operator")
        found = ElasticOperator(real_bed, namespace, helm, home, *flags)
        allowed = {"from": {"serviceAccounts": [f"{place}/{ACCOUNT}"]}, "to": {"ports": [8081]}}
        found.install({**STRICT, "authorization": True, "allow": [allowed]})
        yield found
        helm.run("uninstall", "operator", "-n", namespace)
        real_bed.delete("pods", namespace, gracePeriodSeconds=0)
    prometheus.stop(real_bed)


@pytest.fixture(scope="module")
def monitoring(real_bed: Bed, place: str, elastic: ElasticOperator) -> Iterator[Monitoring]:
    """Prometheus `mesh` and `stranger` have a sidecar, `outside` none. What is there when they start is scraped at once."""
    found = Monitoring(real_bed, place)
    found.apply_example("sidecars.yaml")
    found.apply_plain_monitor(elastic.namespace, elastic.name)
    found.prometheus("mesh", ACCOUNT)
    found.prometheus("stranger", "stranger")
    found.prometheus("outside", ACCOUNT, meshed=False)
    found.wait_scraping("mesh", "stranger", "outside")
    yield found
    real_bed.delete("prometheus,podmonitor", place)
    real_bed.delete("statefulset", place)
    real_bed.delete("pods", place, gracePeriodSeconds=0)


def test_a_prometheus_in_the_mesh_scrapes_the_operator_by_its_charts_monitor(
    monitoring: Monitoring, elastic: ElasticOperator
) -> None:
    """With the certificates of its own sidecar. Without them, as by another monitor, it is rejected."""
    assert monitoring.scraped("mesh", f"{elastic.namespace}/{elastic.name}") == ""
    assert monitoring.value("mesh", f'{OF_OPERATOR}{{job="{elastic.namespace}/{elastic.name}"}}')
    assert "connection reset" in monitoring.scraped("mesh", "plain")


def test_authorization_rejects_another_account_with_certificates(
    monitoring: Monitoring, elastic: ElasticOperator
) -> None:
    """Only mesh.allow tells the two Prometheuses in the mesh apart."""
    own = f"{elastic.namespace}/{elastic.name}"
    assert monitoring.scraped("stranger", own) != ""
    assert monitoring.scraped("stranger", "sidecars") == ""
    elastic.install(STRICT)
    monitoring.becomes("stranger", own, WELL)


def test_one_outside_gets_the_same_metrics_from_the_sidecar_alone(
    monitoring: Monitoring, elastic: ElasticOperator
) -> None:
    """Istio merges them into port 15020, with those of Envoy."""
    assert "connection reset" in monitoring.scraped("outside", "plain")
    assert monitoring.scraped("outside", "sidecars") == ""
    job = f'{{job="{monitoring.namespace}/sidecars", namespace="{elastic.namespace}"}}'
    assert monitoring.value("outside", f"{OF_OPERATOR}{job}")
    assert monitoring.value("outside", f"envoy_server_uptime{job}")


def test_its_webhook_answers_in_strict(elastic: ElasticOperator) -> None:
    """By failurePolicy Fail nothing is stored without its answer."""
    assert "no matches" not in create(elastic.bed, NO_MASTER, elastic.namespace)
    assert "at least one master node" in create(elastic.bed, NO_MASTER, elastic.namespace)


def test_the_examples_network_policy_allows_what_is_needed_and_no_more(
    elastic: ElasticOperator,
) -> None:
    """No network plugin runs here: cyclonus says it of the policy that the API server has stored."""
    (policy,) = elastic.bed.items("networkpolicies", elastic.namespace)
    found = elastic.bed.get("pod", elastic.pod, elastic.namespace)
    ports = {"https-webhook": 9443, "metrics": 8081}
    operator = Pod(elastic.namespace, found["metadata"]["labels"], "10.245.0.9", ports)
    resource = Pod("prod", {"common.k8s.elastic.co/type": "elasticsearch"})
    pods = {
        "operator": operator,
        "resource": resource,
        "prometheus": Pod("monitoring", {"app": "prometheus"}),
        "istiod": Pod("istio-system", {"app": "istiod"}),
        "stranger": Pod("prod", {"app": "web"}),
        "api server": Pod("", None, "192.0.2.1"),
    }
    asked = [
        (client, server, port)
        for client, server in [
            *((one, "operator") for one in pods),
            *(("operator", one) for one in pods),
        ]
        if client != server
        for port in (443, 3002, 5601, 6443, 8081, 9200, 9300, 9443, 15012, 15020)
    ]
    questions = [Question(pods[client], pods[server], port) for client, server, port in asked]
    answers = zip(asked, verdicts([policy], questions), strict=True)
    others = [one for one in pods if one != "operator"]
    assert {one for one, allowed in answers if allowed} == {
        *((client, "operator", 9443) for client in others),
        *(("prometheus", "operator", port) for port in (8081, 15020)),
        *(("operator", server, port) for server in others for port in (443, 6443)),
        *(("operator", "resource", port) for port in (9200, 5601, 3002)),
        ("operator", "istiod", 15012),
    }


def test_an_open_port_lets_one_outside_scrape_it(
    monitoring: Monitoring, elastic: ElasticOperator
) -> None:
    elastic.install(OPEN)
    monitoring.becomes("outside", "plain", WELL)


def test_secure_metrics_have_their_own_tls_and_need_an_open_port(
    monitoring: Monitoring, elastic: ElasticOperator
) -> None:
    """With the ServiceMonitor of Elastic's chart, and the token of Prometheus' ServiceAccount."""
    elastic.install(STRICT, SECURE)
    monitoring.restart("outside")
    monitoring.becomes("outside", f"serviceMonitor/{elastic.namespace}", REJECTED)
    elastic.install(OPEN, SECURE)
    monitoring.becomes("outside", f"serviceMonitor/{elastic.namespace}", WELL)
