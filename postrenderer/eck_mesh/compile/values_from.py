"""The values of a HelmRelease, in the order in which Flux lays them over each other (fluxcd/pkg chartutil/values.go)."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.compile.target_path import flag, inline_wins, meets, steps_of
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from eck_mesh.compile.target_path import Steps

    Body = dict[str, Any]


class Values(NamedTuple):
    """files: texts in order, each with what to call it; sets: Helm flags that come after them; notes: what was not at
    hand or is lost on the way, a sentence each."""

    files: list[tuple[str, str]]
    sets: list[str]
    notes: list[str]


def name_of(body: Body) -> str:
    """NAMESPACE/NAME, or the name where no namespace is known."""
    return "/".join(
        str(part) for part in (body["metadata"]["namespace"], body["metadata"]["name"]) if part
    )


def find(objects: list[Body], kind: str, reference: Body, namespace: str) -> Body | None:
    """What a reference means; its own namespace wins."""
    wanted = (kind, reference.get("name"), reference.get("namespace") or namespace)
    return next(
        (
            o
            for o in objects
            if (o["kind"], o["metadata"].get("name"), o["metadata"]["namespace"]) == wanted
        ),
        None,
    )


def values_from(helm_release: Body, objects: list[Body], files: Mapping[str, str]) -> Values:
    """valuesFrom in its order, then the inline values, then what valuesFrom sets at a targetPath. files: texts that the
    user hands over, by KIND/NAME or KIND/NAME:KEY. UserError for what is needed and not at hand, or can not be said."""
    found = Values([], [], [])
    inline = get(helm_release, ("spec", "values"), {})
    references = get(helm_release, ("spec", "valuesFrom"), [])
    spare = set(files) - {name for reference in references for name in _names(reference)}
    if spare:
        raise UserError(
            f"--from {min(spare)}: no valuesFrom refers to it.", where=name_of(helm_release)
        )
    under: list[Any] = []  # the values of the references so far
    taken: list[Steps] = []  # and the places of their targetPaths
    for reference in references:
        label, text = _names(reference)[1], _text(reference, helm_release, objects, files)
        if text is None:
            found.notes.append(
                f"{label} was not at hand; if what it holds matters to the mesh, the chart will refuse the plan"
            )
        elif reference.get("targetPath"):
            steps = steps_of(reference["targetPath"])
            if inline_wins(steps, inline, under, taken):
                found.notes.append(
                    f"{reference['targetPath']} is in spec.values too, which win over {label} here"
                )
            else:
                found.sets.append(flag(reference, text))
            taken.append(steps)
        else:
            under.append(_load(text, label))
            again = next((steps for steps in taken if meets(under[-1], steps)), None)
            if again:
                why = f"valuesFrom {label} says {'.'.join(again)}, after a targetPath that sets it."
                raise UserError(
                    why, where=name_of(helm_release), hint="Put what has a targetPath last."
                )
            found.files.append((label, text))
    for place in _nulls(inline, ""):
        found.notes.append(
            f"spec.values{place} is null: Flux keeps it, but `kubectl apply` drops it, and the plan is stale then"
        )
    found.files.append(("spec.values", kubeyaml.dump(_with_text_keys(inline))))
    return found


def _text(
    reference: Body, helm_release: Body, objects: list[Body], files: Mapping[str, str]
) -> str | None:
    """What a reference holds, or None. Of a Secret nothing is read but what the user hands over; if it matters, the
    chart sees another digest."""
    names, kind = _names(reference), reference.get("kind")
    text = next((files[name] for name in names if name in files), None)
    if text is not None or kind == "Secret":
        return text
    body = find(objects, "ConfigMap", reference, helm_release["metadata"]["namespace"])
    text = get(body, ("data", _key(reference)))
    if text is not None and not isinstance(text, str):
        raise UserError(f"data.{_key(reference)} must be a string: quote it.", where=names[1])
    if text is None and not reference.get("optional"):
        hint = f"Build the stream with it, or give --from {names[1]}=FILE (/dev/null for a plan that is to be made)."
        raise UserError(
            f"valuesFrom {names[1]} is not at hand.", where=name_of(helm_release), hint=hint
        )
    return text


def _nulls(values: Any, place: str) -> Iterator[str]:
    for key, value in values.items() if isinstance(values, dict) else ():
        if value is None:
            yield f"{place}.{key}"
        yield from _nulls(value, f"{place}.{key}")


def _load(text: str, label: str) -> Any:
    try:
        return kubeyaml.load(text) or {}
    except kubeyaml.Error as error:
        raise UserError(f"is not YAML: {error}", where=label) from error


def _names(reference: Body) -> tuple[str, str]:
    """What a file for it may be called: with its key, and without."""
    label = f"{reference.get('kind')}/{reference.get('name')}"
    return f"{label}:{_key(reference)}", label


def _key(reference: Body) -> str:
    return reference.get("valuesKey") or "values.yaml"


def _with_text_keys(body: Any) -> Any:
    """The same with each key as the API server keeps it: JSON has no others than strings."""
    if isinstance(body, dict):
        return {
            key if isinstance(key, str) else kubeyaml.text_of(key): _with_text_keys(value)
            for key, value in body.items()
        }
    return [_with_text_keys(element) for element in body] if isinstance(body, list) else body
