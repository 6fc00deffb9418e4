"""The annotation proxy.istio.io/config, as Istio's injector reads it: YAML of a ProxyConfig (istio/api,
mesh/v1alpha1/proxy.proto).

A field of the wrong type refuses the pod (pkg/kube/inject/validate.go; jsonpb decides what a type takes). Of fields that
it does not know Istio takes anything, and so do we.
"""

from __future__ import annotations

import re

from eck_mesh import kubeyaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DURATION = r"[-+]?(0|((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)"  # Go's time.ParseDuration
# What a field is; Istio takes either spelling of its name, drainDuration and drain_duration.
FIELDS = {
    "a mapping of strings": "proxyMetadata runtimeValues",
    "a mapping": "tracing sds envoyAccessLogService envoyMetricsService gatewayTopology readinessProbe proxyStatsMatcher image "
    "privateKeyProvider proxyHeaders connectionSettings",
    "a duration with its unit, like 60s": "drainDuration discoveryRefreshDelay terminationDrainDuration fileFlushInterval",
    "true or false": "holdApplicationUntilProxyStarts statsCompression",
    "a whole number": "proxyAdminPort statNameLength concurrency statusPort fileFlushMinSizeKb",
    "a string": "configPath binaryPath serviceCluster discoveryAddress zipkinAddress statsdUdpAddress meshId availabilityZone "
    "envoyMetricsServiceAddress customConfigFile proxyBootstrapTemplatePath",
    "a list of strings": "extraStatTags caCertificatesPem",
}
_WANTED = {name: what for what, names in FIELDS.items() for name in names.split()}


def problem(text: str) -> str:
    """Why Istio would refuse the pod, or why nothing would be captured; "" where neither is so."""
    try:
        config = kubeyaml.load(text)
    except kubeyaml.Error as error:
        return f"does not parse: {getattr(error, 'problem', error)}. Istio would refuse the pod."
    if config is not None and not isinstance(config, dict):
        return "must hold a mapping. Istio would refuse the pod."
    for key, value in (config or {}).items():
        field = re.sub("_([a-z])", lambda found: found[1].upper(), str(key))
        what = _WANTED.get(field, "")
        if value is not None and what and not _is(what, value):
            return f"{key} must be {what}, not {getattr(value, 'text', value)!r}. Istio would refuse the pod."
        if field == "interceptionMode" and value not in ("REDIRECT", "TPROXY", None):
            return f"{key} {value}: nothing would be captured. Remove it."
    return ""


def _is(what: str, value: Any) -> bool:
    if what == "true or false":
        return isinstance(value, bool)
    if what == "a whole number":
        whole = isinstance(value, float) and value.is_integer()
        return whole or (
            not isinstance(value, bool) and re.fullmatch(r"-?\d+", str(value)) is not None
        )
    if what.startswith("a duration"):
        return isinstance(value, str) and re.fullmatch(_DURATION, value) is not None
    if what == "a list of strings":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if what == "a string":
        return isinstance(value, str)
    return isinstance(value, dict) and (
        what == "a mapping" or all(isinstance(inner, str) for inner in value.values())
    )
