"""Everything Elastic publishes as YAML for ECK, from the operator's Go module: samples, recipes, charts with their examples."""

from __future__ import annotations

from pathlib import Path

from tests.cluster.bed import module
from tests.helm import Helm

# They refuse to render without values; their examples give them.
NEED_VALUES = {"eck-agent", "eck-autoops-agent-policy", "eck-beats", "eck-enterprise-search", "eck-fleet-server", "eck-kibana"}
PROFILES = {"soft-multi-tenancy": ["--set=kubeAPIServerIP=10.0.0.1"]}


def root() -> Path:
    return module("github.com/elastic/cloud-on-k8s/v3")


def plain() -> dict[str, str]:
    """Samples and recipes, by path."""
    files = sorted((root() / "config").glob("samples/**/*.yaml")) + sorted((root() / "config").glob("recipes/**/*.yaml"))
    return {str(path.relative_to(root())): path.read_text() for path in files}


def charts(helm: Helm) -> dict[str, str]:
    """eck-stack and its parts, bare and with each of their examples; the operator's chart with each profile, and
    operator.yaml, which Elastic makes of it. By chart and example."""
    stack, operator = root() / "deploy" / "eck-stack", root() / "deploy" / "eck-operator"
    found: dict[str, str] = {}
    for chart in [stack, *sorted(path for path in (stack / "charts").iterdir() if path.is_dir())]:
        bare = helm.template(chart=chart, release="r", namespace="default", check=False)
        assert bool(bare.returncode) == (chart.name in NEED_VALUES), bare.stderr
        found |= {} if bare.returncode else {chart.name: bare.stdout}
        for example in sorted(chart.glob("examples/**/*.yaml")):
            out = helm.template(f"--values={example}", chart=chart, release="r", namespace="default")
            found[f"{chart.name}/{example.relative_to(chart / 'examples')}"] = out.stdout
    for profile in sorted(operator.glob("profile-*.yaml")):
        name = profile.stem.removeprefix("profile-")
        flags = [f"--values={profile}", *PROFILES.get(name, [])]
        found[f"eck-operator/{name}"] = helm.template(*flags, chart=operator, release="o", namespace="elastic-system").stdout
    return {**found, "operator.yaml": operator_yaml(helm, "elastic-system")}


def operator_yaml(helm: Helm, namespace: str) -> str:
    """As Elastic makes it of the operator's chart (Makefile, generate-manifests), but for a namespace of the caller's."""
    chart = root() / "deploy" / "eck-operator"
    return helm.template("--set=global.manifestGen=true", chart=chart, release="o", namespace=namespace).stdout
