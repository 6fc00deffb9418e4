"""What the person reads who has just installed it, and the pod of `helm test`: both by mode.

Helm 3 prints notes only where it reaches a cluster; the template is the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import ROOT, Helm

AGAIN = "Every `helm upgrade` needs the post-renderer too"
RESTART = "Setting a mode restarts every node once"
HELP = "docs/troubleshooting.md"
STATUS = "helm template s CHART -n logs -f VALUES"
PLAIN = "a pod without a sidecar uses plaintext"
OUTAGE = "mesh.keepTls"
READY = "  eck-mesh status -n logs\n"
OPEN = "accepts all clients, even if the default of the mesh is STRICT"
MESH = [AGAIN, RESTART, HELP]
PERMISSIVE = [*MESH, OPEN, READY]
STRICT = [
    *MESH,
    "accepts only clients with a mesh identity, unless the post-renderer opened it to others",
    f"{STATUS} | eck-mesh explain",
    f"{STATUS} | eck-mesh status -",
]
EXCLUDED = [*MESH, "Mode excluded opts pods out of the mesh"]
TLS = ["https://s-es-http.logs.svc:9200", "https://s-kb-http.logs.svc:5601"]
HTTP = ["http://s-es-http.logs.svc:9200", "http://s-kb-http.logs.svc:5601"]
EITHER = [
    f"{port}, by http or https as `eck-mesh explain` says"
    for port in ("s-es-http.logs.svc:9200", "s-kb-http.logs.svc:5601")
]
WORDS = {
    "": TLS,
    "mesh.mode=excluded": [*EXCLUDED, *TLS],
    "mesh.mode=permissive": [*PERMISSIVE, *TLS],
    "mesh.mode=permissive,mesh.tls=istio": [*PERMISSIVE, *HTTP],
    "mesh.mode=permissive,mesh.dataPlane=ambient": [*PERMISSIVE, *TLS],
    "mesh.mode=strict": [*STRICT, *EITHER, PLAIN, OUTAGE],
    "mesh.mode=strict,mesh.tls=istio": [*STRICT, *HTTP, PLAIN, OUTAGE],
    "mesh.mode=strict,mesh.tls=eck": [*STRICT, *TLS],
    "mesh.mode=strict,mesh.tls=eck,mesh.peerAuthentications=false": [
        *STRICT,
        *TLS,
        "only your own policies, or the default of the mesh",
    ],
    "mesh.mode=strict,mesh.dataPlane=ambient": [*STRICT, *TLS],
    "elasticsearch.default.http.tls.selfSignedCertificate.disabled=true": [HTTP[0], TLS[1]],
    "mesh.mode=strict,mesh.tls=eck,"
    "kibana.default.http.tls.selfSignedCertificate.disabled=true,"
    "kibana.default.http.tls.certificate.secretName=own": [*STRICT, *TLS],
    # What resources say for themselves counts, whatever the release says.
    "elasticsearch.default.mesh.mode=strict": [
        *(*STRICT, EITHER[0], TLS[1], PLAIN, OUTAGE),
        "s (mode strict)",
    ],
    "kibana.default.mesh.mode=permissive": [*PERMISSIVE, *TLS, "s (mode permissive)"],
    "mesh.mode=strict,mesh.tls=eck,kibana.default.mesh.mode=excluded": [
        *{*STRICT, *EXCLUDED, *TLS},
        "s (mode excluded)",
    ],
    "mesh.mode=strict,elasticsearch.default.mesh.mode=disabled,kibana.default.mesh.mode=disabled": [
        *TLS,
        "s (mode disabled)",
    ],
}
EVERY = sorted({word for words in WORDS.values() for word in words})


def notes_of(helm4: Helm, *flags: str) -> str:
    line = ["install", "s", ".", "--dry-run=client", "-n", "logs", *flags]
    done = helm4.run(*line, *helm4.post_renderer())
    assert done.returncode == 0, done.stderr
    return done.stdout.partition("\nNOTES:\n")[2]


@pytest.mark.parametrize("flags", WORDS)
def test_each_mode_says_what_is_true_of_it(helm4: Helm, flags: str) -> None:
    notes = notes_of(helm4, f"--set={flags}")
    mode = flags.split(",")[0].partition("mesh.mode=")[2]
    if not flags.startswith("mesh.mode="):
        mode = "disabled" if mode else ""
    head = f", mesh mode {mode}:" if HELP in notes else ":"
    assert notes.startswith(f"Release s in namespace logs{head}\n")
    assert [word for word in EVERY if word in notes] == sorted(set(WORDS[flags]))
    assert "{{" not in notes.replace("{{.data.elastic | base64decode}}", "")


def test_each_resource_has_its_address_and_its_commands(helm4: Helm, tmp_path: Path) -> None:
    """Of Services that somebody configures, too, and in namespaces of their own."""
    values = tmp_path / "values.yaml"
    values.write_text("""
elasticsearch: {far: {namespace: far}}
kibana: {default: {http: {service: {spec: {ports: [{name: https, port: 443, targetPort: 5601}]}}}}}
apmServer: {default: {}}
logstash: {default: {}}
beat: {a: {type: filebeat, daemonSet: {}}}
agent:
  fleet: {mode: fleet, fleetServerEnabled: true, deployment: {}}
  nodes: {mode: fleet, daemonSet: {}}
""")
    notes = notes_of(helm4, f"--values={values}")
    for line in (
        "  agent.fleet: s-fleet\n    https://s-fleet-agent-http.logs.svc:8220\n",
        "  agent.nodes: s-nodes\n  apmServer.default: s\n    https://s-apm-http.logs.svc:8200\n",
        "  beat.a: s-a\n  elasticsearch.default: s\n",
        "  elasticsearch.far: s-far in namespace far\n    https://s-far-es-http.far.svc:9200\n",
        "    kubectl -n far port-forward service/s-far-es-http 9200\n",
        "    kubectl -n far get secret s-far-es-elastic-user -o go-template=",
        "    https://s-kb-http.logs.svc:443\n    kubectl -n logs port-forward service/s-kb-http 443\n",
        "  logstash.default: s\n",
        "  kubectl -n logs get elastic\n  kubectl -n far get elastic\n",
    ):
        assert line in notes


def test_the_ways_from_outside_the_cluster_are_named(helm4: Helm, tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("""
kibana:
  default:
    expose:
      inside: {kind: HTTPRoute, parentRefs: [{name: inside}], hosts: [b.example.com]}
      ocp: {kind: Route, hosts: [c.example.com]}
      public: {kind: Ingress, className: nginx, hosts: [a.example.com, "{{ .Release.Name }}.example.com"]}
  b: {}
""")
    for mode in "disabled", "strict":
        notes = notes_of(helm4, f"--values={values}", f"--set=mesh.mode={mode}")
        assert notes.count("From outside the cluster: ") == 3
        for words in (
            "a.example.com, s.example.com (Ingress/s-kb-public)",
            "b.example.com (HTTPRoute/s-kb-inside)",
            "c.example.com (Route/s-kb-ocp)",
        ):
            assert f"    From outside the cluster: {words}\n" in notes


WHOLE = "resources: {limits: {memory: 4Gi}}, storage: {size: 9Gi}"
EMPTY_DIR = "podTemplate: {spec: {volumes: [{name: elasticsearch-data, emptyDir: {}}]}}"
ONE = "one node, so that its restart is an outage and its disk the only copy"
SMALL = "no resources, so that ECK gives each node 2Gi"
DISK = "no storage.size, so that ECK claims 1Gi"
MMAP = "node.store.allow_mmap is false, which is slower"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{}", [ONE, SMALL, DISK, MMAP]),
        ("{nodeSets: {a: {}}}", [ONE, SMALL, DISK]),
        (f"{{nodeSets: {{a: {{count: 3, {WHOLE}}}}}}}", []),
        (f"{{nodeSets: {{a: {{count: 3, {WHOLE}}}, b: {{}}}}}}", [SMALL, DISK]),
        (f"{{nodeSets: {{a: {{count: 2, {WHOLE}}}}}}}", ["2 nodes, of which none may be lost"]),
        (f"{{nodeSets: {{a: {{count: 3, {EMPTY_DIR}}}}}}}", [SMALL]),
        ("{nodeSets: {a: {count: 3, spec: {volumeClaimTemplates: null}}}}", [SMALL, DISK]),
    ],
)
def test_what_is_not_for_production_is_named(
    helm4: Helm, tmp_path: Path, entry: str, words: list[str]
) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(f"elasticsearch: {{default: {entry}}}\n")
    line = f"  elasticsearch.default: {'; '.join([*words[:1], *sorted(words[1:])])}\n"
    notes = notes_of(helm4, f"--values={values}")
    assert (line in notes) is bool(words)
    assert ("Not for production" in notes) is bool(words)


def test_with_a_plan_in_values_it_gives_the_same_command_without_it(
    helm4: Helm, tmp_path: Path
) -> None:
    """The command that it prints, run."""
    values, plan = tmp_path / "values.yaml", tmp_path / "mesh.yaml"
    values.write_text("mesh: {mode: strict, tls: eck}")
    where = [
        "--chart=.",
        "--release=s",
        "--namespace=logs",
        f"--values={values}",
        f"--output={plan}",
    ]
    environment = {**os.environ, "HELM_BIN": helm4.command[-1]}
    subprocess.run(
        [sys.executable, "-m", "eck_mesh", "compile", *where], check=True, env=environment, cwd=ROOT
    )
    done = helm4.run(
        "install", "s", ".", "--dry-run=client", "-n", "logs", f"-f={values}", f"-f={plan}"
    )
    assert AGAIN not in done.stdout
    assert "https://s-es-http.logs.svc:9200" in done.stdout, "the plan says that TLS stays"
    line = next(line for line in done.stdout.splitlines() if line.endswith("| eck-mesh status -"))
    words = (
        line.replace("CHART", ".")
        .replace("VALUES", f"{values},{plan}")
        .removesuffix(" | eck-mesh status -")
        .split()
    )
    rendered = helm4.run(*words[1:])
    assert rendered.stdout.count('"mode":"strict"') == 2, rendered.stderr


@pytest.mark.parametrize(
    ("mesh", "labels"),
    [
        ({}, (None, None)),
        ({"mode": "excluded"}, ("false", "none")),
        ({"mode": "permissive"}, ("true", "none")),
        ({"mode": "strict", "revision": "canary"}, ("true", "none")),
        ({"mode": "strict", "dataPlane": "ambient"}, ("false", "ambient")),
    ],
)
def test_the_pod_of_helm_test_is_in_the_mesh_as_its_elasticsearch_is(
    helm: Helm, mesh: dict[str, Any], labels: tuple[str | None, str | None]
) -> None:
    values = {
        "mesh": mesh,
        "helmTest": {"enabled": True},
        "elasticsearch": {"two": {"enabled": True}},
    }
    rendered = helm.template(values=values)
    pod = rendered.object("Pod", "elastic-istio-es-test")
    found = pod["metadata"]["labels"]
    assert (found.get("sidecar.istio.io/inject"), found.get("istio.io/dataplane-mode")) == labels
    assert found.get("istio.io/rev") == mesh.get("revision")
    assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert rendered.object("Pod", "elastic-istio-two-es-test")


@pytest.mark.parametrize(
    ("mesh", "token", "encrypts"),
    [
        ({"mode": "strict", "serviceAccountToken": True}, True, "true"),
        ({"mode": "permissive", "serviceAccountToken": True}, True, "false"),
        ({"mode": "excluded", "serviceAccountToken": True}, False, "false"),
        ({"mode": "strict", "serviceAccountToken": True, "dataPlane": "ambient"}, False, "false"),
        ({"mode": "strict", "destinationRules": "never"}, False, "false"),
    ],
)
def test_the_pod_of_helm_test_shows_who_it_is_and_knows_who_encrypts(
    helm: Helm, mesh: dict[str, Any], token: bool, encrypts: str
) -> None:
    pod = helm.template(values={"mesh": mesh, "helmTest": {"enabled": True}}).object(
        "Pod", "elastic-istio-es-test"
    )
    assert pod["spec"]["automountServiceAccountToken"] is token
    environment = {
        entry["name"]: entry.get("value") for entry in pod["spec"]["containers"][0]["env"]
    }
    assert environment["MESH_ENCRYPTS"] == encrypts


def test_without_the_word_there_is_no_pod(helm: Helm) -> None:
    assert [o["kind"] for o in helm.template().objects] == ["Elasticsearch", "Kibana"]
