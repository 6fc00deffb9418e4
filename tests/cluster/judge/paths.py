"""One connection from end to end, by istiod's own code: what the client's sidecar makes of it, and what the server's does
with what arrives. The word for it is one of reach's, found without a line of eck_mesh.reach."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.cluster.judge.capture import captures_inbound, captures_outbound
from tests.cluster.judge.objects import Pod

Verdicts = dict[str, dict[str, Any]]
# What a client's bytes are called within Istio's mutual TLS and without it.
WITHIN, WITHOUT = {"tls": "TLS in mTLS"}, {"tls": "own TLS"}
TLS_OF = {"simple": "tls"}
REFUSED = "refused"
NOWHERE = "BlackHoleCluster"  # of istiod: leads nowhere


class Path(NamedTuple):
    """One connection. client: None for one outside the mesh, whoever it is; host: as the client names its target; sends:
    http, tls or tcp, the bytes of the application on both ends; speaks: those of the program, where a gateway sends others."""

    client: Pod | None
    target: Pod
    host: str
    address: str
    port: int
    pod_port: int
    sends: str
    speaks: str = ""

    @property
    def captured(self) -> bool:
        """Whether a proxy of the client gets it."""
        if self.client is None:
            return False
        return self.client.router or captures_outbound(self.client, self.address, self.port)

    @property
    def key(self) -> str:
        """What the verdict on the client's side is kept under."""
        client = self.client.name if self.client else ""
        return f"{client} to {self.host} {self.address} {self.port} {self.sends}"

    def departure(self) -> dict[str, Any]:
        """What is asked of the client's sidecar."""
        bytes_ = {"Protocol": "tcp", "TLS": "tls", "Sni": self.host}
        if self.sends != "tls":
            bytes_ = {"Protocol": self.sends, "TLS": "plaintext"}
        at = {"Mode": "outbound", "Address": self.address, "Port": self.port, "Host": self.host}
        if (
            self.client and self.client.router
        ):  # its routes name Services; what it does with one is asked
            at["Mode"] = "cluster"
        return {**at, **bytes_, "Key": self.key}

    def arrival(self, layer: str) -> dict[str, Any]:
        """What is asked of the server's side: about these bytes within a layer, mutual, tunnel, simple or ""."""
        call = {"Address": self.target.address, "Port": self.pod_port}
        call["Key"] = self.arrival_key(layer)
        if self.target.ambient:
            return {**call, "Mode": "ambient", "TLS": "mtls" if layer else ""}
        is_tls = "tls" in (self.sends, TLS_OF.get(layer))
        protocol, tls = ("tcp", "tls") if is_tls else (self.sends, "plaintext")
        call |= {"Mode": "inbound", "Protocol": protocol, "TLS": tls}
        if layer == "mutual":  # the ALPN that says HTTP is sent by Istio's own Envoy alone
            call |= {"TLS": "mtls", "Alpn": "istio"}
        return call

    def arrival_key(self, layer: str) -> str:
        return f"{self.target.name} {self.pod_port} {self.sends} {layer}"

    def layer(self, found: Verdicts) -> str | None:
        """What the client's side puts around the bytes: mutual, tunnel, simple or ""; None where nothing arrives that the
        server could read."""
        if self.client and self.client.ambient:
            return "tunnel" if self.target.ambient or self.target.meshed else ""
        return self._added(found[self.key]) if self.captured else ""

    def _added(self, verdict: dict[str, Any]) -> str | None:
        """The same, as the client's proxy does it. TLS within TLS that is not Istio's nobody can read."""
        layer = _layer(verdict, self.target.address)
        reads = self.client and self.client.router and self.sends != "tls"
        return None if layer == "simple" and not reads else layer

    def word(self, found: Verdicts) -> str:
        """What becomes of it."""
        layer = self.layer(found)
        if layer is None or not self.accepted(layer, found):
            return REFUSED
        arrives = TLS_OF.get(layer, self.sends)
        if self.speaks and "tls" in (arrives, self.speaks) and arrives != self.speaks:
            return REFUSED
        within = layer in ("mutual", "tunnel")
        return WITHIN.get(arrives, "mTLS") if within else WITHOUT.get(arrives, "plain")

    def accepted(self, layer: str, found: Verdicts) -> bool:
        """Whether the server's side takes what arrives within a layer."""
        if self.target.ambient:
            return layer != "mutual" and not found[self.arrival_key(layer)]["Error"]
        if layer == "tunnel":
            # Where istiod has its ambient profile, the injector labels pods for tunnels (networking.istio.io/tunnel), which
            # their sidecars end on a port of their own, 15008. The simulation has no tunnels.
            return self.target.meshed
        if not captures_inbound(self.target, self.pod_port):
            return layer != "mutual"
        arrival = found[self.arrival_key(layer)]
        if layer == "mutual" and not arrival["EndsTls"]:
            return False  # Istio's handshake reaches the program
        return not arrival["Error"]


def _layer(verdict: dict[str, Any], address: str) -> str | None:
    """The same, as a sidecar does it on the way to an address."""
    if verdict["Error"] or verdict["Cluster"] in ("", NOWHERE):
        return None
    added: str = verdict["Tls"]
    if added == "auto" and "Endpoints" in verdict:
        return verdict["Endpoints"].get(address)  # type: ignore[no-any-return]
    return added if added in ("", "mutual", "simple") else None
