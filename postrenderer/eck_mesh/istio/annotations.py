"""The annotations of Istio that users may write on pods: a row for each, with the values that are
possible."""

from __future__ import annotations

from eck_mesh.istio.modes import INSIDE, MODES
from eck_mesh.record import NamedTuple

PREFIX = "traffic.sidecar.istio.io/"
INCLUDE_IN = PREFIX + "includeInboundPorts"
EXCLUDE_IN = PREFIX + "excludeInboundPorts"
EXCLUDE_OUT = PREFIX + "excludeOutboundPorts"
INCLUDE_OUT = PREFIX + "includeOutboundPorts"
INCLUDE_RANGES = PREFIX + "includeOutboundIPRanges"
EXCLUDE_RANGES = PREFIX + "excludeOutboundIPRanges"
EXCLUDE_INTERFACES = PREFIX + "excludeInterfaces"
# Inbound traffic of these interfaces is not captured, or in ambient treated as outbound (Istio
# tools/istio-iptables/pkg/capture/run.go, cni/pkg/iptables/iptables.go). Sidecars read both names.
REROUTED_INTERFACES = "istio.io/reroute-virtual-interfaces"
KUBEVIRT_INTERFACES = PREFIX + "kubevirtInterfaces"
INTERCEPTION = "sidecar.istio.io/interceptionMode"
PROXY_CONFIG = "proxy.istio.io/config"
TEMPLATES = "inject.istio.io/templates"
INJECT = "sidecar.istio.io/inject"  # a label; the annotation of this name is older
DATAPLANE = "istio.io/dataplane-mode"  # a label
REWRITE = "sidecar.istio.io/rewriteAppHTTPProbers"
NATIVE = "sidecar.istio.io/nativeSidecar"
TLS_MODE = "security.istio.io/tlsMode"  # a label
BYPASS_AMBIENT = "ambient.istio.io/bypass-inbound-capture"
MERGE_METRICS = "prometheus.istio.io/merge-metrics"
STATUS = "status.sidecar.istio.io/"
SIDECAR_ONLY = (PREFIX, "sidecar.istio.io/", PROXY_CONFIG, TEMPLATES)
ROOT = "istio-system"  # whose policies are the mesh's; by default
PROXY_UID = 1337  # user and group of the sidecar, whose traffic Istio does not capture
CAPTURES = ("REDIRECT", "TPROXY")  # the interception modes by which a sidecar gets traffic
# What configures a sidecar in ways that no manifest shows.
CUSTOM = (
    "proxy.istio.io/overrides",
    "sidecar.istio.io/bootstrapOverride",
    "sidecar.istio.io/discoveryAddress",
    "sidecar.istio.io/proxyImage",
)
CUSTOM_LABELS = ("topology.istio.io/network",)
YES = ("1", "t", "T", "TRUE", "true", "True")  # what Go's ParseBool accepts as true


class Annotation(NamedTuple):
    """One annotation that only sidecars read, unless `sidecar` is false.

    grammar: what the injector accepts, by its name in annotation_values.py; "" for any text.
    only: the values that do not contradict the mode, where a single value can.
    message: the id of the message that refuses all other values.
    modes: the modes that they contradict.
    contains: the item that the comma list must contain, or `message` refuses the list.
    bypass: what the list must not contain: the ports that the pod serves or dials, or cluster
        addresses.
    """

    grammar: str = ""
    only: tuple[str, ...] = ()
    message: str = ""
    modes: tuple[str, ...] = INSIDE
    contains: str = ""
    bypass: str = ""
    sidecar: bool = True


ANNOTATIONS = {
    INCLUDE_IN: Annotation(only=("*",), message="captures-only-some"),
    INCLUDE_RANGES: Annotation(only=("*",), message="captures-only-some"),
    INCLUDE_OUT: Annotation("ports"),
    EXCLUDE_IN: Annotation("ports", bypass="served"),
    EXCLUDE_OUT: Annotation("ports", bypass="dialed"),
    EXCLUDE_RANGES: Annotation("address ranges", bypass="cluster"),
    EXCLUDE_INTERFACES: Annotation(only=("",), message="interface-bypasses-sidecar"),
    KUBEVIRT_INTERFACES: Annotation(only=("",), message="interface-bypasses-sidecar"),
    REROUTED_INTERFACES: Annotation(
        only=("",), message="interface-bypasses-mesh", modes=INSIDE, sidecar=False
    ),
    INTERCEPTION: Annotation(only=CAPTURES, message="captures-nothing"),
    TEMPLATES: Annotation(contains="sidecar", message="not-the-sidecar-template"),
    REWRITE: Annotation(only=YES, message="probe-not-rewritten", modes=("strict",)),
    BYPASS_AMBIENT: Annotation(
        only=("false",), message="bypasses-ambient", modes=MODES[1:], sidecar=False
    ),
    **{
        name: Annotation(only=("",), message="set-by-istio", sidecar=False)
        for name in ("sidecar.istio.io/status", "ambient.istio.io/redirection")
    },
    PROXY_CONFIG: Annotation("ProxyConfig"),
    f"{STATUS}port": Annotation("a port"),
    f"readiness.{STATUS}initialDelaySeconds": Annotation("a whole number"),
    f"readiness.{STATUS}periodSeconds": Annotation("a whole number"),
    f"readiness.{STATUS}failureThreshold": Annotation("a whole number"),
    MERGE_METRICS: Annotation("true or false"),
    "sidecar.istio.io/proxyCPU": Annotation("a quantity"),
    "sidecar.istio.io/proxyMemory": Annotation("a quantity"),
    "sidecar.istio.io/proxyCPULimit": Annotation("a quantity"),
    "sidecar.istio.io/proxyMemoryLimit": Annotation("a quantity"),
}


def customizes_proxy(name: str, value: str) -> bool:
    """Whether an annotation gives a sidecar a configuration that eck-mesh does not evaluate."""
    if name == TEMPLATES:
        return any(item.strip() not in ("", "sidecar") for item in value.split(","))
    return name in CUSTOM
