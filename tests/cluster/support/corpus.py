"""Everything Elastic publishes as YAML for ECK, from the operator's Go module: samples, recipes, charts with their examples."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.cluster.bed.tools import module
from tests.support.helm import Helm

# They refuse to render without values; their examples give them.
NEED_VALUES = {
    "eck-agent",
    "eck-autoops-agent-policy",
    "eck-beats",
    "eck-enterprise-search",
    "eck-fleet-server",
    "eck-kibana",
}
# Their addresses name this namespace.
ELASTIC_STACK = {"eck-stack/agent/fleet-agents.yaml", "eck-stack/package-registry/basic-eck.yaml"}
TENANTS = ["--set=kubeAPIServerIP=10.0.0.1"]
OPERATORS = {  # beside the profiles
    "no-webhook": ["--set=webhook.enabled=false"],
    "host-network": ["--set=hostNetwork=true"],
    "metrics": ["--set=config.metricsPort=9000"],
}


class Stream(NamedTuple):
    """namespace: where it is rendered or applied."""

    text: str
    namespace: str = "default"


def root() -> Path:
    return module("github.com/elastic/cloud-on-k8s/v3")


def plain() -> dict[str, Stream]:
    """Samples and recipes, by path: each file, and each folder of several as one stream."""
    files = sorted((root() / "config").glob("samples/**/*.yaml")) + sorted(
        (root() / "config").glob("recipes/**/*.yaml")
    )
    found = {str(path.relative_to(root())): Stream(path.read_text()) for path in files}
    for folder in sorted({path.parent for path in files}):
        texts = [path.read_text() for path in files if path.parent == folder]
        if len(texts) > 1:
            found[f"{folder.relative_to(root())}/"] = Stream("\n---\n".join(texts))
    return found


def charts(helm: Helm) -> dict[str, Stream]:
    """eck-stack and its parts, bare and with each of their examples; the operator's chart with each profile and some values,
    and operator.yaml, which Elastic makes of it. By chart and example."""
    stack, operator = root() / "deploy" / "eck-stack", root() / "deploy" / "eck-operator"
    found: dict[str, Stream] = {}
    for chart in [stack, *sorted(path for path in (stack / "charts").iterdir() if path.is_dir())]:
        bare = helm.template(chart=chart, release="r", namespace="default", check=False)
        assert bool(bare.returncode) == (chart.name in NEED_VALUES), bare.stderr
        found |= {} if bare.returncode else {chart.name: Stream(bare.stdout)}
        for example in sorted(chart.glob("examples/**/*.yaml")):
            name = f"{chart.name}/{example.relative_to(chart / 'examples')}"
            namespace = "elastic-stack" if name in ELASTIC_STACK else "default"
            out = helm.template(
                f"--values={example}", chart=chart, release="r", namespace=namespace
            )
            found[name] = Stream(out.stdout, namespace)
    profiles = {
        path.stem.removeprefix("profile-"): [f"--values={path}"]
        for path in sorted(operator.glob("profile-*.yaml"))
    }
    profiles["soft-multi-tenancy"] += TENANTS
    for name, flags in {**profiles, **OPERATORS}.items():
        out = helm.template(*flags, chart=operator, release="o", namespace="elastic-system")
        found[f"eck-operator/{name}"] = Stream(out.stdout, "elastic-system")
    return {
        **found,
        "operator.yaml": Stream(operator_yaml(helm, "elastic-system"), "elastic-system"),
    }


def operator_yaml(helm: Helm, namespace: str) -> str:
    """As Elastic makes it of the operator's chart (Makefile, generate-manifests), but for a namespace of the caller's."""
    chart = root() / "deploy" / "eck-operator"
    return helm.template(
        "--set=global.manifestGen=true", chart=chart, release="o", namespace=namespace
    ).stdout
