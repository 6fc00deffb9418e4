"""The two tables, loaded and checked: kinds.yaml (what ECK's kinds are) and modes.yaml (what a mode means).

A key that no one reads is an error, so that a slip of the pen in a table cannot be a silent no-op.
"""

from __future__ import annotations

import os
from collections import namedtuple

from eck_mesh import kubeyaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MODES = ("disabled", "excluded", "permissive", "strict")  # in this order: weakest first


class Kind(
    namedtuple(
        "Kind",
        "group short podTemplateHolders podTemplate httpTls probe selector type services bypass references dialedByOperator "
        "withoutTls",
        defaults=("", (), "podTemplate", (), "none", "", "", (), {}, (), False, ""),
    )
):
    """One block of kinds.yaml."""

    group: str
    short: str
    podTemplateHolders: list[str]
    podTemplate: str
    httpTls: tuple[str, ...]  # () where there is none
    probe: str
    selector: str
    type: str
    services: list[Service]
    bypass: dict[str, list[dict[str, Any]]]
    references: list[dict[str, str]]
    dialedByOperator: bool
    withoutTls: str
    __slots__ = ()


class Service(
    namedtuple("Service", "name role port portName when template", defaults=(0, "", "", ""))
):
    """A Service that the operator creates. port: the Service's and the pod's, ECK gives no other; 0 where users list them."""

    name: str
    role: str
    port: int
    portName: str
    when: str
    template: str
    __slots__ = ()


class Entry(
    namedtuple(
        "Entry",
        "set to add ports kinds probe setting initContainers because",
        defaults=("", "", "", (), (), "", "", False, ""),
    )
):
    """One label or annotation of a mode."""

    set: str
    to: str
    add: str
    ports: Any
    kinds: list[str]
    probe: str
    setting: str
    initContainers: bool
    because: str
    __slots__ = ()


class Mode(
    namedtuple(
        "Mode",
        "podLabels podAnnotations serviceLabels httpTls peerAuthentication destinationRules",
        defaults=((), (), (), None, None, ()),
    )
):
    """One row of the table of modes."""

    podLabels: list[Entry]
    podAnnotations: list[Entry]
    serviceLabels: list[Entry]
    httpTls: dict[str, str] | None
    peerAuthentication: dict[str, str] | None
    destinationRules: list[dict[str, str]]
    __slots__ = ()


def _table(name: str) -> dict[str, Any]:
    text = __loader__.get_data(os.path.join(os.path.dirname(__file__), name))  # type: ignore[name-defined]  # of a folder or a zip
    table: dict[str, Any] = kubeyaml.load(text.decode())
    return table


def _kinds() -> dict[str, Kind]:
    kinds = {}
    for name, row in _table("kinds.yaml").items():
        services = [Service(**service) for service in row.get("services", ())]
        kinds[name] = Kind(
            **{
                **row,
                "services": services,
                "httpTls": tuple(row["httpTls"].split(".")) if "httpTls" in row else (),
            }
        )
    return kinds


ENTRIES = ("podLabels", "podAnnotations", "serviceLabels")


def _modes(rows: dict[str, dict[str, Any]]) -> dict[str, Mode]:
    modes = {}
    for name, row in rows.items():
        entries = {key: [Entry(**entry) for entry in row.get(key, ())] for key in ENTRIES}
        modes[name] = Mode(**{**row, **entries})
    return modes


KINDS = _kinds()
PLANES = {data_plane: _modes(rows) for data_plane, rows in _table("modes.yaml").items()}
BY_GROUP = {(kind.group, name): kind for name, kind in KINDS.items()}
