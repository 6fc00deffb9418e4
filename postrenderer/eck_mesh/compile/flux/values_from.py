"""The values of a HelmRelease, in the order in which Flux merges them.

Source: fluxcd/pkg chartutil/values.go.
"""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.compile.flux.flux_objects import namespaced_name
from eck_mesh.compile.flux.target_path import (
    helm_flag,
    inline_values_win,
    keys_of_target_path,
    sets_place,
)
from eck_mesh.compile.flux.values_reference import ValuesReference
from eck_mesh.errors import UserError
from eck_mesh.helm.client import ValuesFile
from eck_mesh.manifests.paths import mapping, mappings
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eck_mesh.compile.flux.target_path import Keys
    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason


class Values(NamedTuple):
    """Everything that Helm needs: values files in order, then flags. notes: what may be lost."""

    files: list[ValuesFile]
    sets: list[str]
    notes: list[Reason]


class _Merge:
    """The values so far, as Flux merges them."""

    def __init__(self, inline: Body, where: str) -> None:
        self.inline, self.where = inline, where
        self.values = Values([], [], [])
        self.merged: list[Body] = []  # the values of the references so far
        self.placed: list[Keys] = []  # the keys of their targetPaths

    def add_file(self, label: str, content: str) -> None:
        """A reference without a targetPath: a values file."""
        self.merged.append(_load_mapping(content, label))
        for keys in self.placed:
            if sets_place(self.merged[-1], keys):
                why = reason("value-after-target-path", source=label, path=".".join(keys))
                raise UserError.from_reason(why, where=self.where)
        self.values.files.append(ValuesFile(label, content))

    def add_value(self, reference: ValuesReference, content: str) -> None:
        """A reference with a targetPath: a flag, unless the inline values win."""
        path = reference.target_path
        keys = keys_of_target_path(path)
        if inline_values_win(keys, self.inline, self.merged, self.placed):
            note = reason("inline-values-win", path=path, source=reference.label)
            self.values.notes.append(note)
        else:
            self.values.sets.append(helm_flag(reference.body, content))
        self.placed.append(keys)

    def add_inline(self) -> None:
        """spec.values, after all other files."""
        for path in _nulls(self.inline, "spec.values"):
            self.values.notes.append(reason("null-value-is-dropped", path=path))
        content = kubeyaml.dump(kubeyaml.with_text_keys(self.inline))
        self.values.files.append(ValuesFile("spec.values", content))


def values_from(helm_release: Body, objects: Sequence[Body], files: Mapping[str, str]) -> Values:
    """The values of valuesFrom in order, then spec.values, then the values with a targetPath.

    files: texts that the user passes, by KIND/NAME or KIND/NAME:KEY. Raises UserError for values
    that are missing, or that Helm cannot merge as Flux does.
    """
    rows = mappings(helm_release, ("spec", "valuesFrom"))
    references = [ValuesReference(row, helm_release) for row in rows]
    where = namespaced_name(helm_release)
    _refuse_unused_files(references, files, where)
    merge = _Merge(mapping(helm_release, ("spec", "values")), where)
    for reference in references:
        passed = [files[name] for name in reference.file_names if name in files]
        content = passed[0] if passed else reference.content(objects)
        if content is None:
            merge.values.notes.append(reason("values-unknown", source=reference.label))
        elif reference.target_path:
            merge.add_value(reference, content)
        else:
            merge.add_file(reference.label, content)
    merge.add_inline()
    return merge.values


def _refuse_unused_files(
    references: Sequence[ValuesReference], files: Mapping[str, str], where: str
) -> None:
    known = {name for reference in references for name in reference.file_names}
    unused = sorted(set(files) - known)
    if unused:
        raise UserError(f"--from {unused[0]}: no valuesFrom refers to it.", where=where)


def _load_mapping(content: str, label: str) -> Body:
    try:
        return mapping(kubeyaml.load(content))
    except kubeyaml.Error as error:
        raise UserError(f"is not YAML: {error}", where=label) from error


def _nulls(values: object, path: str) -> Iterator[str]:
    """The paths of all null values."""
    for key, value in mapping(values).items():
        if value is None:
            yield f"{path}.{key}"
        yield from _nulls(value, f"{path}.{key}")
