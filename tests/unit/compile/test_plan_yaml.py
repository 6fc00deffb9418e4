"""The plan as YAML: reasons with their ids as comments, and list elements by their names."""

from __future__ import annotations

import pytest
import yaml

from eck_mesh.compile.plan_yaml import comment_line, plan_as_yaml
from eck_mesh.manifests.manifest import Ref
from eck_mesh.messages.reason import Reason, reason
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED

REF = Ref("", "Kibana", "prod", "kb")


def change(reasons: list[Reason]) -> Change:
    return Change(REF, ("spec",), None, 1, reasons, "http-tls")


@pytest.mark.parametrize(
    ("reasons", "end"),
    [
        ([reason("tls-is-eck")], " [tls-is-eck]\n"),
        ([reason("tls-is-eck"), reason("tls-stays")], " [tls-is-eck, tls-stays]\n"),
        (
            [reason("user-defined-rule", because="first\nsecond\tthird\x07")],
            ": first\\nsecond\\tthird\\x07 [user-defined-rule]\n",
        ),
    ],
)
def test_a_comment_is_one_line_with_the_rule_and_the_ids(reasons: list[Reason], end: str) -> None:
    comment = comment_line(change(reasons))
    assert comment.startswith("# http-tls: ")
    assert comment.endswith(end)
    assert comment.count("\n") == 1


def test_a_reason_stands_once_above_its_changes() -> None:
    stream = LOCKED.replace('"contract":1,', '"contract":1,"digest":"0a",')
    text = plan_as_yaml(render(stream, Flags()))
    assert yaml.safe_load(text)["digest"].startswith("0a-")
    comments = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    assert all(comment.endswith("]") for comment in comments), comments
    assert any(comment.endswith("[requests-injection]") for comment in comments)
