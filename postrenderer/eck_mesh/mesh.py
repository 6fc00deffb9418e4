"""The whole stream as the rules see it: every ECK resource with its settings, and what follows from several at once."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.errors import UserError
from eck_mesh.facts import BY_GROUP, PLANES, Mode
from eck_mesh.ingress import BACKENDS, backends
from eck_mesh.manifest import Manifest, Ref, get
from eck_mesh.resource import asks_itself, kind_of, pod_templates, services, targets, tls_is_off
from eck_mesh.settings import Settings, meshed_ingress, meshed_operator, operator_namespace
from eck_mesh.stack_config import all_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from eck_mesh.change import Path

NONE = Mode()  # what mode disabled asks for: nothing
API_SERVER = (
    "the API server, which calls its webhook and is in no mesh (without an answer it takes invalid manifests in silence, by "
    "Elastic's default failurePolicy Ignore, and only an event in `kubectl describe` says so; with Fail not even valid ones)"
)


class Mesh:
    """The working copy of a plan: manifests by identity, the settings of those that are treated.

    manifests are all ECK resources, PeerAuthentications and DestinationRules of the stream, and what rules
    created; a resource without settings is left alone, but counts as a client or a target. foreseen are the manifests of a
    first plan, where rules of users look for places that are not there yet.
    """

    def __init__(
        self, manifests: Iterable[Manifest], settings: dict[Ref, Settings], foreseen: dict[Ref, Manifest] | None = None
    ) -> None:
        self.settings = settings
        self.foreseen = foreseen or {}
        self.manifests: dict[Ref, Manifest] = {}
        for manifest in manifests:
            first = self.manifests.setdefault(manifest.ref, manifest)
            if first is not manifest:
                raise UserError(
                    f"stands twice in the stream, in documents {first.number} and {manifest.number}.",
                    str(manifest.ref),
                    "Give one of them another name (in values: `name`, or another key).",
                )

    def treated(self) -> list[Manifest]:
        """The resources that rules are asked about, in the order of the stream."""
        return [manifest for ref, manifest in self.manifests.items() if ref in self.settings]

    @cached_property
    def policies(self) -> list[Manifest]:
        """The PeerAuthentications, the stream's and ours."""
        return [manifest for ref, manifest in self.manifests.items() if ref.kind == "PeerAuthentication"]

    @cached_property
    def rules_by_host(self) -> dict[tuple[str, str], list[tuple[str, Manifest]]]:
        """The DestinationRules by their host's Service and namespace, each with the rest of the host (svc.DOMAIN, if
        it is given); wildcards under the key ("*", ""), with what follows the star."""
        found: dict[tuple[str, str], list[tuple[str, Manifest]]] = {}
        for ref, manifest in self.manifests.items():
            if ref.kind == "DestinationRule":
                host = str(get(manifest.body, ("spec", "host"), ""))
                name, _, rest = host.partition(".")
                namespace, _, rest = rest.partition(".")
                key, rest = (("*", ""), host[1:]) if name.startswith("*") else ((name, namespace or ref.namespace), rest)
                found.setdefault(key, []).append((rest, manifest))
        return found

    def mode(self, ref: Ref) -> str:
        """The mode that is true of a resource: a pure client on the host network gets no sidecar, whatever it asks, and
        an operator that is said to be outside the mesh is left there."""
        settings = self.settings.get(ref)
        if settings is None or (self.manifests[ref].is_operator and not meshed_operator(settings)):
            return "disabled"
        return "excluded" if self.outside(self.manifests[ref]) else settings.mode

    def row(self, ref: Ref) -> Mode:
        """What the mode of a resource asks for, by the table."""
        settings = self.settings.get(ref)
        return PLANES[settings.dataPlane].get(self.mode(ref), NONE) if settings else NONE

    def outside(self, manifest: Manifest) -> bool:
        """Whether a resource asks for the mesh, but is a client without Services whose pods use the host's network."""
        inside = self.settings[manifest.ref].mode in ("permissive", "strict")
        if not inside or services(manifest) or manifest.is_operator:
            return False
        return any(get(manifest.body, (*path, "spec", "hostNetwork")) for path in pod_templates(manifest))

    def host(self, ref: Ref, service: str) -> str:
        """The full DNS name of a Service of a resource; Istio resolves a short one against the rule's namespace."""
        return f"{service}.{ref.namespace}.svc.{self.settings[ref].clusterDomain}"

    def unmeshed_clients(self, target: Ref) -> list[str]:
        """Who dials this resource and cannot show a mesh identity, each as the words that explain it."""
        settings = self.settings[target]
        if self.manifests[target].is_operator:
            return [API_SERVER]
        clients = []
        if kind_of(self.manifests[target]).dialedByOperator:
            if not meshed_operator(settings):
                clients.append("the operator (mesh.operator.meshed: false)")
            else:
                clients += [f"the operator of this stream, {ref} (mode {self.mode(ref)})" for ref in self._operators_outside]
        service = get(self.manifests[target].body, ("spec", "http", "service", "spec", "type"))
        if service in ("LoadBalancer", "NodePort"):
            clients.append(f"whoever comes through its Service of type {service}")
        if not meshed_ingress(settings):
            clients += dict.fromkeys(str(ingress.ref) for ingress, _ in self.ingresses(target))
        if settings.unmeshedClients:
            clients.append("clients that mesh.unmeshedClients declares")
        return clients + [f"{ref} (mode {self.mode(ref)})" for ref in self._dialed_without_sidecar.get(target, ())]

    def ingresses(self, target: Ref) -> list[tuple[Manifest, Path]]:
        """The Ingresses and Routes that lead to a resource, each with the place that names its Service."""
        named = services(self.manifests[target])
        return [found for service in named for found in self._ways_in.get((service.name, target.namespace), ())]

    @cached_property
    def _ways_in(self) -> dict[tuple[str, str], list[tuple[Manifest, Path]]]:
        found: dict[tuple[str, str], list[tuple[Manifest, Path]]] = {}
        for ref, manifest in self.manifests.items():
            for path, name in backends(manifest) if ref.kind in BACKENDS else ():
                found.setdefault((name, ref.namespace), []).append((manifest, path))
        return found

    def node_settings(self, manifest: Manifest) -> list[tuple[Ref, Path, str, Any]]:
        """The settings of an Elasticsearch's nodes, those of StackConfigPolicies too: whose, where, key and value."""
        return list(all_settings(manifest, self._stack_config_policies, operator_namespace(self.settings[manifest.ref])))

    @cached_property
    def _stack_config_policies(self) -> list[Manifest]:
        return [manifest for ref, manifest in self.manifests.items() if ref.kind == "StackConfigPolicy"]

    @cached_property
    def _operators_outside(self) -> list[Ref]:
        """The operators of the stream that get no sidecar, neither by their mode nor by a label that somebody wrote."""
        operators = (manifest for manifest in self.manifests.values() if manifest.is_operator)
        outside = (manifest for manifest in operators if self.mode(manifest.ref) in ("disabled", "excluded"))
        return [manifest.ref for manifest in outside if not asks_itself(manifest)]

    @cached_property
    def _dialed_without_sidecar(self) -> dict[Ref, list[Ref]]:
        """Each resource that others dial from outside the mesh, with those others."""
        dialed: dict[Ref, list[Ref]] = {}
        for ref, manifest in self.manifests.items():
            if (ref.group, ref.kind) in BY_GROUP and self.mode(ref) in ("disabled", "excluded"):
                for target in set(targets(manifest)) - {ref}:
                    dialed.setdefault(target, []).append(ref)
        return dialed

    @cached_property
    def plain(self) -> dict[tuple[str, str], Ref]:
        """The Services, by name and namespace, whose ECK TLS is off in the mesh, with their owners."""
        found = {}
        for manifest in self.treated():
            path = kind_of(manifest).httpTls
            if path and self.mode(manifest.ref) != "disabled" and tls_is_off(manifest.body, path):
                found.update({(named.name, manifest.ref.namespace): manifest.ref for named in services(manifest)})
        return found
