"""The YAML files of ECK, cert-manager and both Helms are read as Kubernetes reads them, and leave as they came but for the plan."""

from __future__ import annotations

import pytest

from tests.faithful import corpora
from tests.support.kube_reader import PROGRAM

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="no kube-reader: ci/tools builds it")
LARGEST = (
    500_000  # characters of a file; `python -m tests.faithful.corpora` takes all, and more modules
)


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    """Names and texts of the files."""
    found = [one for one in corpora.files(corpora.MODULES) if len(one[1]) < LARGEST]
    assert len(found) > 1000
    return found


def test_real_documents_are_read_as_kubernetes_reads_them(texts: list[tuple[str, str]]) -> None:
    result = corpora.read(texts)
    assert result.wrong == []
    assert result.counts["same"] > 1500
    assert result.counts["refused by eck-mesh"] < 20


def test_real_streams_leave_as_they_came_but_for_the_plan(texts: list[tuple[str, str]]) -> None:
    result = corpora.filtered(texts)
    assert result.wrong == []
    assert result.counts["goes through"] > 3000
    assert result.counts["changed"] > 300
