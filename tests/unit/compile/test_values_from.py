"""valuesFrom: order, Secrets, optional references and files given for them."""

from __future__ import annotations

import pytest
import yaml

from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from tests.support.flux import config_map, flux_release, helm_release


def test_values_from_come_in_order_and_before_the_inline_ones() -> None:
    references = [
        {"kind": "ConfigMap", "name": "a"},
        {"kind": "ConfigMap", "name": "b", "valuesKey": "mesh"},
    ]
    found = flux_release(
        helm_release(valuesFrom=references, values={"x": 3}),
        config_map("a", "x: 1"),
        config_map("b", "x: 2", key="mesh"),
    )
    assert [yaml.safe_load(text)["x"] for _, text in found.release.values] == [1, 2, 3]


def test_a_secret_is_not_needed_and_not_read() -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "namespace": "apps"},
        "stringData": {"values.yaml": "x: 1"},
    }
    found = flux_release(helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), secret)
    assert len(found.release.values) == 1
    assert found.notes == [reason("values-unknown", source="Secret/s")]
    given = flux_release(
        helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), files={"Secret/s": "x: 2"}
    )
    assert given.release.values[0] == ("Secret/s", "x: 2")


def test_each_key_of_a_secret_may_have_its_own_file() -> None:
    references = [
        {"kind": "Secret", "name": "s"},
        {"kind": "Secret", "name": "s", "valuesKey": "mode", "targetPath": "mesh.mode"},
    ]
    found = flux_release(
        helm_release(valuesFrom=references), files={"Secret/s": "x: 1", "Secret/s:mode": "strict"}
    )
    assert (found.release.values[0][1], found.release.sets) == ("x: 1", ["--set=mesh.mode=strict"])


def test_a_file_that_no_values_from_refers_to_is_refused() -> None:
    with pytest.raises(UserError, match="--from Secret/typo: no valuesFrom refers to it"):
        flux_release(
            helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), files={"Secret/typo": "x"}
        )


def test_an_optional_config_map_may_be_missing() -> None:
    found = flux_release(
        helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a", "optional": True}])
    )
    assert found.notes == [reason("values-unknown", source="ConfigMap/a")]
