"""Chart.yaml says what the values and the files say."""

from __future__ import annotations

from typing import Any

import yaml

from tests.support.helm import CHART, ROOT


def test_the_app_version_is_the_default_version_of_the_stack() -> None:
    values: dict[str, Any] = yaml.safe_load((ROOT / "values.yaml").read_text())
    assert CHART["appVersion"] == values["version"]
