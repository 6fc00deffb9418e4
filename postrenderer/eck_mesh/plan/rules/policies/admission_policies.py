"""Admission policies, on request: what the API server itself rejects, whoever sends it.

| setting        | rejects                                                                      |
|----------------|------------------------------------------------------------------------------|
| requireSidecar | a pod of the resource that no injector gave its istio-proxy                  |
| keepTls        | an update that turns ECK's TLS off on a live Elasticsearch, also by rollback |

Both are Kubernetes' own ValidatingAdmissionPolicy, whose CEL runs in the API server: there is no
webhook that could be down. They are cluster-scoped: whoever installs the release must be allowed to
create them.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_selector, pod_templates
from eck_mesh.istio.names import PROXY
from eck_mesh.manifests.kinds import ADMISSION_BINDING, ADMISSION_POLICY, NAMESPACE_NAME
from eck_mesh.mesh.policy_names import admission_policy_name
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create

# A native sidecar is an init container. Policies run after every injector.
INJECTED = f"""\
object.spec.containers.exists(c, c.name == "{PROXY}") ||
object.spec.?initContainers.orValue([]).exists(c, c.name == "{PROXY}")"""
# ECK's own rule for TLS off (pkg/apis/common/v1/common.go), for the live object and for the new
# one.
OFF = """\
[oldObject, object].map(o,
  o.spec.?http.?tls.?selfSignedCertificate.?disabled.orValue(false) &&
  o.spec.?http.?tls.?certificate.?secretName.orValue("") == "")"""
# What the API server answers; part of the manifests, so that it stays as it is between versions.
NO_SIDECAR = (
    "a pod of {resource} without istio-proxy, which mesh.requireSidecar refuses. No injector took "
    "it: `eck-mesh status` looks for the reason."
)
TLS_OFF = (
    "this would turn ECK's TLS off on the live {resource}, which cannot roll under sidecars: its "
    "operator would lose it. mesh.keepTls refuses that. If you accept the outage, upgrade with "
    "mesh.keepTls false first."
)
PODS = {
    "apiGroups": [""],
    "apiVersions": ["v1"],
    "operations": ["CREATE"],
    "resources": ["pods"],
}


def admission_policies(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """The policies that the settings request, each with its binding, where pods get sidecars."""
    settings = mesh.settings[manifest.ref]
    requested = settings.requireSidecar or settings.keepTls
    if not requested or not mesh.is_inside(manifest.ref) or not mesh.plane(manifest.ref).injects:
        return
    if not manifest.ref.namespace:
        why = reason("admission-policy-needs-namespace")
        yield Refusal(manifest.ref, ("metadata", "namespace"), why)
        return
    if settings.requireSidecar and pod_templates(manifest):
        yield from _require_sidecar(manifest, mesh)
    if settings.keepTls and manifest.ref.kind == "Elasticsearch":
        yield from _keep_tls(manifest, mesh)


def _require_sidecar(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    selector = pod_selector(manifest)
    if not selector:
        yield Skip(manifest.ref, (), [reason("no-label-for-admission-policy")])
        return
    spec = {
        "matchConstraints": {
            "resourceRules": [PODS],
            "objectSelector": {"matchLabels": selector},
        },
        "validations": [{"expression": INJECTED, "message": _message(NO_SIDECAR, manifest)}],
    }
    yield from _policy(
        manifest, mesh, "require-sidecar", spec, reason("rejects-pods-without-sidecar")
    )


def _keep_tls(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Refusal]:
    updates = {
        "apiGroups": [kind_of(manifest).group],
        "apiVersions": ["*"],
        "operations": ["UPDATE"],
        "resources": ["elasticsearches"],
        "resourceNames": [manifest.ref.name],
    }
    validation = {
        "expression": "variables.off[0] || !variables.off[1]",
        "message": _message(TLS_OFF, manifest),
    }
    spec = {
        "matchConstraints": {"resourceRules": [updates]},
        "variables": [{"name": "off", "expression": OFF}],
        "validations": [validation],
    }
    yield from _policy(manifest, mesh, "keep-tls", spec, reason("rejects-turning-tls-off"))


def _message(template: str, manifest: Manifest) -> str:
    return template.format(resource=f"{manifest.ref.kind}/{manifest.ref.name}")


def _policy(
    manifest: Manifest, mesh: Mesh, word: str, spec: Body, why: Reason
) -> Iterator[Create | Refusal]:
    """Policy and binding, for the resource's namespace alone. Names are unique in the cluster, so
    they hold the namespace."""
    name = admission_policy_name(manifest, word)
    here = {"matchLabels": {NAMESPACE_NAME: manifest.ref.namespace}}
    constraints = {**spec["matchConstraints"], "namespaceSelector": here}
    spec = {"failurePolicy": "Fail", **spec, "matchConstraints": constraints}
    yield from create(manifest, mesh, PolicyObject(ADMISSION_POLICY, name, spec), [why])
    binding = {"policyName": name, "validationActions": ["Deny"]}
    yield from create(manifest, mesh, PolicyObject(ADMISSION_BINDING, name, binding), [why])
