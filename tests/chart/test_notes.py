"""What the person reads who has just installed it, and the pod of `helm test`: both by mode.

Helm 3 prints notes only where it reaches a cluster; the template is the same.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.helm import Helm

AGAIN = "needs the post-renderer again"
WORDS = {
    "disabled": [],
    "excluded": [AGAIN, "Mode excluded keeps these pods out of the mesh"],
    "permissive": [AGAIN, "lets everybody in, also in a mesh that is STRICT", "eck-mesh status -n logs", "REGISTRY_ONLY"],
    "strict": [AGAIN, "only clients with a sidecar", "eck-mesh status -n logs", "API keys", "mesh.keepTls", "REGISTRY_ONLY"],
}


@pytest.mark.parametrize("mode", WORDS)
def test_each_mode_has_its_own_warnings(helm4: Helm, mode: str) -> None:
    flags = ("--dry-run=client", f"--set=mesh.mode={mode}", "-n", "logs")
    done = helm4.run("install", "s", ".", *flags, *helm4.post_renderer())
    assert done.returncode == 0, done.stderr
    notes = done.stdout.partition("\nNOTES:\n")[2]
    assert notes.startswith(f"Mesh mode of this release: {mode}\n")
    every = {word for words in WORDS.values() for word in words}
    assert {word for word in every if word in notes} == set(WORDS[mode])


def test_strict_with_ecks_tls_or_ambient_warns_of_no_plain_text(helm4: Helm) -> None:
    for more in "mesh.tls=eck", "mesh.dataPlane=ambient":
        done = helm4.run("install", "s", ".", "--dry-run=client", f"--set=mesh.mode=strict,{more}", *helm4.post_renderer())
        assert "only clients with a sidecar" in done.stdout
        assert "speaks plain text" not in done.stdout


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
    values = {"mesh": mesh, "helmTest": {"enabled": True}, "elasticsearch": {"two": {"enabled": True}}}
    rendered = helm.template(values=values)
    pod = rendered.object("Pod", "elastic-istio-es-test")
    found = pod["metadata"]["labels"]
    assert (found.get("sidecar.istio.io/inject"), found.get("istio.io/dataplane-mode")) == labels
    assert found.get("istio.io/rev") == mesh.get("revision")
    assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"
    assert rendered.object("Pod", "elastic-istio-two-es-test")


def test_without_the_word_there_is_no_pod(helm: Helm) -> None:
    assert [o["kind"] for o in helm.template().objects] == ["Elasticsearch", "Kibana"]
