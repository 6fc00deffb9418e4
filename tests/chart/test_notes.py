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
RESTART = "every node restarts once"
STATUS = "helm template s CHART -n logs -f VALUES"
PLAIN = "a pod without a sidecar uses plaintext"
HELP = [
    "mesh.serviceAccountToken: true",
    "503 Service Unavailable",
    "its failurePolicy is Ignore",
    "REGISTRY_ONLY",
]
OTHERS = "an ISTIO_MUTUAL DestinationRule of your own"
PERMISSIVE = [AGAIN, RESTART, "accepts all clients, even if the default of the mesh is STRICT"]
SIDECAR = [
    AGAIN,
    RESTART,
    *HELP,
    "only clients with a sidecar, unless the post-renderer opened it to others. Ports 9300 and 9443",
    f"{STATUS} | eck-mesh explain",
    f"{STATUS} | eck-mesh status -",
]
EXCLUDED = [AGAIN, RESTART, "Mode excluded opts pods out of the mesh"]
WORDS = {
    "": [],
    "mesh.mode=excluded": EXCLUDED,
    "mesh.mode=permissive": [
        *PERMISSIVE,
        *HELP,
        f"{STATUS} --set mesh.mode=strict,mesh.tls=eck | eck-mesh status -",
    ],
    "mesh.mode=permissive,mesh.tls=istio": [
        *PERMISSIVE,
        *HELP,
        "clients without a sidecar use plaintext",
        f"{STATUS} --set mesh.mode=strict,mesh.tls=istio | eck-mesh status -",
    ],
    "mesh.mode=permissive,mesh.dataPlane=ambient": [
        *PERMISSIVE,
        f"{STATUS} --set mesh.mode=strict | eck-mesh status -",
    ],
    "mesh.mode=strict": [*SIDECAR, PLAIN, "API keys", "mesh.keepTls"],
    "mesh.mode=strict,mesh.tls=eck": SIDECAR,
    "mesh.mode=strict,mesh.tls=eck,mesh.peerAuthentications=false": [
        *SIDECAR,
        "only your own policies, or the default of the mesh",
    ],
    "mesh.mode=strict,mesh.tls=eck,mesh.destinationRules=never": [*SIDECAR, OTHERS],
    "mesh.mode=strict,mesh.tls=eck,mesh.operator.meshed=false": [
        word for word in SIDECAR if word not in HELP[1:3]
    ],
    "mesh.mode=strict,mesh.dataPlane=ambient": [
        *(AGAIN, RESTART),
        "only clients in the mesh, including 9300 and 9443, unless the post-renderer opened it",
        f"{STATUS} | eck-mesh explain",
        f"{STATUS} | eck-mesh status -",
    ],
    # What resources say for themselves counts, whatever the release says.
    "elasticsearch.default.mesh.mode=strict": [
        *SIDECAR,
        PLAIN,
        "API keys",
        "mesh.keepTls",
        "s (mode strict)",
    ],
    "kibana.default.mesh.mode=permissive": [
        *PERMISSIVE,
        *HELP,
        "s (mode permissive)",
        f"{STATUS} --set kibana.default.mesh.mode=strict,kibana.default.mesh.tls=eck | eck-mesh status -",
    ],
    "mesh.mode=strict,mesh.tls=eck,kibana.default.mesh.mode=excluded": [
        *SIDECAR,
        *EXCLUDED,
        "s (mode excluded)",
    ],
    "mesh.mode=strict,elasticsearch.default.mesh.mode=disabled,kibana.default.mesh.mode=disabled": [
        "s (mode disabled)"
    ],
}
EVERY = sorted({word for words in WORDS.values() for word in words})


@pytest.mark.parametrize("flags", WORDS)
def test_each_mode_says_what_is_true_of_it(helm4: Helm, flags: str) -> None:
    done = helm4.run(
        "install",
        "s",
        ".",
        "--dry-run=client",
        f"--set={flags}",
        "-n",
        "logs",
        *helm4.post_renderer(),
    )
    assert done.returncode == 0, done.stderr
    notes = done.stdout.partition("\nNOTES:\n")[2]
    mode = (
        flags.split(",")[0].removeprefix("mesh.mode=")
        if flags.startswith("mesh.mode=")
        else "disabled"
    )
    assert notes.startswith(f"Mesh mode of this release: {mode}\n")
    assert [word for word in EVERY if word in notes] == sorted(set(WORDS[flags]))


def test_with_a_plan_in_values_it_gives_the_same_command_without_it(
    helm4: Helm, tmp_path: Path
) -> None:
    """The command that it prints, run."""
    values, plan = tmp_path / "values.yaml", tmp_path / "mesh.yaml"
    values.write_text("mesh: {mode: permissive}")
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
