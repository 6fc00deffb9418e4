"""The YAML files of Go modules, through reader and filter: `python -m tests.faithful.corpora` takes all modules that are there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.stream import split
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.faithful.refusals import is_documented
from tests.faithful.streams import problems
from tests.support.helm import ROOT
from tests.support.kube_reader import ask, same

VERSIONS = dict(re.findall(r"(?m)^(\w+)=(.+)$", (ROOT / "ci/versions.env").read_text()))
# Modules that ci/tools gets, in whole or to build a program of.
MODULES = {
    "github.com/elastic/cloud-on-k8s/v3": "ECK_VERSION",
    "github.com/cert-manager/cert-manager": "CERT_MANAGER_VERSION",
    "helm.sh/helm/v3": "HELM3_VERSION",
    "helm.sh/helm/v4": "HELM4_VERSION",
}
# Large ones, and those that ci/e2e-tools gets.
MORE = {
    "k8s.io/kubernetes": "KUBERNETES_VERSION",
    "github.com/openshift/api": "OPENSHIFT_API_VERSION",
    "istio.io/istio": "ISTIO_VERSION",
    "github.com/prometheus/prometheus": "PROMETHEUS_VERSION",
    "sigs.k8s.io/gateway-api": "GATEWAY_API_VERSION",
    "github.com/traefik/traefik/v2": "TRAEFIK_VERSION",
    "github.com/helm/chart-testing/v3": "CT_VERSION",
}
MODES = ("strict", "permissive", "excluded")


class Result(NamedTuple):
    """How many documents and streams ended how, and what is wrong."""

    counts: Counter[str]
    wrong: list[str]


def files(modules: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and text of the YAML files of those modules that are there; templates of charts, too, if they are YAML."""
    for folder in folders(modules):
        for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
            data = path.read_bytes()
            try:
                yield str(path.relative_to(folder.parent)), data.decode()
            except UnicodeDecodeError:
                continue


def folders(modules: dict[str, str]) -> list[Path]:
    """The folders of those modules that are there."""
    done = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=True)
    cache = Path(done.stdout.strip())
    found = [cache / f"{module}@{VERSIONS[version]}" for module, version in modules.items()]
    return [folder for folder in found if folder.is_dir()]


def read(texts: list[tuple[str, str]]) -> Result:
    """Each document as eck-mesh and as kubectl read it."""
    documents = [(name, one.text) for name, text in texts for one in split(text)]
    counts, wrong = Counter[str](), []
    answers = ask("kubectl", [text for _, text in documents])
    for (name, text), answer in zip(documents, answers, strict=True):
        found = answer.found[0] if answer.found else None
        outcome = "refused by Kubernetes" if answer.error else _outcome(text, found)
        counts[outcome.partition(":")[0]] += 1
        if outcome.startswith("differs"):
            wrong.append(f"{name}: {outcome}")
    return Result(counts, wrong)


def _outcome(text: str, theirs: object) -> str:
    try:
        ours = kubeyaml.load(text)
    except kubeyaml.Error as error:
        return f"{'refused by eck-mesh' if is_documented(error) else 'differs'}: {error}"
    return "same" if same(kubeyaml.with_text_keys(ours), theirs) else "differs: another value"


def filtered(texts: list[tuple[str, str]]) -> Result:
    """Each file as a stream in each mode."""
    counts, wrong = Counter[str](), []
    for name, text in texts:
        for mode in MODES:
            rendering = _rendered(text, mode)
            counts["refused" if rendering is None else "goes through"] += 1
            if rendering is None:
                continue
            if rendering.changes_anything:
                counts["changed"] += len(rendering.changed)
                wrong += [f"{name}, {mode}: {one}" for one in problems(rendering, text)]
            elif rendering.text != text:
                wrong.append(f"{name}, {mode}: nothing is to be changed and the bytes differ")
    return Result(counts, wrong)


def _rendered(text: str, mode: str) -> Rendering | None:
    try:
        return render(text, Flags(mode=mode, namespace="prod"))
    except UserError:
        return None


def main() -> int:
    """Print what was found; 1 where something is wrong."""
    texts = list(files({**MODULES, **MORE}))
    results = [read(texts), filtered(texts)]
    for result in results:
        print(*result.wrong[:20], sep="\n")
        print(*(f"{count:9,} {what}" for what, count in result.counts.most_common()), sep="\n")
    return any(result.wrong for result in results)


if __name__ == "__main__":
    sys.exit(main())
