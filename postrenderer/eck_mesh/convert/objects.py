"""The objects that a part creates beside its resource, as extraObjects of eck-mesh's chart."""

from __future__ import annotations

from eck_mesh.convert.helm_values import is_empty
from eck_mesh.convert.templates import escaped
from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.paths import get, mapping, mappings, text
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.convert.findings import Findings
    from eck_mesh.convert.parts import Part
    from eck_mesh.manifests.paths import Body

ACCOUNT = "serviceAccount"
RBAC = "rbac.authorization.k8s.io"
NAMESPACE = "{{ .Release.Namespace }}"
HTTP = "spec.http.service"  # the template of the Service to which an Ingress leads


def objects_of(part: Part, findings: Findings) -> Iterator[tuple[str, Body]]:
    """The objects, each with its key in extraObjects."""
    if part.chart.ingress and get(part.values, ("ingress", "enabled")):
        yield f"{part.chart.name}-ingress", _ingress(part)
    for field, (dashed, make) in MAKERS.items():
        value = mapping(part.values, (field,))
        if not part.chart.accounts or is_empty(value):
            continue
        if not text(value, ("name",)):
            findings.refuse((*part.path, field), reason("object-without-name"))
        if field != ACCOUNT or not account_of(part):
            yield f"{part.chart.name}-{dashed}", make(part, value)


def account_of(part: Part) -> Body:
    """The ServiceAccount as a value of its resource, which creates it for its pods; {} where the
    pods do not use it: eck-stack sets it for no pod."""
    account = mapping(part.values, (ACCOUNT,))
    if not part.chart.accounts or text(account, ("namespace",)) or not _is_used(part, account):
        return {}
    # It has the labels of its resource, and none of its annotations.
    return _metadata(text(account, ("name",)), [account], [part.values, account])


def check_account(part: Part, findings: Findings) -> None:
    """Note a ServiceAccount that the pods do not use."""
    account = mapping(part.values, (ACCOUNT,))
    if part.chart.accounts and account and not _is_used(part, account):
        name = text(account, ("name",))
        findings.note((*part.path, ACCOUNT), "account-is-not-used", name=name)


def _is_used(part: Part, account: Body) -> bool:
    places = [(*spec, holder) for spec in ((), ("spec",)) for holder in part.chart.holders]
    path = ("podTemplate", "spec", "serviceAccountName")
    name = text(account, ("name",))
    return bool(name) and name in [text(part.values, (*place, *path)) for place in places]


def _ingress(part: Part) -> Body:
    ingress, hosts = mapping(part.values, ("ingress",)), mappings(part.values, ("ingress", "hosts"))
    (service,) = [one for one in KINDS[part.chart.kind].services if one.template == HTTP]
    name = service.name.format(name=part.name)
    backend = {"service": {"name": name, "port": {"number": service.port}}}
    path_type = text(ingress, ("pathType",)) or "Prefix"
    spec: Body = {"rules": [_rule(host, path_type, backend) for host in hosts]}
    if text(ingress, ("className",)):
        spec["ingressClassName"] = ingress["className"]
    if get(ingress, ("tls", "enabled")):
        secret = text(ingress, ("tls", "secretName")) or f"{name}-certs-internal"
        spec["tls"] = [{"hosts": [text(host, ("host",)) for host in hosts], "secretName": secret}]
    metadata = _metadata(part.name, [part.values, ingress], [ingress])
    return _manifest("networking.k8s.io/v1", "Ingress", {"metadata": metadata, "spec": spec})


def _rule(host: Body, path_type: str, backend: Body) -> Body:
    path = {"path": text(host, ("path",)) or "/", "pathType": path_type, "backend": backend}
    return {"host": text(host, ("host",)), "http": {"paths": [path]}}


def _account(part: Part, value: Body) -> Body:
    metadata = _metadata_of(part, value)
    if text(value, ("namespace",)):
        metadata["namespace"] = value["namespace"]
    return _manifest("v1", "ServiceAccount", {"metadata": metadata})


def _role(part: Part, value: Body) -> Body:
    body = {"metadata": _metadata_of(part, value), "rules": mappings(value, ("rules",))}
    return _manifest(f"{RBAC}/v1", "ClusterRole", body)


def _binding(part: Part, value: Body) -> Body:
    body: Body = {"metadata": _metadata_of(part, value), "roleRef": mapping(value, ("roleRef",))}
    made = _manifest(f"{RBAC}/v1", "ClusterRoleBinding", body)
    subjects = mappings(value, ("subjects",))
    made["subjects"] = [{**one, "namespace": one.get("namespace") or NAMESPACE} for one in subjects]
    return made


MAKERS = {
    ACCOUNT: ("service-account", _account),
    "clusterRole": ("cluster-role", _role),
    "clusterRoleBinding": ("cluster-role-binding", _binding),
}


def _manifest(api_version: str, kind: str, body: Body) -> Body:
    return {"apiVersion": api_version, "kind": kind, **mapping(escaped(body))}


def _metadata_of(part: Part, value: Body) -> Body:
    return _metadata(text(value, ("name",)), [part.values, value], [part.values, value])


def _metadata(name: str, labelled: list[Body], annotated: list[Body]) -> Body:
    metadata: Body = {"name": name}
    for key, holders in ("labels", labelled), ("annotations", annotated):
        found: Body = {}
        for holder in holders:
            found.update(mapping(holder, (key,)))
        if found:
            metadata[key] = found
    return metadata
