"""A third-party chart, and a HelmRelease, for `eck-mesh compile`."""

from __future__ import annotations

import json
from typing import Any

OURS = ["--chart=.", "--release=r", "--namespace=n", "--set=mesh.mode=strict"]


def flux(**spec: Any) -> str:
    metadata = {"name": "r", "namespace": "n"}
    return json.dumps(
        {
            "apiVersion": "helm.toolkit.fluxcd.io/v2",
            "kind": "HelmRelease",
            "metadata": metadata,
            "spec": spec,
        }
    )
