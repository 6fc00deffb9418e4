"""Names of resources: made from release and key, checked in every mode, refused with the key and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm

ALL_ON: dict[str, Any] = {"apmServer": {"default": {}}}
DISABLED_ES = {"default": {"enabled": False}}


def names(helm: Helm, values: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [
        (o["kind"], o["metadata"]["name"]) for o in helm.template(values=values, **more).objects
    ]


def test_the_key_default_is_called_as_the_release(helm: Helm) -> None:
    made = names(helm, ALL_ON)
    assert sorted(made) == [
        (kind, "elastic-istio") for kind in ("ApmServer", "Elasticsearch", "Kibana")
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"elasticsearch": {"logs": {"enabled": True}}}, ("Elasticsearch", "elastic-istio-logs")),
        ({"elasticsearch": {"logs": {"enabled": True, "name": "own"}}}, ("Elasticsearch", "own")),
        ({"fullnameOverride": "full"}, ("Kibana", "full")),
        (
            {"fullnameOverride": "full", "elasticsearch": {"logs": {"enabled": True}}},
            ("Elasticsearch", "full-logs"),
        ),
    ],
)
def test_other_names(helm: Helm, values: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in names(helm, values)


@pytest.mark.parametrize(
    ("entry", "there"), [({}, True), ({"enabled": True}, True), ({"enabled": False}, False)]
)
def test_an_entry_is_a_resource_unless_it_is_switched_off(
    helm: Helm, entry: dict[str, Any], there: bool
) -> None:
    assert (
        ("Elasticsearch", "elastic-istio-logs") in names(helm, {"elasticsearch": {"logs": entry}})
    ) == there


@pytest.mark.parametrize("section", ["elasticsearch", "kibana", "apmServer"])
@pytest.mark.parametrize("key", ["default", "logs"])
def test_what_is_written_is_on(helm: Helm, section: str, key: str) -> None:
    """Whatever the key: a default of the chart's own values would switch one of them off."""
    kind = section[0].upper() + section[1:]
    made = helm.template(values={section: {key: {"spec": {"revisionHistoryLimit": 5}}}}).objects
    assert [
        o["metadata"]["name"]
        for o in made
        if o["kind"] == kind and o["spec"].get("revisionHistoryLimit")
    ] == ["elastic-istio" if key == "default" else "elastic-istio-logs"]


LONG = "a" * 37
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"kibana": {"true": {"enabled": True}}}, "kibana.true: the key is the boolean true, because YAML reads y, n, on, off, yes and no as booleans."),
    ({"kibana": {"false": {}}}, "kibana.false: the key is the boolean false"),
    ({"kibana": {"Logs": {}}}, "kibana.Logs: a key consists of lower-case letters"),
    ({"kibana": {"1": {}}}, "kibana.1: a key consists of lower-case letters"),
    ({"kibana": {"a-": {}}}, "kibana.a-: a key consists of lower-case letters"),
    ({"kibana": {"a.b": {}}}, "kibana.a.b: a key consists of lower-case letters"),
    ({"kibana": {LONG: {"enabled": True}}}, f'the name "elastic-istio-{LONG}" has 51 characters, and ECK allows 36. Set kibana.{LONG}.name, or fullnameOverride.'),
    ({"kibana": {LONG: {"name": "short"}}}, f"kibana.{LONG}: the key has 37 characters, and a label that contains it allows 36. Choose a shorter key."),
    ({"kibana": {"default": {"name": LONG}}}, f'kibana.default: the name "{LONG}" has 37 characters, and ECK allows 36. Set kibana.default.name.'),
    ({"kibana": {"default": {"name": "a.b"}}}, 'kibana.default: the name "a.b" cannot be part of a Service\'s name'),
    ({"kibana": {"default": {"name": "1a"}}}, 'kibana.default: the name "1a" cannot be part of a Service\'s name'),
    ({"kibana": {"logs": {"enabled": True, "name": "elastic-istio"}}}, 'kibana.logs: has the name "elastic-istio", and so has kibana.default. Set kibana.logs.name.'),
    ({"kibana": {"logs": None}}, "kibana.logs: is null, which Helm 3 and Helm 4 read differently. Write {} for the defaults"),
    ({"elasticsearch": {"default": {"nodeSets": {"true": {}}}}}, "elasticsearch.default.nodeSets.true: the key is the boolean true"),
    ({"elasticsearch": {"default": {"nodeSets": {"Hot": {}}}}}, "elasticsearch.default.nodeSets.Hot: a key consists of lower-case"),
    ({"elasticsearch": {"default": {"nodeSets": {"a" * 24: {}}}}}, "the key has 24 characters, and ECK allows 23. Choose a shorter key."),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["disabled", "strict"])
@pytest.mark.parametrize(("values", "words"), REFUSED)
def test_invalid_names_are_refused_with_the_key_and_the_fix(
    helm: Helm, values: dict[str, Any], words: str, mode: str
) -> None:
    done = helm.template(values={**values, "mesh": {"mode": mode}}, check=False)
    assert done.returncode == 1
    assert words in done.stderr.replace('\\"', '"')


def test_keys_as_yaml_reads_them(helm: Helm) -> None:
    """What the tests above give as the text "true" is what `y:` in a values file becomes."""
    done = helm.run("template", "x", ".", "-f", "-", stdin="kibana:\n  y: {enabled: true}\n")
    assert "kibana.true: the key is the boolean true" in done.stderr


def test_all_problems_are_reported_at_once(helm: Helm) -> None:
    done = helm.template(
        values={"kibana": {"A": {}, "B": {}}, "apmServer": {"true": {}}}, check=False
    )
    assert all(words in done.stderr for words in ("kibana.A:", "kibana.B:", "apmServer.true:"))


def test_a_release_name_with_a_dot_is_refused(helm: Helm) -> None:
    done = helm.template(release="a.b", check=False)
    assert '"a.b" cannot be part of a Service' in done.stderr.replace('\\"', '"')
    assert helm.template(release="a.b", values={"fullnameOverride": "ab"}).objects
