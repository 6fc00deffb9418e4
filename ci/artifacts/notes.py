"""The notes of a release: how to get it, and its section of CHANGELOG.md."""

from __future__ import annotations

import re

from build import SITE

REGISTRY = "oci://ghcr.io/eck-mesh/charts/eck-mesh"
HEAD = """\
Chart and program have one version, {version}. The program runs with Python 3.10 or newer.

```sh
pip install eck-mesh=={version} && eck-mesh install-plugin
helm install elastic {registry} --version {version} --set mesh.mode=strict --post-renderer eck-mesh
```

[Install]({site}/blob/v{version}/docs/install.md) · [upgrade]({site}/blob/v{version}/UPGRADING.md) ·
[verify the files]({site}/blob/v{version}/docs/verify.md)
"""
LINK = re.compile(r"\]\((?!\w+:|#)([^)]+)\)")


def release_notes(changelog: str, version: str) -> str:
    """The page. Its links lead to the files of this version. ValueError if CHANGELOG.md has no
    section of this version, nor one that is not released."""
    head = HEAD.format(version=version, site=SITE, registry=REGISTRY)
    section = LINK.sub(rf"]({SITE}/blob/v{version}/\1)", section_of(changelog, version))
    return f"{head}\n{section}"


def section_of(changelog: str, version: str) -> str:
    """What stands below the heading of this version, or of the changes without one."""
    sections = re.split(r"(?m)^## ", changelog)[1:]
    for heading in f"[{version}] - ", "[Unreleased]":
        for section in sections:
            if section.startswith(heading):
                return f"{section.partition(chr(10))[2].strip()}\n"
    raise ValueError(f"CHANGELOG.md has no section '## [{version}] - DATE'")
