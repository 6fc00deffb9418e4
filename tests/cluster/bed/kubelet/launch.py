"""From a container's spec to the plan of its processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.cluster.bed.bed import NODE
from tests.cluster.bed.kubelet import images, root
from tests.cluster.bed.kubelet.container import Container
from tests.cluster.bed.kubelet.environment import command_line, environment
from tests.cluster.bed.kubelet.process import Plan
from tests.cluster.bed.kubelet.root import Root
from tests.cluster.bed.kubelet.user import user

if TYPE_CHECKING:
    from tests.cluster.bed.kubelet.pod import Pod


def plan(pod: Pod, container: Container) -> Plan:
    """Missing, NoImage and ValueError say what keeps it from starting."""
    spec, hostname = container.spec, pod.spec.get("hostname") or pod.name
    image = images.find(spec["image"])
    own = environment(pod.cluster, pod.found, pod.address, spec)
    env = image.amend({"PATH": images.PATH, **image.env, **own})
    home = pod.folder / "run" / container.name
    work = home / "root"
    work.mkdir(parents=True, exist_ok=True)
    return Plan(
        space=pod.network.space(pod.namespace, pod.name),
        hostname=hostname,
        home=home,
        root=Root(
            work,
            image,
            files(pod, hostname),
            root.mounts(spec, pod.volumes, env),
            bool((spec.get("securityContext") or {}).get("readOnlyRootFilesystem")),
        ),
        user=user(pod.found, spec, image),
        folder=spec.get("workingDir") or image.folder,
        env=env,
        command=command_line(spec, image.entrypoint, env),
    )


def files(pod: Pod, hostname: str) -> dict[str, Path]:
    """What the kubelet writes for all containers of a pod. dnsPolicy is ClusterFirst."""
    folder = pod.folder / "run"
    names = [hostname]
    if subdomain := pod.spec.get("subdomain"):
        names.insert(0, f"{hostname}.{subdomain}.{pod.namespace}.svc.cluster.local")
    hosts = ["127.0.0.1 localhost", f"{pod.address} {' '.join(names)}"]
    aliases = pod.spec.get("hostAliases") or []
    hosts += [f"{alias['ip']} {' '.join(alias['hostnames'])}" for alias in aliases]
    search = f"{pod.namespace}.svc.cluster.local svc.cluster.local cluster.local"
    resolver = [f"nameserver {NODE}", f"search {search}", "options ndots:5"]
    found = {}
    for name, lines in ("hosts", hosts), ("resolv.conf", resolver), ("hostname", [hostname]):
        (folder / name).write_text("\n".join([*lines, ""]))
        found[f"/etc/{name}"] = folder / name
    return found
