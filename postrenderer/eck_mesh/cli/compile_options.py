"""The options of `eck-mesh compile`."""

from __future__ import annotations

import click

from eck_mesh.cli.color import color_option
from eck_mesh.cli.options import fail_on_notes_option
from eck_mesh.istio.modes import MODES
from eck_mesh.record import NamedTuple
from eck_mesh.settings.schema import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeVar

    Function = TypeVar("Function", bound=Callable[..., object])

FILE = click.Path(dir_okay=False)
CHART = "Folder, archive, oci://…, REPOSITORY/NAME or a name in --repo; replaces the HelmRelease's."
NAMESPACE = "Namespace of the release. With a HelmRelease: of objects that have none."
NAME = "The HelmRelease to choose from several: NAME or NAMESPACE/NAME."
CHECK = "Write nothing, and show how the file differs. Exit codes: 0 fresh; 1 stale; 3 rejected."
EMPTY = "Write a file without a plan, instead of an error, if there is nothing to compile."
OPTIONS = (
    click.argument(
        "helm_release", required=False, type=click.Path(dir_okay=False, allow_dash=True)
    ),
    click.option("--chart", help=CHART),
    click.option("--repo", help="URL of the chart repository."),
    click.option("--version", help="Version of the chart. Default: the newest."),
    click.option("--plain-http", is_flag=True, help="Pull an oci:// chart over HTTP."),
    click.option("--release", help="Name of the release, without a HelmRelease."),
    click.option("-n", "--namespace", help=NAMESPACE),
    click.option(
        "-f", "--values", multiple=True, type=FILE, help="As for Helm, without a HelmRelease."
    ),
    click.option("--set", "sets", multiple=True, help="As for Helm, without a HelmRelease."),
    click.option("--name", help=NAME),
    click.option(
        "--from",
        "given",
        multiple=True,
        metavar="KIND/NAME[:KEY]=FILE",
        help="The text of a ConfigMap or Secret in valuesFrom.",
    ),
    click.option(
        "--expect-mode",
        type=click.Choice(MODES),
        help="Refuse values whose mode is weaker or missing.",
    ),
    click.option(
        "--as",
        "form",
        type=click.Choice(["values", "patches"]),
        default="values",
        help="The form of the plan; patches are for third-party charts.",
    ),
    click.option("--mode", type=click.Choice(MODES), help="With --as patches: the mesh mode."),
    click.option("--settings", type=FILE, help="With --as patches: a file with the mesh block."),
    click.option(
        "--tls", type=click.Choice(WORDS["tls"]), help="With --as patches: who encrypts HTTP."
    ),
    click.option("--created", type=FILE, help="With --as patches: the file for added objects."),
    click.option("-o", "--output", type=FILE, help="The file to write. Default: stdout."),
    click.option("--check", is_flag=True, help=CHECK),
    click.option(
        "--expect-closed",
        is_flag=True,
        help="Refuse a plan in which clients outside the mesh can connect to any port.",
    ),
    fail_on_notes_option,
    color_option,
    click.option("--allow-empty", is_flag=True, help=EMPTY),
)


class Options(NamedTuple):
    """The options; "" where one is not given."""

    helm_release: str
    chart: str
    repo: str
    version: str
    plain_http: bool
    release: str
    namespace: str
    values: tuple[str, ...]
    sets: tuple[str, ...]
    name: str
    given: tuple[str, ...]
    expect_mode: str
    form: str
    mode: str
    settings: str
    tls: str
    created: str
    output: str
    check: bool
    expect_closed: bool
    fail_on_notes: bool
    allow_empty: bool


SPELLED = {"sets": "set", "given": "from", "plain_http": "plain-http"}


def parsed_options(values: Mapping[str, object]) -> Options:
    """The options from what click parsed."""
    given = {name: "" if value is None else value for name, value in values.items()}
    return Options(**given)  # type: ignore[arg-type]  # click checks the types


def with_options(command: Function) -> Function:
    """Add these options to a click command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def refuse_options(options: Options, names: Sequence[str], situation: str) -> None:
    """Raise a usage error for options that have no effect in a situation."""
    given = [f"--{SPELLED.get(name, name)}" for name in names if getattr(options, name)]
    if given:
        raise click.UsageError(f"{', '.join(given)}: no effect {situation}.")
