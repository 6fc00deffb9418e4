"""The identities of the policies that eck-mesh creates for a resource."""

from __future__ import annotations

from eck_mesh.eck.resource import object_name
from eck_mesh.eck.services import services
from eck_mesh.manifests.kinds import (
    ADMISSION_BINDING,
    ADMISSION_POLICY,
    AUTHORIZATION_POLICY,
    DESTINATION_RULE,
    PEER_AUTHENTICATION,
    VIRTUAL_SERVICE,
)
from eck_mesh.manifests.manifest import Ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.routes.gateway_pods import GatewayPods


def peer_authentication_ref(manifest: Manifest) -> Ref:
    """The PeerAuthentication for the pods of a resource."""
    return Ref(*PEER_AUTHENTICATION.identity, manifest.ref.namespace, object_name(manifest))


def authorization_policy_ref(manifest: Manifest) -> Ref:
    """The AuthorizationPolicy for the pods of a resource."""
    return Ref(*AUTHORIZATION_POLICY.identity, manifest.ref.namespace, object_name(manifest))


def destination_rule_ref(manifest: Manifest, service: str) -> Ref:
    """The DestinationRule for a Service of a resource."""
    return Ref(*DESTINATION_RULE.identity, manifest.ref.namespace, service)


def gateway_rule_ref(manifest: Manifest, service: str, pods: GatewayPods) -> Ref:
    """The DestinationRule for a Service of a resource that only the pods of a gateway read: in
    their namespace, so that its name holds that of the resource."""
    name = ".".join(filter(None, (service, manifest.ref.namespace, pods.own)))
    return Ref(*DESTINATION_RULE.identity, pods.namespace, name)


def virtual_service_ref(manifest: Manifest, service: str) -> Ref:
    """The VirtualService for a Service of a resource. Its name has a dot, which no name of the
    chart's own has."""
    return Ref(*VIRTUAL_SERVICE.identity, manifest.ref.namespace, f"{service}.retries")


def admission_policy_name(manifest: Manifest, word: str) -> str:
    """The name of an admission policy: unique in the cluster, so it holds the namespace."""
    return f"{object_name(manifest)}.{manifest.ref.namespace}.{word}.eck-mesh"


def is_created_for(manifest: Manifest, ref: Ref) -> bool:
    """Whether an object has the identity of one that eck-mesh creates for a resource."""
    identity = ref[:2]
    if identity in (ADMISSION_POLICY.identity, ADMISSION_BINDING.identity):
        return ref.name.startswith(admission_policy_name(manifest, "").removesuffix(".eck-mesh"))
    if identity == VIRTUAL_SERVICE.identity:
        return ref in [virtual_service_ref(manifest, one.name) for one in services(manifest)]
    if identity == DESTINATION_RULE.identity:
        names = [named.name for named in services(manifest)]
        if ref.namespace == manifest.ref.namespace and ref.name in names:
            return True
        prefixes = [f"{name}.{manifest.ref.namespace}." for name in names]
        return f"{ref.name}.".startswith(tuple(prefixes))
    return ref in (peer_authentication_ref(manifest), authorization_policy_ref(manifest))
