"""The values of a HelmRelease, in the order in which Flux lays them over each other (fluxcd/pkg chartutil/values.go)."""

from __future__ import annotations

from collections import namedtuple

from eck_mesh import dialect
from eck_mesh.errors import UserError
from eck_mesh.manifest import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Body = dict[str, Any]


class Values(namedtuple("Values", "files sets notes secrets")):
    """files: texts in order, each with what to call it; sets: Helm flags that come after them; notes: what was not at
    hand, a sentence each; secrets: the texts among them that came from Secrets."""

    files: list[tuple[str, str]]
    sets: list[str]
    notes: list[str]
    secrets: list[str]
    __slots__ = ()


def name_of(body: Body) -> str:
    """NAMESPACE/NAME, or the name where no namespace is known."""
    return "/".join(filter(None, [body["metadata"]["namespace"], str(body["metadata"].get("name"))]))


def find(objects: list[Body], kind: str, reference: Body, namespace: str) -> Body | None:
    """What a reference means; its own namespace wins."""
    wanted = (kind, reference.get("name"), reference.get("namespace") or namespace)
    return next((o for o in objects if (o["kind"], o["metadata"].get("name"), o["metadata"]["namespace"]) == wanted), None)


def values_from(helm_release: Body, objects: list[Body], files: Mapping[str, str]) -> Values:
    """valuesFrom in its order, then the inline values, then what valuesFrom sets at a targetPath. files: texts that the
    user hands over, by KIND/NAME or KIND/NAME:KEY. UserError for what is needed and not at hand, or can not be said."""
    found = Values([], [], [], [])
    references = get(helm_release, ("spec", "valuesFrom"), [])
    spare = set(files) - {name for reference in references for name in _names(reference)}
    if spare:
        raise UserError(f"--from {min(spare)}: no valuesFrom refers to it.", name_of(helm_release))
    for reference in references:
        label, kind, path = _names(reference)[1], reference.get("kind"), reference.get("targetPath")
        text = next((files[name] for name in _names(reference) if name in files), None)
        if text is not None and kind == "Secret":
            found.secrets.append(text)
        if text is None and kind == "ConfigMap":
            body = find(objects, "ConfigMap", reference, helm_release["metadata"]["namespace"])
            text = get(body, ("data", _key(reference)))
        if text is None:
            # Of a Secret nothing is read but what the user hands over; if it matters, the chart sees another digest.
            if kind == "ConfigMap" and not reference.get("optional"):
                hint = f"Build the stream with it, or give --from {label}=FILE."
                raise UserError(f"valuesFrom {label} is not at hand.", name_of(helm_release), hint)
            found.notes.append(f"{label} was not at hand; if what it holds matters to the mesh, the chart will refuse the plan")
        elif path:
            found.sets.append(_set(reference, text))
            if get(helm_release, ("spec", "values", *path.split("."))) is not None:
                found.notes.append(f"{path} is in spec.values and in {label}: which of them Flux takes hangs on the order")
        elif found.sets:
            hint = "Put what has a targetPath last: Helm knows no other order."
            raise UserError(f"valuesFrom {label} comes after a targetPath.", name_of(helm_release), hint)
        else:
            found.files.append((label, text))
    found.files.append(("spec.values", dialect.dump(_with_text_keys(get(helm_release, ("spec", "values"), {})))))
    return found


def _names(reference: Body) -> tuple[str, str]:
    """What a file for it may be called: with its key, and without."""
    label = f"{reference.get('kind')}/{reference.get('name')}"
    return f"{label}:{_key(reference)}", label


def _key(reference: Body) -> str:
    return reference.get("valuesKey") or "values.yaml"


def _set(reference: Body, text: str) -> str:
    """One value at a targetPath, as Helm's own flags say it: in quotes, or literal, it is a string."""
    path = reference["targetPath"]
    if reference.get("literal"):
        for special in "\\,[]{}":
            text = text.replace(special, f"\\{special}")
        return f"--set-string={path}={text}"
    for quote in "'", '"':
        if text.startswith(quote) and text.endswith(quote):
            return f"--set-string={path}={text.strip(chr(39) + chr(34))}"
    return f"--set={path}={text}"


def _with_text_keys(body: Any) -> Any:
    """The same with each key as the API server keeps it: JSON has no others than strings."""
    if isinstance(body, dict):
        return {key if isinstance(key, str) else dialect.text_of(key): _with_text_keys(value) for key, value in body.items()}
    return [_with_text_keys(element) for element in body] if isinstance(body, list) else body
