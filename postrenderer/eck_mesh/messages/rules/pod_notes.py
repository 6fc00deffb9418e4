"""Notes on what resources say about their own pods."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "operator-is-paused",
        "{resource} has the annotation {annotation}: ECK does not change its pods, and the mode is "
        "true of them only when they are as this manifest says already.",
        "Remove the annotation, and let eck-mesh status check the pods.",
        why="PeerAuthentications and DestinationRules apply at once, but ECK creates and replaces "
        "no pod while the annotation is there.",
        source="cloud-on-k8s pkg/controller/common/unmanaged.go, pause_orchestration.go",
    ),
    Message(
        "sidecar-is-customized",
        "{resource} configures its sidecars itself, and eck-mesh does not evaluate that: {names}.",
        "Make sure that they still capture every port and use mutual TLS.",
        why="An image, a bootstrap, an override or a template can change everything that a sidecar "
        "does.",
        source="istio manifests/charts/istio-control/istio-discovery/files/injection-template.yaml",
    ),
    Message(
        "container-may-change-capture",
        "container {container} of {resource} is privileged, or has NET_ADMIN: it can change what "
        "the mesh captures.",
        "Remove the privilege, unless the container needs it.",
        why="The rules by which a mesh captures traffic are those of the pod's network, and this "
        "container can change them at any time.",
    ),
    Message(
        "alias-hides-service",
        "hostAliases of {resource} give {host}, a Service of {target}, the address {address}.",
        "Remove the alias, unless this is the address of the Service.",
        why="A proxy finds the Service by the address. It sends everything else on unchanged, "
        "without mutual TLS.",
    ),
    Message(
        "service-selects-other-pods",
        "the selector of Service/{service} in {resource} matches none of its own pods.",
        "Remove it, or add a Service of your own for other pods.",
        why="ECK keeps a selector that users write. eck-mesh takes the Service for one of this "
        "resource's pods, with their mode and their TLS.",
        source="cloud-on-k8s pkg/controller/common/defaults/service.go",
    ),
)
