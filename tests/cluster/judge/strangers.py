"""What a stream does not show: clients that are not in it, and what programs speak."""

from __future__ import annotations

import re

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import http_ports
from eck_mesh.eck.tls_ports import ports_with_eck_tls
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.clients.mesh_clients import OPERATOR_LABELS
from eck_mesh.mesh.model import Mesh
from eck_mesh.settings.settings import meshed_operator, operator_namespace
from tests.cluster.judge.objects import Pod


def operator(target: Ref, mesh: Mesh) -> Pod | None:
    """The operator that the settings name; None for one outside the mesh."""
    settings = mesh.settings[target]
    if not meshed_operator(settings):
        return None
    ref = Ref("apps", "StatefulSet", operator_namespace(settings), "elastic-operator")
    return _in_mesh(ref, OPERATOR_LABELS, ambient=not mesh.plane(target).injects)


def stranger(client: str, target: Ref, mesh: Mesh) -> Pod:
    """A pod in the mesh that no rule or policy is for, in the data plane of the target where it has one.

    client: as reach calls it, with its namespace where that is not the target's: `(account NAMESPACE/NAME)`, `(any pod of
    namespace NAMESPACE)`.
    """
    found = re.search(r"\((?:account |any pod of namespace )([^/)]+)", client)
    namespace = found[1] if found else target.namespace
    ref = Ref("", "Pod", namespace, f"stranger-{namespace}")
    ambient = mesh.is_inside(target) and not mesh.plane(target).injects
    return _in_mesh(ref, {"app": "stranger"}, ambient)


def _in_mesh(ref: Ref, labels: dict[str, str], ambient: bool) -> Pod:
    """A client that the stream does not have."""
    return Pod(ref, ref.name, "10.0.7.1", labels, {}, not ambient, ambient)


def bytes_of(manifest: Manifest, port: int) -> str:
    """What a program sends and expects at a port of a resource's pods."""
    if port in ports_with_eck_tls(manifest):
        return "tls"
    return "http" if kind_of(manifest).httpTls and port in http_ports(manifest) else "tcp"
