"""Diffs of what a plan changes."""

from __future__ import annotations

from tests.support.cases import CASES, Case
from tests.support.command_line import run

UNQUOTED = "strict/policies/a-user-defined-exception-with-unquoted-port-numbers"


def test_an_object_that_is_not_changed_may_have_keys_that_are_not_strings() -> None:
    case = Case(CASES / UNQUOTED)
    text = (case.folder / "input.yaml").read_text()
    assert "    9200:" in text
    done = run("diff", *case.flags, stdin=text)
    assert (done.stderr[:26], done.returncode) == ("eck-mesh: 1 object changed", 1)
    assert "b/DestinationRule/prod/es-es-http" in done.stdout
    assert "PeerAuthentication" not in done.stdout
