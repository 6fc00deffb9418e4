"""Resources of ECK as plain manifests."""

from __future__ import annotations

from typing import Any

VERSION = "9.4.3"


def resource(api: str, kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": api,
        "kind": kind,
        "metadata": {"name": name},
        "spec": {"version": VERSION, **spec},
    }
