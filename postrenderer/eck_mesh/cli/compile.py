"""`eck-mesh compile`: what to render, and where the result goes."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from eck_mesh.cli.files import deliver
from eck_mesh.cli.options import block, file
from eck_mesh.compile.helm_release import Given
from eck_mesh.compile.helm_release import read as read_helm_release
from eck_mesh.compile.patches import compile_patches
from eck_mesh.compile.secret_leaks import told, written
from eck_mesh.compile.values import compile_values, places, prove
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart, Release, plans, run, template
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.stream import decode
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags


@click.command()
@click.argument("helm_release", required=False, type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "--chart",
    help="Folder, archive, oci://…, REPOSITORY/NAME or, with --repo, a name: in place of the HelmRelease's own.",
)
@click.option("--repo", default="", help="URL of the chart repository.")
@click.option("--version", default="", help="Version of the chart; the newest without it.")
@click.option("--plain-http", is_flag=True, help="The registry of an oci:// chart speaks HTTP.")
@click.option("--release", help="Without a HelmRelease: name of the release.")
@click.option(
    "-n",
    "--namespace",
    help="Without a HelmRelease: its namespace; with one: of objects that have none.",
)
@click.option(
    "-f",
    "--values",
    multiple=True,
    type=click.Path(dir_okay=False),
    help="Without a HelmRelease: as Helm's.",
)
@click.option("--set", "sets", multiple=True, help="Without a HelmRelease: as Helm's.")
@click.option(
    "--name", default="", help="Which HelmRelease, where there are several: NAME or NAMESPACE/NAME."
)
@click.option(
    "--from",
    "given",
    multiple=True,
    metavar="KIND/NAME[:KEY]=FILE",
    help="A ConfigMap or Secret of valuesFrom.",
)
@click.option(
    "--expect-mode", type=click.Choice(MODES), help="Refuse values whose mode is weaker, or lost."
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["values", "patches"]),
    default="values",
    help="patches: for charts of others.",
)
@click.option("--mode", type=click.Choice(MODES), help="With --as patches: the mesh mode.")
@click.option(
    "--settings",
    type=click.Path(dir_okay=False),
    help="With --as patches: a file with the mesh block.",
)
@click.option(
    "--created",
    type=click.Path(dir_okay=False),
    help="With --as patches: file for the objects to add.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="File to write; stdout without it."
)
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; exit 1 with a diff if the file is not what would be written.",
)
def compile_command(**options: Any) -> int:
    """The plan as a values file, for Flux and others that cannot run a program.

    HELM_RELEASE is a file, or - for a built stream (kustomize build, flux build kustomization). Without one: --chart,
    --release, --namespace, and values as for Helm. Helm must be on PATH, or named in HELM_BIN.
    """
    outputs = [path for path in (options["output"], options["created"]) if path]
    if options["check"] and not options["output"]:
        raise click.UsageError("--check goes with --output, the file to hold it against.")
    if len(set(map(os.path.realpath, outputs))) < len(outputs):
        raise click.UsageError("--output and --created are one file.")
    if not options["helm_release"]:
        _not_with("without a HelmRelease", options, "name", "from")
    files = _given(options["given"])
    secrets = [text for label, text in files.items() if label.startswith("Secret/")]
    try:
        release = _of_flux(options, files) if options["helm_release"] else _of_flags(options)
        results = (
            _patches(release, options)
            if options["form"] == "patches"
            else _values(release, options)
        )
    except UserError as error:
        if told(str(error), secrets):
            raise UserError(
                "refused, in words that hold what is in a Secret: they are not shown.",
                where="compile",
            ) from None
        raise
    if any(written(text, secrets) for _, text in results):
        hint = "Let the chart refer to the Secret by name, or render in CI (examples/rendered)."
        raise UserError(
            "the result would hold what a Secret of --from says.", where=str(release), hint=hint
        )
    for note in release.notes:
        click.echo(f"eck-mesh: {note}", err=True)
    return deliver(results, options["check"])


def _given(pairs: tuple[str, ...]) -> dict[str, str]:
    """The texts of --from, by KIND/NAME or KIND/NAME:KEY."""
    files = {}
    for pair in pairs:
        label, equals, name = pair.partition("=")
        if not equals or label.partition("/")[0] not in ("ConfigMap", "Secret"):
            raise click.UsageError(
                f"--from {pair}: ConfigMap/NAME=FILE or Secret/NAME=FILE, or KIND/NAME:KEY=FILE."
            )
        files[label] = file(name)
    return files


def _values(release: Release, options: dict[str, Any]) -> list[tuple[str | None, str]]:
    """Rendered once to see where plans belong, once more with values of the very shape that these will give them, since
    the digest hangs on it, and last with the plans, as proof."""
    _not_with(
        "with --as values; this chart's mode is in its values",
        options,
        "mode",
        "settings",
        "created",
    )
    known = plans(release)
    stream = template(release, known)
    if not places(stream) <= known:
        stream = template(release, known | places(stream))
    text = compile_values(stream, str(release), options["expect_mode"] or "")
    if places(stream):
        prove(stream, template(release.followed_by("the plan", text), known - places(stream)))
    return [(options["output"], text)]


def _patches(release: Release, options: dict[str, Any]) -> list[tuple[str | None, str]]:
    if not options["mode"] and not options["settings"]:
        raise click.UsageError(
            "--as patches needs --mode or --settings: charts of others have no mesh block."
        )
    mesh = block(options["settings"]) if options["settings"] else {}
    flags = Flags(
        mode=options["mode"] or "",
        namespace=release.namespace,
        block=mesh,
        expectMode=options["expect_mode"] or "",
    )
    helm_release = release.helmRelease or {"metadata": {"name": release.name}}
    patches, created = compile_patches(render(template(release), flags), str(release), helm_release)
    if created and not options["created"]:
        raise click.UsageError("--created FILE is needed: some objects no patch can add.")
    more = [(options["created"], created)] if options["created"] else []
    return [(options["output"], patches), *more]


def _not_with(why: str, options: dict[str, Any], *names: str) -> None:
    """UsageError for flags that would be ignored."""
    keys = {"set": "sets", "from": "given", "plain-http": "plain_http"}
    wrong = [f"--{name}" for name in names if options.get(keys.get(name, name))]
    if wrong:
        raise click.UsageError(f"{', '.join(wrong)}: not {why}.")


def _of_flux(options: dict[str, Any], files: dict[str, str]) -> Release:
    _not_with("with a HelmRelease, which says this itself", options, "release", "values", "set")
    if not options["chart"]:
        _not_with(
            "without --chart: the HelmRelease names its own",
            options,
            "repo",
            "version",
            "plain-http",
        )
    path = options["helm_release"]
    text = decode(sys.stdin.buffer.read()) if path == "-" else file(path)
    chart = _chart(options) if options["chart"] else None
    release = read_helm_release(
        text, Given(options["name"], options["namespace"] or "", chart, files)
    )
    if not run("version", "--template", "{{.Version}}").startswith("v4"):
        release.notes.append(
            "this Helm is not version 4, as Flux's is: they read some nulls differently"
        )
    return release


def _of_flags(options: dict[str, Any]) -> Release:
    missing = [f"--{key}" for key in ("chart", "release", "namespace") if not options[key]]
    if missing:
        raise click.UsageError(f"Give a HelmRelease, or {', '.join(missing)}.")
    values = [(path, file(path)) for path in options["values"]]
    sets = [f"--set={pair}" for pair in options["sets"]]
    return Release(options["release"], options["namespace"], _chart(options), values, sets)


def _chart(options: dict[str, Any]) -> Chart:
    if os.path.exists(options["chart"]) and not options["repo"]:
        _not_with("with a chart that is here", options, "version", "plain-http")
    return Chart(options["chart"], options["repo"], options["version"], options["plain_http"])
