"""Annotations that differ in the place alone are parsed once, and nothing else is taken for the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.manifest import Ref
from eck_mesh.settings.annotations import Annotations
from eck_mesh.settings.settings import settings_of_annotation

REF = Ref("kibana.k8s.elastic.co", "Kibana", "prod", "kb")


def compact(**block: Any) -> str:
    return json.dumps(
        {"contract": 1, "mode": "strict", "releaseMode": "strict", **block}, separators=(",", ":")
    )


NESTED = {"rules": [{"place": "x"}]}
TEXTS = [
    [compact(place="a.b.mesh"), compact(place="c.d.mesh"), compact(place=""), compact()],
    [
        compact(place="a", **NESTED),
        compact(place="b", **NESTED),
        compact(place="a", rules=[{"place": "y"}]),
    ],
    [compact(**NESTED), compact(rules=[{"place": "y"}])],
    [
        compact(place='a"b'),
        compact(place="a\\b"),
        compact(place="a\\c"),
        compact(place="ab"),
    ],
    [compact(place="a"), compact(place="b", mode="permissive"), compact(place="b", mode="strict")],
    [compact(place="a"), compact(place="a").replace('"place":', '"place": '), compact(place="b")],
    [
        compact(place="a").replace("place", r"pl\u0061ce"),
        compact(place="b", **NESTED),
        compact(place="b"),
    ],
    [
        compact(place="x").replace('"place":"x"', '"place":"x","rules":[{"place": "x"}]'),
        compact(place="y", **NESTED),
    ],
]


@pytest.mark.parametrize("texts", TEXTS)
def test_each_is_read_as_if_it_were_alone(texts: list[str]) -> None:
    read = Annotations().settings
    for text in [*texts, *reversed(texts)]:
        assert read(text, REF) == settings_of_annotation(text, REF)


def test_those_of_one_release_are_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = Annotations().settings
    read(compact(place="first"), REF)
    monkeypatch.setattr("eck_mesh.settings.annotations.settings_of_annotation", lambda *_: None)
    assert read(compact(place="second"), REF) == settings_of_annotation(
        compact(place="second"), REF
    )


def test_what_is_wrong_is_said_of_each_resource() -> None:
    read = Annotations().settings
    for name in "a", "b":
        with pytest.raises(UserError, match=f"Kibana/{name}: annotation"):
            read(compact(place=name, mode="lax"), Ref("kibana.k8s.elastic.co", "Kibana", "", name))
    read(compact(place="a"), REF)
    with pytest.raises(UserError, match="control character"):
        read(compact(place="TAB").replace("TAB", "\t"), REF)
