"""The names by which kubectl takes kinds."""

from __future__ import annotations

import pytest

from eck_mesh.manifests import kinds


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (kinds.AUTHORIZATION_POLICY, "authorizationpolicies.security.istio.io"),
        (kinds.PEER_AUTHENTICATION, "peerauthentications.security.istio.io"),
        (kinds.SERVICE_ENTRY, "serviceentries.networking.istio.io"),
        (kinds.SIDECAR, "sidecars.networking.istio.io"),
    ],
)
def test_kubectl_takes_a_kind_by_its_plural(kind: kinds.ObjectKind, name: str) -> None:
    """kubectl says that it does not know another name, and `status` would take that for none of all kinds."""
    assert kind.resource == name
