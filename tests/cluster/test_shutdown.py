"""Whether traffic gets in and out for as long as ECK's pre-stop hook holds a node, in a fifth of the time.

What the kubelet does is done by hand: it runs the pre-stop hooks of all containers at once, a native sidecar's too, sends
SIGTERM to a classic sidecar at once and to a native one when the others are gone (Kubernetes' documentation and sources).
"""

from __future__ import annotations

import re
import time

import yaml

from eck_mesh import kubeyaml
from eck_mesh.istio.annotations import PROXY_CONFIG
from tests.cluster.support.running import Make

FASTER = 5
ISTIOS = {"drainDuration": "45s", "terminationDrainDuration": "5s"}
SETS = {
    "classic": {"sidecar.istio.io/nativeSidecar": "false"},
    "istios": {
        "sidecar.istio.io/nativeSidecar": "false",
        PROXY_CONFIG: kubeyaml.dump(ISTIOS),
    },  # a user's word, which is kept
    "native": {"sidecar.istio.io/nativeSidecar": "true"},
    "other": {"sidecar.istio.io/nativeSidecar": "true"},
}


def faster(stream: str) -> str:
    """A fifth of each duration, of Istio's defaults too."""
    objects = [o for o in yaml.load_all(stream, yaml.CSafeLoader) if o]
    (elasticsearch,) = (o for o in objects if o["kind"] == "Elasticsearch")
    for node_set in elasticsearch["spec"]["nodeSets"]:
        annotations = node_set["podTemplate"]["metadata"]["annotations"]
        config = kubeyaml.dump({**ISTIOS, **kubeyaml.load(annotations[PROXY_CONFIG])})
        annotations[PROXY_CONFIG] = re.sub(
            r"\b(\d+)s\b", lambda found: f"{int(found[1]) // FASTER}s", config
        )
    return yaml.safe_dump_all(objects)


def test_a_sidecar_passes_everything_for_as_long_as_ecks_hook_holds_the_node(make: Make) -> None:
    sets = {
        name: {"count": 1, "podTemplate": {"metadata": {"annotations": told}}}
        for name, told in SETS.items()
    }
    stack = make(
        {"mode": "strict", "proxy": {"classic": True}}, "9200:http", sets=sets, amend=faster
    )
    script = stack.bed.get("configmap", "s-es-scripts", stack.namespace)["data"][
        "pre-stop-hook-script.sh"
    ]
    (hook,) = re.findall(r"PRE_STOP_ADDITIONAL_WAIT_SECONDS:=(\d+)", script)

    def passes(name: str) -> list[str]:
        """What becomes of a connection to this node, and of one from it."""
        asked = ("client", stack.pod(9200, name)), (f"s-es-{name}-0", stack.pod(9200, "other"))
        return [stack.plane.curl(who, f"http://{where}/")[0] for who, where in asked]

    stack.bed.wait(
        "all pass everything", lambda: all(passes(name) == ["200", "200"] for name in SETS), 8
    )
    begin = time.monotonic()
    for name in "classic", "istios":
        stack.plane.terminate(f"s-es-{name}-0")
    stack.plane.tell("s-es-native-0")
    stack.bed.wait("Istio's own is gone", lambda: stack.plane.ended("s-es-istios-0"), 5)
    assert passes("istios") == ["503", "000"]
    while (left := begin + int(hook) / FASTER - time.monotonic()) > 0:
        assert [passes(name) for name in ("classic", "native")] == [["200", "200"]] * 2, (
            f"{left:.1f} s too early"
        )
        time.sleep(min(left, 0.5))
    stack.plane.terminate("s-es-native-0")
    stack.bed.wait("the native one is gone at once", lambda: stack.plane.ended("s-es-native-0"), 2)
    stack.bed.wait("the classic one is gone soon", lambda: stack.plane.ended("s-es-classic-0"), 8)
