"""JSON schemas for kubeconform, from ECK's CRDs and Kubernetes' OpenAPI, closed to the last field.

They are made without ci/schema, so that a mistake there is not repeated here.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.support.crds import CERTIFICATES, CRDS, ROUTES
from tests.support.helm import ROOT

OPENAPI = ROOT / ".tools" / "kubernetes-openapi.json"
KUBECONFORM = ROOT / ".tools" / "kubeconform"
# Where kubeconform finds the schema of a kind below the folder.
LOCATION = "{{ .Group }}/{{ .ResourceAPIVersion }}/{{ .ResourceKind }}.json"
CORE = "io.k8s.api.core.v1."
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
# What Kubernetes reads as more than its OpenAPI says.
WIDER = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number"]},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer"]},
}
KEPT = {"type", "enum", "pattern", "required", "minimum", "maximum", "minItems", "maxItems"}
Node = dict[str, Any]


class Verdict(NamedTuple):
    """valid: how many documents are; problems: what is wrong with the others. Documents of kinds that are
    neither ECK's nor Kubernetes' own count as neither."""

    valid: int
    problems: list[str]


class Schemas:
    """A folder of schemas, one file for each kind."""

    def __init__(self, folder: Path) -> None:
        """Skips the test where there was no Go to get the sources with."""
        for source in CRDS, OPENAPI, KUBECONFORM:
            if not source.exists():
                pytest.skip(f"{source.name} is not here: ci/tools {source.name}, which needs Go")
        self.folder = folder
        self._models()
        for source in filter(Path.exists, (CRDS, CERTIFICATES, ROUTES)):
            for crd in yaml.load_all(source.read_text(), yaml.CSafeLoader):
                self._crd(crd["spec"])

    def check(self, *files: Path) -> Verdict:
        """Ask kubeconform about all documents of the files."""
        flags = [
            "-strict",
            "-summary",
            "-output=json",
            f"-schema-location={self.folder}/{LOCATION}",
        ]
        done = subprocess.run(
            [str(KUBECONFORM), *flags, *map(str, files)],
            capture_output=True,
            text=True,
            timeout=120,
        )
        answer = json.loads(done.stdout)
        problems = [
            f"{Path(one['filename']).parent.name}: {one['kind']}/{one['name']}: {one['msg']}"
            for one in answer["resources"]
            if not (one["msg"].startswith("could not find schema") and self._is_foreign(one))
        ]
        return Verdict(answer["summary"]["valid"], problems)

    def _is_foreign(self, resource: dict[str, str]) -> bool:
        """Whether no kind of this group has a schema here."""
        return not (self.folder / resource["version"].partition("/")[0]).exists()

    def _models(self) -> None:
        """Kubernetes' own kinds, and the models that everything refers to."""
        models: Node = json.loads(OPENAPI.read_text())["definitions"]
        closed = {name: WIDER.get(name) or self._closed(model) for name, model in models.items()}
        # ECK adds the main container to the containers of its pod templates.
        closed[f"{CORE}PodSpec"].pop("required")
        self.folder.mkdir(parents=True)
        (self.folder / "models.json").write_text(json.dumps({"definitions": closed}))
        for name, model in models.items():
            for kind in model.get("x-kubernetes-group-version-kind", []):
                self._write(kind["group"], kind["version"], kind["kind"], self._reference(name))

    def _crd(self, spec: Node) -> None:
        for version in spec["versions"]:
            if not version["served"]:
                continue
            schema = self._closed(version["schema"]["openAPIV3Schema"])
            schema["properties"]["metadata"] = self._reference(METADATA)
            self._write(spec["group"], version["name"], spec["names"]["kind"], schema)

    def _write(self, group: str, version: str, kind: str, schema: Node) -> None:
        """Kubeconform calls the group of Kubernetes' first kinds, which have none, v1."""
        file = self.folder / (group or version) / version / f"{kind.lower()}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(schema))

    def _reference(self, model: str) -> Node:
        return {"$ref": f"file://{self.folder}/models.json#/definitions/{model}"}

    def _closed(self, node: Node, name: str = "") -> Node:
        """A node of OpenAPI as JSON Schema, in which only its own fields are allowed."""
        if "$ref" in node:
            return self._reference(node["$ref"].rpartition("/")[2])
        if name == "podTemplate" and "properties" not in node:  # ECK's CRDs leave it open
            return self._reference(f"{CORE}PodTemplateSpec")
        if node.get("x-kubernetes-int-or-string"):
            return {"type": ["string", "integer"]}
        made = {key: value for key, value in node.items() if key in KEPT}
        if node.get("nullable"):
            made["type"] = [made["type"], "null"]
        if "items" in node:
            made["items"] = self._closed(node["items"])
        if "properties" in node:
            made["properties"] = {
                key: self._closed(one, key) for key, one in node["properties"].items()
            }
            made["additionalProperties"] = bool(node.get("x-kubernetes-preserve-unknown-fields"))
        elif isinstance(node.get("additionalProperties"), dict):
            made["additionalProperties"] = self._closed(node["additionalProperties"])
        return made
