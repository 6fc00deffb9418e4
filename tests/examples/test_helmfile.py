"""examples/helmfile: one file for both Helms."""

from __future__ import annotations

import pytest

from tests.examples.tools import by_id, expected, helmfile
from tests.support.helm import Helm


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_helmfile_renders_what_helm_renders(helm: Helm, environment: str) -> None:
    done = helmfile(helm, "-e", environment, "template")
    assert done.returncode == 0, done.stderr
    assert by_id(done.objects) == expected(helm, environment)
    assert "PeerAuthentication/logs-es" in by_id(done.objects)


def test_helmfile_stops_at_values_that_lost_the_mode(helm: Helm) -> None:
    done = helmfile(helm, "-e", "staging", "--state-values-set", "mode=strict", "template")
    assert done.returncode == 1
    assert "strict" in done.stderr
