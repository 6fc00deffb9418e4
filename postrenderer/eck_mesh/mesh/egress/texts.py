"""What users wrote for a program, wherever it may hold addresses."""

from __future__ import annotations

from eck_mesh.eck.hosts import with_variables
from eck_mesh.eck.program_settings import Setting, own_settings
from eck_mesh.eck.resource import kind_of, pod_templates, referred
from eck_mesh.manifests.paths import expand, get, mapping, mappings, strings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

PIPELINES = "spec.pipelines[*]"
FLEET = "xpack.fleet."  # settings of Kibana that Agents use, and Kibana itself does not
FOR_AGENTS = ("xpack.fleet.agents.", "xpack.fleet.outputs", "xpack.fleet.fleetServerHosts")
CONTAINERS = ("containers", "initContainers")


def program_texts(manifest: Manifest, mesh: Mesh) -> Iterator[Setting]:
    """The settings of a resource's program: its own, those of policies, and pipelines."""
    yield from mesh.stack_config.program_settings(manifest)
    if kind_of(manifest).policy:
        yield from mesh.stack_config.cluster_settings(manifest)
    yield from own_settings(manifest, PIPELINES)


def all_texts(manifest: Manifest, mesh: Mesh) -> Iterator[Setting]:
    """The same with the values of variables that are known, and what its containers are given,
    Secrets of the stream that it names, and what Kibana tells Agents."""
    known = {name: value for name, value in variables(manifest).items() if value}
    for setting in program_texts(manifest, mesh):
        if not any(True for _ in strings(setting.value, ())):
            yield setting
        for path, value in strings(setting.value, ()):
            key = ".".join(map(str, (setting.key, *path)))
            yield Setting(setting.ref, (*setting.path, *path), key, with_variables(value, known))
    for _, container in containers(manifest):
        yield from _of_container(manifest, container)
    for secret in mesh.addresses.secrets_of(manifest):
        for part in "data", "stringData":
            for path, value in strings(mapping(secret.body, (part,)), (part,)):
                yield Setting(secret.ref, path, str(path[-1]), value)
    yield from _told_by_kibana(manifest, mesh)


def containers(manifest: Manifest) -> Iterator[tuple[str, Path]]:
    """The containers of all pod templates: containers or initContainers, and the path."""
    for template in pod_templates(manifest):
        for part in CONTAINERS:
            path = (*template, "spec", part)
            for i in range(len(mappings(manifest.body, path))):
                yield part, (*path, i)


def variables(manifest: Manifest) -> dict[str, str]:
    """The environment variables of all containers whose values are in the resource."""
    found = {}
    for _, container in containers(manifest):
        for variable in mappings(manifest.body, (*container, "env")):
            found[text(variable, ("name",))] = text(variable, ("value",))
    return found


def _of_container(manifest: Manifest, container: Path) -> Iterator[Setting]:
    for i, variable in enumerate(mappings(manifest.body, (*container, "env"))):
        name = text(variable, ("name",)).lower().replace("_", ".")
        yield Setting(manifest.ref, (*container, "env", i, "value"), name, variable.get("value"))
    for part in "command", "args":
        value = get(manifest.body, (*container, part))
        yield Setting(manifest.ref, (*container, part), part, value)


def _told_by_kibana(manifest: Manifest, mesh: Mesh) -> Iterator[Setting]:
    """The addresses for Agents in the settings of the Kibana that an Agent, or its Fleet Server,
    refers to. Only kinds with a fleetServerRef have one."""
    row = next((one for one in kind_of(manifest).references if "fleetServer" in one.path), None)
    if row is None:
        return
    fleet_server = referred(manifest, tuple(row.path.split(".")), row.kind)
    holders = [manifest, mesh.manifests.get(fleet_server) if fleet_server else None]
    for holder in filter(None, holders):
        for path in expand(holder.body, "spec.kibanaRef"):
            ref = referred(holder, path, "Kibana")
            kibana = mesh.manifests.get(ref) if ref else None
            for setting in mesh.stack_config.program_settings(kibana) if kibana else ():
                if setting.key.startswith(FOR_AGENTS):
                    key = setting.key.removeprefix(FLEET)
                    yield setting._replace(key=key)
