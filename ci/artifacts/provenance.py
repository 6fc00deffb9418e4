"""Provenance: an in-toto statement on what the archives of a release were made of, and how.

It has the form of SLSA's provenance, version 1 (https://slsa.dev/spec/v1.0/provenance). It reaches
level 1: whoever makes the release states it. Only a build service could give more.
"""

from __future__ import annotations

from typing import Any

from build import SITE, Build

RELEASE = f"{SITE}/blob/main/docs/verify.md#provenance"


def provenance(digests: dict[str, str], build: Build) -> dict[str, Any]:
    """The statement on files: the sha256 of each by its path."""
    source = {"uri": f"git+{SITE}@{build.commit}", "digest": {"gitCommit": build.commit}}
    packages = [
        {"uri": f"pkg:pypi/{part.name}@{part.version}", "digest": {"sha256": part.sha256}}
        for part in build.bundled
    ]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": sha}} for name, sha in digests.items()],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": RELEASE,
                "externalParameters": {"source": source["uri"], "command": "ci/release all"},
                "internalParameters": build.tools,
                "resolvedDependencies": [source, *packages],
            },
            "runDetails": {"builder": {"id": RELEASE}},
        },
    }
