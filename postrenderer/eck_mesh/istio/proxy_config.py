"""The annotation proxy.istio.io/config, as Istio's injector reads it: YAML of a ProxyConfig.

Fields: istio/api, mesh/v1alpha1/proxy.proto. The injector refuses the pod for a field of the wrong
type (pkg/kube/inject/validate.go; jsonpb decides what a type accepts). It accepts fields that it
does not know, and so does eck-mesh.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.istio.annotations import CAPTURES
from eck_mesh.manifests.paths import mapping
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason
from eck_mesh.standard import re

_DURATION = r"[-+]?(0|((\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)"  # Go's time.ParseDuration
_STRINGS = "a mapping of strings"
# What a field must be. Istio accepts both spellings of its name: drainDuration and drain_duration.
FIELDS = {
    _STRINGS: "proxyMetadata runtimeValues",
    "a mapping": "tracing sds envoyAccessLogService envoyMetricsService gatewayTopology "
    "readinessProbe proxyStatsMatcher image privateKeyProvider proxyHeaders connectionSettings",
    "a duration with its unit, like 60s": "drainDuration discoveryRefreshDelay "
    "terminationDrainDuration fileFlushInterval",
    "true or false": "holdApplicationUntilProxyStarts statsCompression",
    "a whole number": "proxyAdminPort statNameLength concurrency statusPort fileFlushMinSizeKb",
    "a string": "configPath binaryPath serviceCluster discoveryAddress zipkinAddress "
    "statsdUdpAddress meshId availabilityZone envoyMetricsServiceAddress customConfigFile "
    "proxyBootstrapTemplatePath",
    "a list of strings": "extraStatTags caCertificatesPem",
}
_WANTED = {name: wanted for wanted, names in FIELDS.items() for name in names.split()}
# Fields that decide what the proxy is and does, which eck-mesh does not evaluate.
_UNREAD = (
    "binaryPath",
    "configPath",
    "customConfigFile",
    "discoveryAddress",
    "proxyBootstrapTemplatePath",
    "runtimeValues",
)
# Environment variables that change neither ports nor TLS.
_HARMLESS = (
    "ISTIO_META_DNS_CAPTURE",
    "ISTIO_META_DNS_AUTO_ALLOCATE",
    "EXIT_ON_ZERO_ACTIVE_CONNECTIONS",
    "MINIMUM_DRAIN_DURATION",
    "OUTPUT_CERTS",
)


def unread_fields(text: str) -> list[str]:
    """The fields of a ProxyConfig whose effect eck-mesh does not evaluate."""
    try:
        config = mapping(kubeyaml.load(text))
    except kubeyaml.Error:
        return []  # which the rules refuse
    found = [str(key) for key in config if field_name(str(key)) in _UNREAD]
    for key in ("proxyMetadata", "proxy_metadata"):
        found += [f"{key}.{name}" for name in mapping(config, (key,)) if name not in _HARMLESS]
    return found


def field_name(key: str) -> str:
    """The name of a field as Istio documents it."""
    return re.sub("_([a-z])", lambda found: found[1].upper(), key)


def check_proxy_config(text: str) -> None:
    """InvalidValue where Istio would refuse the pod, or where the sidecar would capture nothing."""
    try:
        config = kubeyaml.load(text)
    except kubeyaml.Error as error:
        raise InvalidValue(reason("proxy-config-not-parsed", error=error.problem)) from error
    if config is not None and not isinstance(config, dict):
        raise InvalidValue(reason("proxy-config-no-mapping"))
    for key, value in mapping(config).items():
        if value is not None:
            _check_field(str(key), value)


def _check_field(key: str, value: object) -> None:
    field = field_name(key)
    wanted = _WANTED.get(field, "")
    if wanted and not _is(wanted, value):
        if wanted == _STRINGS and isinstance(value, dict):
            name = next(name for name, one in value.items() if not isinstance(one, str))
            key, wanted, value = f"{key}.{name}", "a string", value[name]
        written = value if wanted == "a string" else getattr(value, "text", value)
        why = reason("proxy-config-wrong-type", field=key, wanted=wanted, value=written)
        raise InvalidValue(why)
    if field == "interceptionMode" and value not in CAPTURES:
        raise InvalidValue(reason("captures-nothing", value=f"{key}: {value}"))


def _is(wanted: str, value: object) -> bool:
    if wanted == "true or false":
        return isinstance(value, bool)
    if wanted == "a whole number":
        return _is_whole_number(value)
    if wanted.startswith("a duration"):
        return isinstance(value, str) and re.fullmatch(_DURATION, value) is not None
    if wanted == "a list of strings":
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if wanted == "a string":
        return isinstance(value, str)
    return isinstance(value, dict) and (wanted != _STRINGS or _all_strings(value))


def _is_whole_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, float):
        return value.is_integer()
    return re.fullmatch(r"-?\d+", str(value)) is not None


def _all_strings(pairs: dict[object, object]) -> bool:
    return all(isinstance(value, str) for value in pairs.values())
