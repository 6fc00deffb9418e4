"""The files of a release (`ci/release all`)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from eck_mesh import __version__
from tests.support.clone import Clone

ZIPAPP = "eck-mesh"
CHART = f"eck-mesh-{__version__}.tgz"
PLUGIN = f"plugin/{CHART}"
WHEEL = f"eck_mesh-{__version__}-py3-none-any.whl"
SDIST = f"eck_mesh-{__version__}.tar.gz"
ARCHIVES = [CHART, ZIPAPP, PLUGIN, WHEEL, SDIST]
STATEMENT = f"eck-mesh-{__version__}.provenance.json"


def assert_made(clone: Clone, **env: str) -> str:
    """Make all files, and return SHA256SUMS, which must be true."""
    done = clone.release("all", **env)
    assert done.returncode == 0, done.stderr
    for line in done.stdout.splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256((clone.dist / name).read_bytes()).hexdigest() == sha256
    return done.stdout


def document(release: Clone, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release.dist / name).read_text())
    return found
