"""Where a message says that a setting of one resource is written."""

from __future__ import annotations

import pytest

from eck_mesh.manifests.manifest import Ref
from eck_mesh.settings.own_settings import OwnSettings
from eck_mesh.settings.resolution import settings_of_flags
from eck_mesh.settings.settings import Flags, Settings

REF = Ref("kibana.k8s.elastic.co", "Kibana", "prod", "kb")
THIRD_PARTY = settings_of_flags(Flags(mode="strict"), "prod", {})


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (
            THIRD_PARTY._replace(place="kibana.default.mesh"),
            "kibana.default.mesh.tls: eck in values",
        ),
        (
            THIRD_PARTY._replace(place='mesh.resources."Kibana/kb"'),
            'mesh.resources."Kibana/kb".tls: eck in values',
        ),
        (THIRD_PARTY, 'resources."Kibana/prod/kb".tls: eck in --settings'),
        (
            None,
            "tls: eck for Kibana/prod/kb, in its mesh block in values, or below resources in "
            "--settings",
        ),
    ],
)
def test_a_place_for_each_kind_of_resource(settings: Settings | None, place: str) -> None:
    assert f"{OwnSettings(REF, settings):tls: eck}" == place
