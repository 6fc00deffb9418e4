"""ci/schema [--check]: write values.schema.json, or exit 1 if it is stale.

It is made from ECK's CRDs, Kubernetes' OpenAPI (`ci/tools eck-crds.yaml kubernetes-openapi.json`),
files/kinds, and own.yaml, which says what the chart itself means.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "postrenderer"))

import yaml  # noqa: E402
from crds import eck_specs  # noqa: E402
from kubernetes import pod_definitions  # noqa: E402
from own import Own  # noqa: E402
from sections import section_definitions  # noqa: E402
from shared import shared, used  # noqa: E402

from eck_mesh.settings.schema import RELEASE_ONLY  # noqa: E402

SCHEMA = ROOT / "values.schema.json"
SOURCES = [ROOT / ".tools" / name for name in ("eck-crds.yaml", "kubernetes-openapi.json")]


def main() -> int:
    """Write or compare the schema; the exit status."""
    missing = [source.name for source in SOURCES if not source.exists()]
    if missing and "--check" in sys.argv:
        print(f"ci/schema: not checked without {', '.join(missing)}, which needs Go")
        return 0
    if missing:
        print(f"ci/schema: run `ci/tools {' '.join(missing)}`, which needs Go", file=sys.stderr)
        return 1
    text = json.dumps(values_schema(), indent=1, ensure_ascii=False) + "\n"
    if "--check" not in sys.argv:
        SCHEMA.write_text(text)
    elif SCHEMA.read_text() != text:
        print("values.schema.json is stale: run `make schema`", file=sys.stderr)
        return 1
    return 0


def values_schema() -> dict[str, Any]:
    """The whole schema. Draft 7 is what every version of Helm reads."""
    crds, openapi = SOURCES
    own = Own(ROOT / "ci" / "schema" / "own.yaml")
    definitions = {"entryMesh": own.entry_mesh([*RELEASE_ONLY, "resources", "compiled"])}
    definitions |= section_definitions(own, kinds(), eck_specs(crds.read_text()))
    sections = {name: by_key(name, section["description"]) for name, section in own.sections()}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Values of eck-mesh",
        "type": "object",
        "additionalProperties": False,
        "properties": own.top() | {"defaults": defaults(sections)} | sections,
        "patternProperties": {
            "^x-": {"description": "YAML anchors of your own. The chart does not read them."}
        },
    }
    definitions = shared(definitions) | pod_definitions(json.loads(openapi.read_text()))
    return schema | {"definitions": used(schema, definitions)}


def kinds() -> dict[str, Any]:
    """The data files of the kinds, by section."""
    files = (ROOT / "files" / "kinds").glob("*.yaml")
    return {file.stem: yaml.safe_load(file.read_text()) for file in files}


def defaults(sections: dict[str, Any]) -> dict[str, Any]:
    """The fields that all resources of a section have. A name is of one resource alone."""
    alone = [{"required": [field]} for field in ("name", "enabled")]
    fields = {
        name: {
            "description": f"Fields of each resource of {name}, below those of its entry.",
            "allOf": [{"$ref": f"#/definitions/{name}"}, {"not": {"anyOf": alone}}],
        }
        for name in sections
    }
    return {
        "description": "Fields of all resources of a section, by section.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": fields,
    }


def by_key(name: str, description: str) -> dict[str, Any]:
    """A section: each key is a resource."""
    return {
        "description": description,
        "type": "object",
        "additionalProperties": {"$ref": f"#/definitions/{name}"},
    }


if __name__ == "__main__":
    sys.exit(main())
