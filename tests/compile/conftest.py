"""What several tests of plans begin with."""

from __future__ import annotations

import pytest

from tests.support.compiled import STRICT, compiled


@pytest.fixture(scope="session")
def strict_plan(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plan for the values STRICT."""
    return compiled(tmp_path_factory.mktemp("plan"), STRICT)
