"""Everything of Elastic's goes through in every mode, in both data planes: right, or refused with the place; and the
cluster takes it."""

from __future__ import annotations

import functools
import re
from typing import Any

import pytest
import yaml

from eck_mesh.eck.kinds import KINDS
from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.manifest import Ref
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.cluster.bed.bed import Bed
from tests.cluster.support import corpus
from tests.cluster.support.admission import create
from tests.cluster.support.corpus import Stream
from tests.support import plain, reach
from tests.support.helm import Helm, binary

Key = tuple[str, str, str]  # stream, data plane, mode

WAYS = [*(("sidecar", mode) for mode in MODES), *(("ambient", mode) for mode in MODES[1:])]
# Kibana's configuration holds https:// addresses: they become http where every Agent that gets them has a sidecar, and keep
# ECK's TLS where Agents on the host network dial them (fleet-kubernetes-integration, -nonroot).
FLEET = [
    *(
        f"config/recipes/elastic-agent/fleet-{what}-integration.yaml"
        for what in ("apm", "custom-logs")
    ),
    "config/recipes/elastic-agent/synthetic-monitoring.yaml",
    "config/recipes/autopilot/fleet-kubernetes-integration.yaml",
    *(f"config/recipes/packageregistry/epr-{what}.yaml" for what in ("eck", "extra-ca", "volumes")),
    "eck-stack/package-registry/basic-eck.yaml",
]
JAEGER = [  # call 8200 http while its TLS is on: in strict, where it is off, they are right
    "config/recipes/apm-server-jaeger/apm-server-jaeger.yaml",
    *(f"eck-stack/apm-server/{what}.yaml" for what in ("basic", "jaeger-with-http-configuration")),
    "eck-apm-server/jaeger-with-http-configuration.yaml",
]
ALTERNATIVES = [  # folders whose files are alternatives of one another, with the same names
    *(
        f"config/recipes/{what}/"
        for what in ("autopilot", "beats", "elastic-agent", "logstash", "packageregistry")
    ),
    *(
        "config/recipes/mtls/managed/",
        "config/recipes/mtls/manual/",
        "config/samples/kibana/",
        "config/samples/logstash/",
    ),
]
GATEWAY = "config/recipes/istio-gateway/"  # is made for sidecars, and has rules of its own
INSIDE = ("permissive", "strict")
OPERATOR = "eck-operator/"
# What a refusal says, by its id where it has one; nothing else of the corpus is refused.
REFUSED: dict[Key, str] = {
    **{(name, "sidecar", "permissive"): "[http-name-before-tls]" for name in JAEGER},
    (
        "config/recipes/beats/stack_monitoring.yaml",
        "sidecar",
        "strict",
    ): "[pod-address-of-strict-port]",  # of Kibana, which has no headless Service
    **{(folder, *way): "[two-objects-of-one-name]" for folder in ALTERNATIVES for way in WAYS},
    **{(GATEWAY, "sidecar", mode): "[second-destination-rule]" for mode in ("excluded",)},
    **{
        (f"{OPERATOR}istio", plane, "excluded"): "[label-contradicts-mode]"
        for plane in ("sidecar", "ambient")
    },
    **{
        (f"{OPERATOR}host-network", plane, mode): "[operator-on-host-network]"
        for plane in ("sidecar", "ambient")
        for mode in INSIDE
    },
}
WOULD_TURN_OFF = "tls-auto-would-turn-it-off"
OURS = re.compile(r"(k8s\.elastic\.co|istio\.io)/")


@pytest.fixture(scope="session")
def streams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stream]:
    return {
        **corpus.plain(),
        **corpus.charts(Helm(3, binary(3), tmp_path_factory.mktemp("corpus"))),
    }


@functools.cache  # half of all the time here is PyYAML's; nobody changes what is loaded
def load(text: str) -> list[dict[str, Any]]:
    return [o for o in yaml.load_all(text, yaml.CSafeLoader) if o]


def outcome(stream: Stream, plane: str, mode: str, **block: Any) -> str | UserError:
    """What leaves, or the refusal. With `tls: auto`, which does more than leaving TLS as written."""
    flags = Flags(mode, stream.namespace, {"dataPlane": plane, "tls": "auto", **block})
    try:
        return render(stream.text, flags).text
    except UserError as error:
        return error


def untrue(text: str, namespace: str) -> list[str]:
    """What contradicts mode strict under sidecars."""
    objects = reach.index(load(text), namespace)
    return reach.strict_is_true(objects) + plain.wrong(objects)


@pytest.fixture(scope="session")
def treated(streams: dict[str, Stream]) -> dict[Key, str]:
    """Each stream in each way that does not refuse it."""
    results = {
        (name, *way): outcome(stream, *way) for name, stream in streams.items() for way in WAYS
    }
    refused = {key: str(error) for key, error in results.items() if isinstance(error, UserError)}
    found = {key: text for key, text in results.items() if isinstance(text, str)}
    assert sorted(refused) == sorted(REFUSED), "\n".join(map(str, refused.items()))
    for key, words in REFUSED.items():
        assert re.match(r"\w+/[\w-]+/[\w-]+: (spec\.\S+: |is in the stream twice)", refused[key]), (
            "it names resource and place"
        )
        assert words in refused[key], (key, refused[key])
    return found


def test_there_is_a_corpus(streams: dict[str, Stream]) -> None:
    kinds = {o["kind"] for stream in streams.values() for o in load(stream.text)}
    assert len(streams) > 140
    assert kinds >= set(reach.HTTP) | {
        "Beat",
        "AutoOpsAgentPolicy",
        "StatefulSet",
        "Namespace",
        "NetworkPolicy",
        "IngressRoute",
    }


def test_addresses_in_it_lead_to_where_it_is_rendered(streams: dict[str, Stream]) -> None:
    """A stream that is rendered beside the namespace of its addresses would go through unseen."""
    for name, (text, namespace) in streams.items():
        there = {
            namespace,
            *((o.get("metadata") or {}).get("namespace") for o in load(text)),
            "openshift-monitoring",
        }
        assert set(re.findall(r"[\w-]+\.([\w-]+)\.svc\b", text)) <= there, name


def test_both_helms_render_the_same(
    streams: dict[str, Stream], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = corpus.charts(Helm(4, binary(4), tmp_path_factory.mktemp("corpus4")))
    assert len(found) > 50
    for name, stream in found.items():
        assert load(stream.text) == load(streams[name].text), name


@pytest.mark.parametrize("major", [3, 4])
def test_through_either_helm_the_same_comes_out(
    treated: dict[Key, str], tmp_path_factory: pytest.TempPathFactory, major: int
) -> None:
    helm = Helm(major, binary(major), tmp_path_factory.mktemp(f"corpus-through-{major}"))
    deploy = corpus.root() / "deploy"
    for name, chart, release, namespace, *values in (
        ("eck-stack", "eck-stack", "r", "default"),
        (
            "eck-stack/elasticsearch/hot-warm-cold.yaml",
            "eck-stack",
            "r",
            "default",
            "examples/elasticsearch/hot-warm-cold.yaml",
        ),
        ("eck-operator/istio", "eck-operator", "o", "elastic-system", "profile-istio.yaml"),
    ):
        flags = helm.post_renderer("--mode=strict", "--tls=auto", f"--namespace={namespace}")
        files = [f"--values={deploy / chart / path}" for path in values]
        out = helm.template(
            *flags, *files, chart=deploy / chart, release=release, namespace=namespace
        )
        expected = load(treated[name, "sidecar", "strict"])
        assert sorted(out.objects, key=str) == sorted(expected, key=str), name


def test_elastics_definitions_pass_untouched(streams: dict[str, Stream]) -> None:
    """crds.yaml and operator.yaml, as Elastic's page applies them, in one stream."""
    definitions = (corpus.root() / "config/crds/v1/all-crds.yaml").read_text()
    operator, namespace = streams["operator.yaml"]
    done = render(f"{definitions}\n---\n{operator}", Flags("strict", namespace)).text
    assert done.startswith(definitions)
    assert 'sidecar.istio.io/inject: "true"' in done


def test_a_second_run_changes_nothing(streams: dict[str, Stream], treated: dict[Key, str]) -> None:
    for (name, *way), text in treated.items():
        assert outcome(Stream(text, streams[name].namespace), *way) == text, (name, *way)


def test_nothing_is_lost_and_what_is_not_elastics_is_untouched(
    streams: dict[str, Stream], treated: dict[Key, str]
) -> None:
    before = {
        name: reach.index(load(stream.text), stream.namespace) for name, stream in streams.items()
    }
    for (name, *way), text in treated.items():
        after = reach.index(load(text), streams[name].namespace)
        assert set(after) >= set(before[name]), (name, *way)
        for ident, o in before[name].items():
            ours = OURS.search(o["apiVersion"]) or ident[0] in ("StatefulSet", "Namespace")
            if way == ["sidecar", "disabled"] or not ours:
                assert after[ident] == o, (name, *way)


def test_strict_is_true(streams: dict[str, Stream], treated: dict[Key, str]) -> None:
    wrong = {
        name: untrue(text, streams[name].namespace)
        for (name, *way), text in treated.items()
        if way == ["sidecar", "strict"]
    }
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.parametrize(
    "advice",
    [{}, {"tls": "auto"}, {"tls": "eck"}, {"unmeshedClients": True}],
    ids=["http", "as written", "eck", "unmeshedClients"],
)
def test_what_strict_does_with_https_addresses_and_what_it_advises_works(
    streams: dict[str, Stream], advice: dict[str, Any]
) -> None:
    for name in FLEET:
        text, namespace = streams[name]
        if not advice:
            text = re.sub(r"https://([\w-]+-(es|kb|agent|epr)-http\b)", r"http://\1", text)
        done = outcome(Stream(text, namespace), "sidecar", "strict", **advice)
        assert isinstance(done, str), (name, done)
        wrong = [
            what
            for what in untrue(done, namespace)
            if not (advice.get("unmeshedClients") and "lets everybody in" in what)
        ]
        assert wrong == [], name


def turned_off(rendering: Rendering) -> set[Ref]:
    """The resources whose TLS a plan turns off."""
    changes = [one for one in rendering.decisions if isinstance(one, Change)]
    return {one.ref for one in changes if "selfSignedCertificate" in one.path}


def test_without_a_word_on_tls_strict_leaves_it_as_it_is_written(
    streams: dict[str, Stream], treated: dict[Key, str]
) -> None:
    """And its explanation names just the resources whose TLS `--tls auto` turns off."""
    kept, named, refused = 0, 0, []
    for name, stream in streams.items():
        try:
            rendering = render(stream.text, Flags("strict", stream.namespace))
        except UserError as error:
            refused.append(str(error))
            continue
        assert not turned_off(rendering), name
        would = {
            one.ref
            for one in rendering.decisions
            for why in one.reasons
            if why.id == WOULD_TURN_OFF
        }
        kept += 1
        if (name, "sidecar", "strict") in treated:
            flags = Flags("strict", stream.namespace, {"tls": "auto"})
            assert would == turned_off(render(stream.text, flags)), name
            named += len(would)
    assert all(
        map(re.compile("second-dest|http-name-|host-network|two-obj|pod-addr").search, refused)
    )
    assert (kept > 100, named > 50) == (True, True)


def test_ambient_keeps_ecks_tls_and_takes_every_pod(
    streams: dict[str, Stream], treated: dict[Key, str]
) -> None:
    """As far as manifests say it."""
    for (name, *way), text in treated.items():
        if way not in (["ambient", "permissive"], ["ambient", "strict"]):
            continue
        before, after = (
            reach.index(load(t), streams[name].namespace) for t in (streams[name].text, text)
        )
        for ident in (i for i in before if i[0] in reach.HTTP):
            assert reach.encrypted(after[ident]) == reach.encrypted(before[ident]), (name, *way)
            for part in reach.templates(after[ident]):
                labels = part["metadata"]["labels"]
                outside = (part.get("spec") or {}).get("hostNetwork")
                assert labels["istio.io/dataplane-mode"] == ("none" if outside else "ambient"), (
                    name,
                    *way,
                )
                assert labels["sidecar.istio.io/inject"] == "false", (name, *way)
            policies = [o["spec"] for i, o in after.items() if i[0] == "PeerAuthentication"]
            served = ident[0] != "Agent" or reach.agent_serves(ident, before)
            selected = {"matchLabels": {KINDS[ident[0]].selector: ident[2]}}
            modes = {
                policy["mtls"]["mode"] for policy in policies if policy.get("selector") == selected
            }
            assert modes == ({way[1].upper()} if served else set()), (name, *way)


PLAIN_ES = """
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es}
spec:
  http: {tls: {selfSignedCertificate: {disabled: true}}, service: {spec: {ports: [{name: PORT, port: 9200}]}}}
  nodeSets: [{name: a, count: 1, podTemplate: {spec: {containers: [{name: elasticsearch, readinessProbe: {PROBE}}]}}}]
---
"""
LOGSTASH = """
apiVersion: logstash.k8s.elastic.co/v1alpha1
kind: Logstash
metadata: {name: ls}
spec:
  elasticsearchRefs: [{name: es, clusterName: to-es}]
  pipelines: [{config.string: 'output { elasticsearch { ssl_certificate_authorities => "CA" } }'}]
"""
OWN_SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: own}
spec: {ports: [{name: https, port: 9200}]}
---
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb}
spec: {elasticsearchRef: {name: es, serviceName: own}}
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAIN_ES, []),
        (PLAIN_ES.replace("PORT", "https"), ["no port called http"]),
        (
            PLAIN_ES.replace("PROBE", "httpGet: {scheme: HTTPS}"),
            ["asked by HTTPS", "the kubelet's HTTP probe finds nobody"],
        ),
        (PLAIN_ES + LOGSTASH, []),
        (
            PLAIN_ES + LOGSTASH.replace('"CA"', '"${TO_ES_ES_SSL_CERTIFICATE_AUTHORITY}"'),
            ["names ${TO_ES_ES_SSL_CERT"],
        ),
        (
            PLAIN_ES
            + LOGSTASH.replace("pipelines: [{", "pipelinesRef: {secretName: x}\n  other: [{"),
            ["where nobody sees"],
        ),
        (PLAIN_ES + OWN_SERVICE, ["own has no port called http"]),
    ],
)
def test_the_second_opinion_sees_who_counts_on_tls(text: str, words: list[str]) -> None:
    objects = reach.index(
        load(text.replace("PORT", "http").replace("PROBE", "exec: {}")), "default"
    )
    found = [what for what in plain.wrong(objects) if "Elasticsearch" in what]
    assert len(found) == len(words), found
    assert all(word in what for word, what in zip(words, found, strict=True))


def refused_by(bed: Bed, texts: list[str]) -> set[str]:
    objects = [o for text in texts for o in load(text)]
    ours = [o for o in objects if OURS.search(o["apiVersion"]) or o["kind"] == "StatefulSet"]
    return set(create(bed, "---\n".join(map(yaml.safe_dump, ours)), "default").splitlines())


@pytest.fixture(scope="module")
def untreated(bed: Bed, streams: dict[str, Stream]) -> set[str]:
    """What the cluster refuses of Elastic's manifests as they come: some recipes are older than the API."""
    there = {"", *(o["metadata"]["name"] for o in bed.items("namespaces"))}
    wanted = {
        str((o.get("metadata") or {}).get("namespace") or "")
        for text, _ in streams.values()
        for o in load(text)
    }
    for name in sorted(wanted - there):
        bed.create_namespace(name)
    return refused_by(bed, [text for text, _ in streams.values()])


@pytest.mark.parametrize("way", [*WAYS[1:4], ("ambient", "strict")])
def test_the_cluster_refuses_nothing_that_it_takes_untreated(
    bed: Bed, untreated: set[str], treated: dict[Key, str], way: tuple[str, str]
) -> None:
    assert (
        refused_by(bed, [text for (_, *found), text in treated.items() if tuple(found) == way])
        <= untreated
    )
