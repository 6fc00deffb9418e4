"""Addresses of random releases in strict: each is changed with its target, or nothing is, or it is refused."""

from __future__ import annotations

import json
import random
import re
from collections import Counter

import pytest
import yaml

from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.eck.logstash.plugins import plugin_connection
from eck_mesh.errors import UserError
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.support.releases.release import Release, release, stream

RELEASES = 400
RULE = "rewritten-addresses"


def rendered(text: str, tls: str) -> Rendering | None:
    """In strict; None for what is refused."""
    try:
        return render(text, Flags(mode="strict", block={"tls": tls}))
    except UserError:
        return None


def plain(text: str) -> str:
    """A text with http in every address of the release; nobody changes an address elsewhere."""
    return re.sub(r"(?i)https://(?!elsewhere)", "http://", text)


def changes(rendering: Rendering) -> list[Change]:
    return [one for one in rendering.decisions if isinstance(one, Change) and one.rule == RULE]


@pytest.fixture(scope="module", params=["auto", "istio"])
def planned(request: pytest.FixtureRequest) -> list[tuple[Release, Rendering]]:
    """The releases that go through, with their plans."""
    found = []
    for seed in range(RELEASES):
        one = release(seed)
        rendering = rendered(one.text, request.param)
        if rendering is not None:
            found.append((one, rendering))
    assert len(found) > RELEASES / 5
    assert sum(bool(changes(rendering)) for _, rendering in found) > 10
    return found


def tls_addresses(mesh: Mesh) -> list[str]:
    """The addresses that connect by TLS to a port without TLS."""
    return [
        f"{one.holder}: {one.address}"
        for target in mesh.without_tls
        for one in mesh.addresses.by_target.get(target, ())
        if one.address.tls and one.is_http and not one.address.host.is_unsure
    ]


def test_no_address_is_left_that_connects_by_tls_to_a_port_without_it(
    planned: list[tuple[Release, Rendering]],
) -> None:
    for one, rendering in planned:
        assert tls_addresses(rendering.after) == [], one.seed


def test_nothing_is_changed_for_a_port_that_keeps_its_tls(
    planned: list[tuple[Release, Rendering]],
) -> None:
    for one, rendering in planned:
        for change in changes(rendering):
            targets = {why.values["target"] for why in change.reasons}
            assert targets <= set(rendering.after.without_tls), one.seed
            assert targets.isdisjoint(rendering.before.without_tls), one.seed


def test_only_addresses_and_settings_of_tls_are_changed(
    planned: list[tuple[Release, Rendering]],
) -> None:
    kinds = Counter[str]()
    for _, rendering in planned:
        for change in changes(rendering):
            before, after = json.dumps(change.before), json.dumps(change.after)
            last = str(change.path[-1])
            if change.after is None:
                kinds["dropped"] += 1
                assert "ssl" in map(str, change.path) or "ssl." in last or "trusted" in last, change
            elif last == "config.string":
                kinds["pipeline"] += 1
            elif last.endswith("protocol"):
                kinds["protocol"] += 1
                assert (change.before, change.after) == ("https", "http")
            else:
                kinds["address"] += 1
                assert after == plain(before)
    assert set(kinds) == {"dropped", "pipeline", "protocol", "address"}


def plugins_without_tls(text: str) -> list[object]:
    """What a pipeline says apart from schemes and from the settings of TLS of the plugins in the table."""
    found: list[object] = []
    for plugin in parse_pipeline(text) or ():
        connection = plugin_connection(plugin)
        gone = [one.begin for one in connection.tls] if connection else []
        rest = [
            (
                one.name,
                plain(text[one.value.begin : one.value.end]),
            )
            for one in plugin.attributes
            if one.begin not in gone
        ]
        found.append((plugin.section, plugin.name, rest))
    return found


def test_a_pipeline_differs_in_schemes_and_settings_of_tls_alone(
    planned: list[tuple[Release, Rendering]],
) -> None:
    for _, rendering in planned:
        for change in changes(rendering):
            if change.path[-1] == "config.string":
                before, after = str(change.before), str(change.after)
                assert plugins_without_tls(before) == plugins_without_tls(after)
                assert is_cut_of(plain(after), plain(before))
                assert after.count("#") == before.count("#"), "comments stay"


def is_cut_of(short: str, long: str) -> bool:
    """Whether a text is another one without some of its characters."""
    rest = iter(long)
    return all(character in rest for character in short)


def test_a_second_run_and_another_order_change_nothing(
    planned: list[tuple[Release, Rendering]],
) -> None:
    for one, rendering in planned[::4]:
        if not changes(rendering):
            continue
        tls = next(iter(rendering.before.settings.values())).tls
        again = rendered(rendering.text, tls)
        assert again is not None, one.seed
        assert changes(again) == [], one.seed
        bodies = list(yaml.safe_load_all(one.text))
        random.Random(one.seed).shuffle(bodies)
        shuffled = rendered(stream(bodies), tls)
        assert shuffled is not None
        fields = {(c.ref, c.path, json.dumps(c.after)) for c in changes(rendering)}
        assert {(c.ref, c.path, json.dumps(c.after)) for c in changes(shuffled)} == fields
