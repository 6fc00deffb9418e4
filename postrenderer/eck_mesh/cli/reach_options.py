"""The options of `eck-mesh reach`."""

from __future__ import annotations

import click

from eck_mesh.cli.options import JSON
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    Command = TypeVar("Command", bound=Callable[..., object])

TABLE, MERMAID, HTML = "table", "mermaid", "html"

OPTIONS = (
    click.option(
        "--format",
        "--output",
        "-o",
        "form",
        type=click.Choice([TABLE, JSON, MERMAID, HTML]),
        default=TABLE,
        help="json: for programs, see docs/json.md; mermaid: a flowchart for Markdown; html: a "
        "page with a picture, which needs no network.",
    ),
    click.option(
        "--why", "-v", is_flag=True, help="Show the rules that decide, in place of the table."
    ),
    click.option(
        "--client",
        "clients",
        multiple=True,
        help="Only connections of this client: a kind (operator, resource, kubelet, api-server, "
        "meshed, outside, gateway) or a name. May be repeated.",
    ),
    click.option(
        "--port",
        "ports",
        multiple=True,
        type=int,
        help="Only connections to this port, of a Service or of the pods. May be repeated.",
    ),
    click.option(
        "--all",
        "every",
        is_flag=True,
        help="Also the ports of the sidecars themselves, which serve health and metrics in "
        "plaintext to every client.",
    ),
    click.option(
        "--no-injection",
        "uninjected",
        is_flag=True,
        help="Take it that namespaces inject no sidecars, where the stream has no Namespace that "
        "says so. Without it such connections are unknown in mode disabled.",
    ),
    click.option(
        "--diff",
        "before",
        default="",
        metavar="FILE",
        help="Show what differs from the stream in FILE: rendered before, or helm get manifest.",
    ),
    click.option(
        "--fail-on",
        "unwanted",
        default="",
        metavar="OUTCOME[=CLIENT],…",
        help="Exit 1 if a connection has one of these outcomes, such as plain,refused=operator. "
        "With --diff: only if the change brings it.",
    ),
)


class ReachOptions(NamedTuple):
    """The arguments and options that only `reach` has.

    before: the file with the stream before; "" for none. unwanted: the text of --fail-on.
    """

    words: tuple[str, ...]
    form: str
    why: bool
    clients: tuple[str, ...]
    ports: tuple[int, ...]
    every: bool
    uninjected: bool
    before: str
    unwanted: str


def own_options(values: Mapping[str, object]) -> ReachOptions:
    """These options of what click parsed."""
    fields = ReachOptions._fields
    return ReachOptions(**{name: values[name] for name in fields})  # type: ignore[arg-type]


def with_reach_options(command: Command) -> Command:
    """Add the options to the command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
