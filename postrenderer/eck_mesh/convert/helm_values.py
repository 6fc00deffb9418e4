"""Values files, merged as Helm merges them."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import mapping
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.helm.client import ValuesFile
    from eck_mesh.manifests.paths import Body

# The first line that `helm get values` prints, without and with --all.
GIVEN, COMPUTED = "USER-SUPPLIED VALUES", "COMPUTED VALUES"


class Values(NamedTuple):
    """The values of a release. complete: whether they contain the defaults of the chart."""

    body: Body
    complete: bool


def read_values(files: Iterable[ValuesFile]) -> Values:
    """The files as one, later ones over earlier ones.

    UserError for what is no mapping, and for a file without a value: a Helm that fails prints
    nothing, and the result would be a whole default stack.
    """
    merged: Body = {}
    for file in files:
        found = _read_file(file)
        if not found.keys() - {GIVEN, COMPUTED}:
            raise UserError.from_reason(reason("no-values"), where=file.label)
        merged = _merged(merged, found)
    complete = COMPUTED in merged
    return Values({k: v for k, v in merged.items() if k not in (GIVEN, COMPUTED)}, complete)


def with_defaults(values: Body, defaults: Body) -> Body:
    """The values over the defaults of a chart; a null removes a default."""
    merged = dict(values)
    for key, default in defaults.items():
        if key not in values:
            merged[key] = default
        elif values[key] is None:
            del merged[key]
        elif isinstance(values[key], dict) and isinstance(default, dict):
            merged[key] = with_defaults(values[key], default)
    return merged


def is_empty(value: object) -> bool:
    """Whether a template takes the value for false: null, false, 0, and what is empty."""
    return value in (None, False, 0, "") or value in ([], {})


def _merged(values: Body, later: Body) -> Body:
    merged = {**values, **later}
    for key in values.keys() & later.keys():
        if isinstance(values[key], dict) and isinstance(later[key], dict):
            merged[key] = _merged(values[key], later[key])
    return merged


def _read_file(file: ValuesFile) -> Body:
    head, _, rest = file.text.partition("\n")
    if head.strip() in (f"{GIVEN}:", f"{COMPUTED}:") and rest.strip() in ("null", "{}"):
        return {}  # as Helm prints no values: that is no YAML
    try:
        found = kubeyaml.load(file.text)
    except kubeyaml.Error as error:
        raise UserError(f"is not YAML: {error}.", where=file.label) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        why = reason("wrong-type", wanted="a mapping", found="something else")
        raise UserError.from_reason(why, where=file.label)
    return mapping(kubeyaml.with_text_keys(found))
