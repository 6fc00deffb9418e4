"""A bill of materials in CycloneDX 1.6: what an archive holds or requires, with its licenses."""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from typing import Any

from build import SITE, Build, Part

SPECIFICATION = "1.6"
ROOT = "eck-mesh"


def bill_of_materials(name: str, sha256: str, parts: list[Part], build: Build) -> dict[str, Any]:
    """The document of the archive with this name and digest. The chart has no parts; an archive
    that bundles its parts lists all that is in it; one that requires them names no versions."""
    components = [component(part) for part in parts]
    references = [one["bom-ref"] for one in components]
    when = datetime.fromtimestamp(build.epoch, timezone.utc)
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        # The same archive has the same number.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{SITE}#{name}#{sha256}')}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": ROOT,
                "name": "eck-mesh",
                "version": build.version,
                "description": name,
                "hashes": [{"alg": "SHA-256", "content": sha256}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "externalReferences": [{"type": "vcs", "url": f"{SITE}/tree/{build.commit}"}],
            },
        },
        "components": components,
        "dependencies": [
            {"ref": ROOT, "dependsOn": references},
            *({"ref": reference} for reference in references),
        ],
        "compositions": [
            {
                "aggregate": "incomplete"
                if any(part.requirements for part in parts)
                else "complete",
                "dependencies": [ROOT],
            }
        ],
    }


def component(part: Part) -> dict[str, Any]:
    """One package; what it requires itself is nothing."""
    url = f"pkg:pypi/{part.name}" + (f"@{part.version}" if part.version else "")
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": url,
        "name": part.name,
        "purl": url,
        "scope": "required",
        "licenses": [{"license": {"id": part.license}}],
    }
    if part.version:
        found["version"] = part.version
        distribution = {
            "type": "distribution",
            "url": f"https://pypi.org/project/{part.name}/{part.version}/",
        }
        found["externalReferences"] = [
            {**distribution, "hashes": [{"alg": "SHA-256", "content": part.sha256}]}
        ]
    if part.copy:
        found["components"] = [copied(part.copy, url)]
    if part.requirements:
        found["properties"] = [
            {"name": "eck-mesh:requirement", "value": requirement}
            for requirement in part.requirements
        ]
    return found


def copied(copy: dict[str, str], inside: str) -> dict[str, Any]:
    """A package of which another one has a copy."""
    return {
        "type": "library",
        "bom-ref": f"{inside}#{copy['folder']}",
        "name": copy["name"],
        "version": copy["version"],
        "purl": f"pkg:pypi/{copy['name']}@{copy['version']}",
        "licenses": [{"license": {"id": copy["license"]}}],
    }
