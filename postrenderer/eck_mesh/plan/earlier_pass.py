"""Third-party resources that an earlier pass over the stream has given another mode, or other
exceptions.

A stream may go through eck-mesh twice, with a mode for some resources and another one for the
rest. What carries the full signature of a mode is taken as treated: the labels and annotations of
that mode on all pod templates, and its policies by eck-mesh's names. It stays as it is, but counts
as a client and as a target with that mode.
"""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, may_have_pods, pod_templates
from eck_mesh.eck.services import http_ports, services
from eck_mesh.istio.modes import MODES, PLANES
from eck_mesh.manifests.paths import mapping, text, texts
from eck_mesh.mesh.model import Mesh
from eck_mesh.mesh.policy_names import destination_rule_ref, peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.rules.pod_metadata import pod_metadata
from eck_mesh.settings.resolution import settings_of_flags
from eck_mesh.settings.settings import AS_WRITTEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.settings import Flags, Settings

ROWS = [row for plane in PLANES.values() for row in plane.modes.values()]
LABELS = {entry.set for row in ROWS for entry in row.podLabels}


def settings_of_earlier_pass(mesh: Mesh, flags: Flags) -> dict[Ref, Settings]:
    """The settings that resources have from an earlier pass; mesh: with what this pass asks for.

    Not where a settings file gives the resource a mode, or with --override. Without any resource to
    treat there is no pass.
    """
    found: dict[Ref, Settings] = {}
    if flags.override or not mesh.settings:
        return found
    named = {key for key, block in flags.resources.items() if "mode" in block}
    for ref, manifest in mesh.manifests.items():
        is_third_party = manifest.settings is None and is_known(ref) and may_have_pods(manifest)
        if not is_third_party or {str(ref), f"{ref.kind}/{ref.name}"} & named:
            continue
        if _is_labeled(manifest):
            earlier = _earlier(manifest, mesh, flags)
            if earlier is not None:
                found[ref] = earlier._replace(tls=AS_WRITTEN, fromEarlierPass=True)
    return found


def _is_labeled(manifest: Manifest) -> bool:
    """Whether a pod template has any label that a mode sets."""
    templates = [texts(manifest.body, (*t, "metadata", "labels")) for t in pod_templates(manifest)]
    return any(LABELS.intersection(labels) for labels in templates)


def notes_on_earlier_pass(mesh: Mesh, asked: Mesh) -> Iterator[Reason]:
    """A note for each resource whose mode is not the one that this pass asks for."""
    for ref, settings in mesh.settings.items():
        if settings.fromEarlierPass and settings.mode != asked.mode(ref):
            yield reason("mode-of-earlier-pass", resource=ref, mode=settings.mode)


def _earlier(manifest: Manifest, mesh: Mesh, flags: Flags) -> Settings | None:
    """The settings whose signature a resource carries; None for none, and for those asked for."""
    asked = mesh.settings.get(manifest.ref)
    base = asked or settings_of_flags(flags._replace(block={}), manifest.ref.namespace, {})
    if asked and _carries(manifest, asked, mesh):
        return asked if _exceptions(manifest, mesh) else None
    planes = [base.dataPlane, *(plane for plane in PLANES if plane != base.dataPlane)]
    for plane in planes:
        for mode in reversed(MODES[1:]):  # nothing tells permissive from strict in a pure client
            settings = base._replace(dataPlane=plane, mode=mode)
            if _carries(manifest, settings, mesh):
                return settings
    return None


def _carries(manifest: Manifest, settings: Settings, mesh: Mesh) -> bool:
    """Whether a resource, as it is, has everything that a mode gives it."""
    alone = Mesh([manifest], {manifest.ref: settings})
    row = alone.row(manifest.ref)
    for template in pod_templates(manifest):
        labels = texts(manifest.body, (*template, "metadata", "labels"))
        for entry in row.podLabels:
            if entry.set and not entry.setting and labels.get(entry.set) != entry.to:
                return False
    if not row.podLabels or any(isinstance(one, Change) for one in pod_metadata(manifest, alone)):
        return False
    return _has_policies(manifest, settings, mesh)


def _has_policies(manifest: Manifest, settings: Settings, mesh: Mesh) -> bool:
    """Whether the policies of a mode are in the stream, by eck-mesh's names."""
    row = PLANES[settings.dataPlane].modes[settings.mode]
    policy = mesh.manifests.get(peer_authentication_ref(manifest))
    wanted = row.peerAuthentication.mode if row.peerAuthentication else ""
    have = text(policy.body, ("spec", "mtls", "mode")) if policy else ""
    if have != wanted and (policy or http_ports(manifest)):
        return False
    by_role = {one.role: one.tls for one in row.destinationRules}
    for named in services(manifest):
        tls = by_role.get(named.service.role)
        rule = mesh.manifests.get(destination_rule_ref(manifest, named.name))
        found = text(rule.body, ("spec", "trafficPolicy", "tls", "mode")) if rule else ""
        if tls and found != tls and settings.destinationRules != "never":
            return False
    return True


def _exceptions(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether the policy of a resource has exceptions, which only the pass that made it knows."""
    policy = mesh.manifests.get(peer_authentication_ref(manifest))
    return bool(policy and mapping(policy.body, ("spec", "portLevelMtls")))
