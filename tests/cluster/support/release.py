"""A release of the chart with the post-renderer, as a user of either Helm installs it, and what of it is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cluster.bed.bed import Bed
from tests.support.helm import Helm, Output, binary

OURS = "peerauthentication,destinationrule,elastic"
KEPT = "--set=mesh.tls=eck"
OFF = "--set=mesh.mode=strict"
ONE = "--set=kibana.default.enabled=false,elasticsearch.default.nodeSets.one.count=1"


def helm_in(bed: Bed, major: int, home: Path) -> Helm:
    """Helm inside a bed, with the kinds that the bed remembers. home: an empty folder."""
    helm = Helm(major, binary(major), home, bed.within, str(bed.kubeconfig))
    helm.env["KUBECACHEDIR"] = str(bed.cache)
    return helm


class Release:
    """A release called `stack` in a namespace; every call carries the post-renderer unless `bare`."""

    def __init__(self, helm: Helm, namespace: str, chart: str = ".") -> None:
        self.helm, self.namespace, self.chart = helm, namespace, chart

    def run(self, verb: str, *flags: str, bare: bool = False) -> Output:
        chart = [self.chart] if verb in ("install", "upgrade") else []
        more = self.helm.post_renderer() if chart and not bare else []
        return self.helm.run(verb, "stack", *chart, "-n", self.namespace, *more, *flags)

    def ok(self, verb: str, *flags: str) -> Output:
        done = self.run(verb, *flags)
        assert done.returncode == 0, done.stderr
        return done


def strip(manifest: dict[str, Any]) -> Any:
    """What was sent, of what is stored. The operator writes its resources back whole, with every empty field it knows."""
    return full(
        {k: manifest[k] for k in ("apiVersion", "kind", "spec")}
        | {"name": manifest["metadata"]["name"]}
    )


def full(value: Any) -> Any:
    """Without empty maps and nulls, at any depth."""
    if isinstance(value, dict):
        found = {k: full(v) for k, v in value.items()}
        return {k: v for k, v in found.items() if v not in ({}, None)}
    return [full(v) for v in value] if isinstance(value, list) else value


def there(bed: Bed, namespace: str) -> list[str]:
    return sorted(f"{o['kind']}/{o['metadata']['name']}" for o in bed.items(OURS, namespace))
