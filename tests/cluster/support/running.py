"""A stack whose pods run: out of the chart and the post-renderer, its pods from the real operator, sidecars in them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from tests.cluster.bed.bed import Bed, BedError
from tests.cluster.support.data_plane import Answer, DataPlane
from tests.cluster.support.live import pod, pods, rendered
from tests.cluster.support.promises import promises
from tests.support.helm import Helm

TRANSPORT = "9300:https"


class Stack:
    """Elasticsearch, by default of two nodes; a client with a sidecar and one without.

    listen: of each node, beside 9300; sets: its nodeSets; amend: what happens to the manifests on their way to the cluster;
    more: other sections of the values; spec: of the Elasticsearch.
    """

    def __init__(
        self,
        bed: Bed,
        namespace: str,
        helm: Helm,
        mesh: dict[str, Any],
        *listen: str,
        sets: dict[str, Any] | None = None,
        amend: Callable[[str], str] = str,
        more: dict[str, Any] | None = None,
        **spec: Any,
    ) -> None:
        self.bed, self.namespace, self.plane, self.helm = (
            bed,
            namespace,
            DataPlane(bed, namespace),
            helm,
        )
        self.sets, self.amend, self.spec = sets or {"one": {"count": 2}}, amend, spec
        self.more = {"kibana": {"default": {"enabled": False}}, **(more or {})}
        self.apply(mesh)
        for name, inject in ("client", "true"), ("naked", "false"):
            labels = {"sidecar.istio.io/inject": inject}
            self.bed.apply(pod(name, labels), namespace=self.namespace)
        nodes = [f"s-es-{name}-{n}" for name, one in self.sets.items() for n in range(one["count"])]
        for name in nodes:
            self.plane.start(name, *listen, TRANSPORT)
        for name in "client", "naked":
            self.plane.start(name)
        self.plane.ready("client", *(nodes if mesh["mode"] != "excluded" else []))

    def apply(self, mesh: dict[str, Any]) -> None:
        self.values = {
            "mesh": mesh,
            "elasticsearch": {"default": {"nodeSets": self.sets, "spec": self.spec}},
            **self.more,
        }
        stream = rendered(self.helm, values=self.values, release="s", namespace=self.namespace)
        self.bed.apply_text(self.amend(stream), self.namespace)

    def template(self) -> str:
        """The release as Helm renders it, before the post-renderer."""
        made = self.helm.template(values=self.values, release="s", namespace=self.namespace)
        return made.stdout

    def start(self, workload: str, *listen: str) -> None:
        """Run the pod of a Deployment, whose name has an end that nobody knows."""
        find = lambda: next(  # noqa: E731
            (name for name in pods(self.bed, self.namespace) if name.startswith(f"{workload}-")),
            None,
        )
        name = self.bed.wait(f"a pod of {workload} is there", find, 60)
        self.plane.start(name, *listen)
        self.plane.ready(name)

    def service(self, port: int, name: str = "es-http") -> str:
        return f"s-{name}.{self.namespace}.svc:{port}"

    def pod(self, port: int, of: str = "one") -> str:
        """As the operator dials it."""
        return f"s-es-{of}-0.s-es-{of}.{self.namespace}:{port}"

    def address(self, port: int) -> str:
        return f"{self.plane.addresses['s-es-one-0']}:{port}"

    def keeps_promises(self) -> int:
        """Check everything that reach says of the pods here, and return how many connections that is."""
        said = promises(self)
        broken = [
            f"{one}: {found}"
            for one in said
            if (found := self.settled(one.pod, one.url, one.answer)) != one.answer
        ]
        assert broken == [], "\n".join(broken)
        return len(said)

    def asks(self, client: str, url: str, expected: Answer) -> None:
        """Check one answer."""
        found = self.settled(client, url, expected)
        assert found == expected, f"{client} -> {url}: {found}, not {expected}"

    def settled(self, client: str, url: str, expected: Answer) -> Answer:
        """The answer. Policies take a moment to get around; what is refused for good stays so."""
        found = Answer("", "", False)

        def same() -> bool:
            nonlocal found
            found = self.plane.ask(client, url)
            return found == expected

        with contextlib.suppress(BedError):
            self.bed.wait("the answer", same, 8)
        return found


Make = Callable[..., Stack]
