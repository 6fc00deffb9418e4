"""Admission policies, for those who ask for them: what the API server itself refuses, whoever sends it.

| setting        | refuses                                                                             |
|----------------|-------------------------------------------------------------------------------------|
| requireSidecar | a pod of the resource that no injector gave its istio-proxy                         |
| keepTls        | the update that turns ECK's TLS off on a live Elasticsearch, `helm rollback`'s too  |

Both are Kubernetes' own ValidatingAdmissionPolicy, whose CEL runs in the API server: no webhook that could be away. They
are cluster-scoped: whoever installs the release must be allowed to make them.
"""

from __future__ import annotations

from eck_mesh.eck.labels import pod_selector
from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policy_objects import create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create

RULE = "admission"
# A native sidecar is an init container. Policies are asked after every injector.
INJECTED = """\
object.spec.containers.exists(c, c.name == "istio-proxy") ||
object.spec.?initContainers.orValue([]).exists(c, c.name == "istio-proxy")"""
# ECK's own rule for TLS off (pkg/apis/common/v1/common.go), of the live object and the new one.
OFF = """\
[oldObject, object].map(o,
  o.spec.?http.?tls.?selfSignedCertificate.?disabled.orValue(false) &&
  o.spec.?http.?tls.?certificate.?secretName.orValue("") == "")"""


def admission(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """The policies that the settings ask for, each with its binding, for resources that get sidecars."""
    settings = mesh.settings[manifest.ref]
    if not (settings.requireSidecar or settings.keepTls) or mesh.mode(manifest.ref) not in (
        "permissive",
        "strict",
    ):
        return
    if settings.dataPlane == "ambient":
        why = "mesh.requireSidecar and mesh.keepTls are about sidecars, and mesh.dataPlane is ambient. Remove them."
        yield Refusal(manifest.ref, (), RULE, why)
    elif not manifest.ref.namespace:
        why = "a policy for its pods needs the namespace. Add --namespace."
        yield Refusal(manifest.ref, ("metadata", "namespace"), RULE, why)
    else:
        if settings.requireSidecar and pod_templates(manifest):
            yield from _require_sidecar(manifest, mesh)
        if settings.keepTls and manifest.ref.kind == "Elasticsearch":
            yield from _keep_tls(manifest, mesh)


def _require_sidecar(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    selector = pod_selector(manifest)
    if not selector:
        because = "mesh.requireSidecar: no label is known that only its pods have, so that no policy is made for them"
        yield Skip(manifest.ref, (), RULE, because)
        return
    matching = {
        "resourceRules": [
            {
                "apiGroups": [""],
                "apiVersions": ["v1"],
                "operations": ["CREATE"],
                "resources": ["pods"],
            }
        ],
        "objectSelector": {"matchLabels": selector},
    }
    message = f"a pod of {manifest.ref} without istio-proxy, which mesh.requireSidecar refuses. No injector took it: "
    message += "`eck-mesh status` looks for the reason."
    because = "the API server refuses a pod that got no sidecar; without it such a pod would run outside the mesh"
    validation = {"expression": INJECTED, "message": message}
    yield from _policy(
        manifest,
        mesh,
        "require-sidecar",
        {"matchConstraints": matching, "validations": [validation]},
        because,
    )


def _keep_tls(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Refusal]:
    group = kind_of(manifest).group
    updates = {
        "apiGroups": [group],
        "apiVersions": ["*"],
        "operations": ["UPDATE"],
        "resources": ["elasticsearches"],
    }
    message = f"this would turn ECK's TLS off on the live {manifest.ref}, which cannot roll under sidecars: its operator would "
    message += "lose it. mesh.keepTls refuses that. If you accept the outage, upgrade with mesh.keepTls false first."
    spec = {
        "matchConstraints": {"resourceRules": [{**updates, "resourceNames": [manifest.ref.name]}]},
        "variables": [{"name": "off", "expression": OFF}],
        "validations": [
            {"expression": "variables.off[0] || !variables.off[1]", "message": message}
        ],
    }
    because = "the chart's guard is asked in install and upgrade alone; this one on every road, helm rollback and kubectl too"
    yield from _policy(manifest, mesh, "keep-tls", spec, because)


def _policy(
    manifest: Manifest, mesh: Mesh, word: str, spec: dict[str, Any], because: str
) -> Iterator[Create | Refusal]:
    """Policy and binding, for the resource's namespace alone. Their name is the cluster's, so it holds the namespace."""
    name = f"{manifest.ref.name}-{kind_of(manifest).short}.{manifest.ref.namespace}.{word}.eck-mesh"
    here = {"matchLabels": {"kubernetes.io/metadata.name": manifest.ref.namespace}}
    constraints = {**spec["matchConstraints"], "namespaceSelector": here}
    spec = {"failurePolicy": "Fail", **spec, "matchConstraints": constraints}
    yield from create(manifest, mesh, "ValidatingAdmissionPolicy", name, spec, RULE, because)
    binding = {"policyName": name, "validationActions": ["Deny"]}
    yield from create(
        manifest, mesh, "ValidatingAdmissionPolicyBinding", name, binding, RULE, because
    )
