"""The data files of the kinds, and an entry of values that is enough for each of them."""

from __future__ import annotations

from typing import Any

import yaml

from tests.support.helm import ROOT

FILES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "files" / "kinds").iterdir()
}
ENTRY: dict[str, dict[str, Any]] = {
    "beat": {"type": "filebeat", "daemonSet": {}},
    "agent": {"deployment": {}},
    "elasticsearchAutoscaler": {
        "policies": {"data": {"resources": {"nodeCount": {"min": 1, "max": 2}}}}
    },
}
