"""Lines for the versions of the programs in the cluster, compared with requirements.yaml."""

from __future__ import annotations

from eck_mesh.eck.references import references
from eck_mesh.eck.resource import is_set, kind_of, pod_templates, tls_is_off
from eck_mesh.istio.membership import NATIVE, pod_membership
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason
from eck_mesh.settings.requirements import numbers_of, requirements, unmet_need
from eck_mesh.status.line import NOT_READY, NOTE, READY, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eck_mesh.settings.requirements import Need
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Program

FLEET_SERVER = "spec.fleetServerEnabled"  # a field of Agents


def version_lines(desired: Desired) -> Iterator[Line]:
    """A line for each program of the cluster: ready, too old, or a note on an unknown version."""
    for program in desired.live.programs:
        needs = [
            need
            for need in requirements()[program.name].needs
            if not need.when or QUESTIONS[need.when](desired)
        ]
        yield _line(program, needs)


def _line(program: Program, needs: list[Need]) -> Line:
    newest = max(needs, key=lambda need: numbers_of(need.version)).version
    expected, found = f"{newest} or newer", program.version or "unknown"
    if not numbers_of(program.version):
        why = reason("version-unknown", program=program.name, needed=newest)
        return Line(NOTE, program.subject, why, expected, found)
    unmet = unmet_need(program.version, needs)
    if unmet is None:
        return Line(READY, program.subject, None, expected, found)
    why = reason(
        "version-too-old",
        program=program.name,
        purpose=unmet.purpose or "eck-mesh",
        needed=unmet.version,
        because=unmet.because,
    )
    return Line(NOT_READY, program.subject, why, expected, found)


def _enrolled_agents(desired: Desired) -> bool:
    """Whether the operator is to enroll a resource, whose pods then do without Kibana."""
    return any(one.row.operator for manifest in desired.resources for one in references(manifest))


def _fleet_server_without_tls(desired: Desired) -> bool:
    for manifest in desired.resources:
        tls = kind_of(manifest).httpTls
        if is_set(manifest.body, FLEET_SERVER) and tls and tls_is_off(manifest.body, tls):
            return True
    return False


def _native_sidecars(desired: Desired) -> bool:
    pods = [*desired.live.pods, *desired.live.operators]
    return any(pod_membership(pod.body).proxy == NATIVE for pod in pods)


def _resources_field(desired: Desired) -> bool:
    for manifest in desired.resources:
        for template in pod_templates(manifest):
            holders = {template[:-1], ("spec",)}
            if any(get(manifest.body, (*holder, "resources")) for holder in holders):
                return True
    return False


def _ambient(desired: Desired) -> bool:
    planes = map(desired.plane, desired.resources)
    return any(not PLANES[name].leavesPortsOut for name in planes)


def _admission_policies(desired: Desired) -> bool:
    settings = desired.plan.settings.values() if desired.plan else ()
    return any(one.requireSidecar or one.keepTls for one in settings)


def _retries_of_the_mesh(desired: Desired) -> bool:
    if desired.plan is None:
        return False
    plan = desired.plan
    for ref in plan.without_tls:
        if plan.plane(ref).readsHttp and plan.settings[ref].retries == "auto":
            return True
    return False


# What decides whether a row of requirements.yaml applies.
QUESTIONS: dict[str, Callable[[Desired], bool]] = {
    "admissionPolicies": _admission_policies,
    "ambient": _ambient,
    "enrolledAgents": _enrolled_agents,
    "fleetServerWithoutTls": _fleet_server_without_tls,
    "nativeSidecars": _native_sidecars,
    "resourcesField": _resources_field,
    "retriesOfTheMesh": _retries_of_the_mesh,
}
