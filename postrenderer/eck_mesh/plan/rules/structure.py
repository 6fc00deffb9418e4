"""What no rule could be right about: places that are no mapping, values that are no string, names given twice."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_templates
from eck_mesh.manifests.paths import expand, get
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

_HTTP = ((), ("selfSignedCertificate",), ("certificate",), ("client",))  # below the TLS block
_OWN = (("spec",), ("metadata", "labels"), ("metadata", "annotations"))
_POD = (
    ("metadata",),
    ("spec",),
    ("metadata", "labels"),
    ("metadata", "annotations"),
    ("spec", "securityContext"),
)
# Lists keyed by name; server-side apply refuses a name given twice, a client-side patch loses one of them.
_NAMES = {
    dict: "mapping",
    list: "list",
    bool: "boolean, true or false without quotes",
    str: "string",
    int: "whole number",
}
_LISTS = ("containers", "initContainers", "volumes")


# Of the objects that are only read: what the rules look into.
_PORTS = "spec.trafficPolicy.portLevelSettings"
_SELECTOR = "spec.resourceSelector"
_READ: dict[str, dict[str, type]] = {
    "PeerAuthentication": {
        **dict.fromkeys(
            (
                "spec",
                "spec.selector",
                "spec.selector.matchLabels",
                "spec.mtls",
                "spec.portLevelMtls",
            ),
            dict,
        ),
    },
    "DestinationRule": {
        **dict.fromkeys(("spec", "spec.trafficPolicy", f"{_PORTS}[*]", f"{_PORTS}[*].port"), dict),
        **dict.fromkeys(("spec.subsets", _PORTS), list),
        f"{_PORTS}[*].port.number": int,
    },
    "StackConfigPolicy": {
        **dict.fromkeys(
            ("spec", _SELECTOR, f"{_SELECTOR}.matchLabels", f"{_SELECTOR}.matchExpressions[*]"),
            dict,
        ),
        **dict.fromkeys(
            (f"{_SELECTOR}.matchExpressions", f"{_SELECTOR}.matchExpressions[*].values"), list
        ),
        f"{_SELECTOR}.matchExpressions[*].key": str,
    },
}


def structure_of_read_objects(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse objects that are only read, and that the other rules could not read."""
    for manifest in mesh.manifests.values() if mesh.settings else ():
        yield from _read(manifest)


def structure(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse a resource that the other rules could not read."""
    kind, body = kind_of(manifest), manifest.body
    http = kind.httpTls
    maps = [
        *_OWN,
        *(http[:i] for i in range(2, len(http))),
        *((*http, *tail) for tail in _HTTP if http),
    ]
    problems = [_not(manifest, path, dict) for path in maps]
    if "spec.nodeSets[*]" in kind.podTemplateHolders:
        problems += [_not(manifest, ("spec", "nodeSets"), list)]
        problems += [] if any(problems) else [*_elements(manifest, ("spec", "nodeSets"))]
    for tail, expected in (
        ((("selfSignedCertificate", "disabled"), bool), (("certificate", "secretName"), str))
        if http
        else ()
    ):
        problems += [_not(manifest, (*http, *tail), expected)] if not any(problems) else []
    found = [problem for problem in problems if problem]
    for template in [] if found else pod_templates(manifest):
        found += _template(manifest, template)
    for reference in kind.references if not found else ():
        for path in expand(body, reference.path):
            found += filter(None, [_not(manifest, path, dict)])
    yield from found


def _read(other: Manifest) -> list[Refusal]:
    places = [
        (path, kind)
        for place, kind in _READ.get(other.ref.kind, {}).items()
        for path in expand(other.body, place)
    ]
    found = [refusal for path, kind in places if (refusal := _not(other, path, kind))]
    for path, _ in places if not found else ():
        labels = get(other.body, path) if path[-1] == "matchLabels" else None
        if labels and not all(isinstance(text, str) for pair in labels.items() for text in pair):
            found.append(
                Refusal(other.ref, path, "must be a mapping of strings: quote what is none.")
            )
    return found


def _template(manifest: Manifest, template: Path) -> list[Refusal]:
    maps = [_not(manifest, (*template, *tail), dict) for tail in ((), *_POD)]
    lists = [_not(manifest, (*template, "spec", name), list) for name in _LISTS]
    found = [problem for problem in (*maps, *lists) if problem]
    if found:
        return found
    for part in "labels", "annotations":
        for key, value in get(manifest.body, (*template, "metadata", part), {}).items():
            if not isinstance(value, str):
                path = (*template, "metadata", part, key)
                found.append(
                    Refusal(
                        manifest.ref,
                        path,
                        f"must be a string, not {_shown(value)}: quote it.",
                    )
                )
    for name in _LISTS:
        path = (*template, "spec", name)
        found += _elements(manifest, path)
        for i in range(len(get(manifest.body, path, []))) if not found else ():
            security = _not(manifest, (*path, i, "securityContext"), dict)
            env = _not(manifest, (*path, i, "env"), list)
            found += [problem for problem in (security, env) if problem]
            found += _elements(manifest, (*path, i, "env")) if not env else []
    return found


def _not(manifest: Manifest, path: Path, expected: type) -> Refusal | None:
    """The refusal of what is there and of another type; what is missing or null is fine."""
    if isinstance(get(manifest.body, path, expected()), expected):
        return None
    return Refusal(manifest.ref, path, f"must be a {_NAMES[expected]}.")


def _elements(manifest: Manifest, path: Path) -> list[Refusal]:
    """Each element of a list must be a mapping with a name of its own."""
    items = get(manifest.body, path, [])
    names = [get(item, ("name",)) for item in items]
    if not all(isinstance(name, str) for name in names):
        return [
            Refusal(
                manifest.ref,
                path,
                "must be a list of mappings, each with a name that is a string.",
            )
        ]
    twice = sorted({name for name in names if names.count(name) > 1})
    why = "the name {} is given twice; Kubernetes takes one entry per name."
    return [Refusal(manifest.ref, path, why.format(name)) for name in twice]


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(getattr(value, "text", value))
