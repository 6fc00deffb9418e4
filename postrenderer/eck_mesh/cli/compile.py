"""`eck-mesh compile`."""

from __future__ import annotations

import os

import click

from eck_mesh.cli.compile_options import parsed_options, refuse_options, with_options
from eck_mesh.cli.compile_release import (
    passed_files,
    pulled,
    release_of_flags,
    release_of_helm_release,
    rendered,
)
from eck_mesh.cli.files import deliver
from eck_mesh.cli.flag_values import read_settings
from eck_mesh.cli.notes import check_no_notes, print_notes
from eck_mesh.compile.earlier_plans import places_of_plans, without_plans
from eck_mesh.compile.instances import locked_places
from eck_mesh.compile.patches import compile_patches
from eck_mesh.compile.secret_leaks import leaks_in_message, leaks_in_yaml
from eck_mesh.compile.values import compile_values, prove_plan
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.cli.compile_options import Options
    from eck_mesh.cli.files import Result
    from eck_mesh.compile.flux.helm_release import FluxRelease


@click.command()
@with_options
def compile_command(**values: object) -> int:
    """Write the plan as a file, for Flux, Argo CD and others.

    The file holds values, or patches for a third-party chart: for tools that cannot run a program.

    HELM_RELEASE is a file, or - for a built stream (kustomize build, flux build kustomization) on
    stdin. Without it: --chart, --release, --namespace, and values as for Helm. Needs Helm on PATH,
    or HELM_BIN.

    \b
    Examples:
      eck-mesh compile --chart . --release logs -n logs -f values.yaml -o mesh.yaml
      eck-mesh compile --chart . --release logs -n logs -f values.yaml -o mesh.yaml --check
      eck-mesh compile helmrelease.yaml --chart . --from ConfigMap/logs=values.yaml
    """
    options = parsed_options(values)
    _check_options(options)
    files = passed_files(options.given)
    secrets = [text for label, text in files.items() if label.startswith("Secret/")]
    try:
        found, results = _compile(options, files)
    except UserError as error:
        if leaks_in_message(str(error), secrets):
            raise UserError.from_reason(reason("error-contains-secret"), where="compile") from None
        raise
    if any(leaks_in_yaml(text, secrets) for _, text in results):
        where = str(found.release)
        raise UserError.from_reason(reason("result-contains-secret"), where=where)
    notes = [note for note in found.notes if not leaks_in_message(str(note), secrets)]
    if options.fail_on_notes:
        check_no_notes(notes)
    print_notes(notes)
    return deliver(results, options.check)


def _check_options(options: Options) -> None:
    if not options.helm_release:
        refuse_options(options, ("name", "given"), "without a HelmRelease")
    outputs = [os.path.realpath(path) for path in (options.output, options.created) if path]
    if options.check and not options.output:
        raise click.UsageError("--check needs --output, the file to compare with.")
    if len(set(outputs)) < len(outputs):
        raise click.UsageError("--output and --created are one file.")


def _compile(options: Options, files: Mapping[str, str]) -> tuple[FluxRelease, list[Result]]:
    """The release, and the texts to write with their paths."""
    is_flux = bool(options.helm_release)
    found = release_of_helm_release(options, files) if is_flux else release_of_flags(options)
    release = found.release._replace(chart=pulled(found.release.chart))
    found = found._replace(release=release)
    if options.form == "patches":
        return found, _patch_files(found, options)
    return found, [(options.output or None, _values_file(found, options))]


def _values_file(found: FluxRelease, options: Options) -> str:
    """The values file.

    The chart renders to show where plans belong; then, if needed, with values of the very shape
    that plans will give them, since the digest depends on it; and last with the plans, as proof.
    """
    refuse_options(options, ("mode", "settings", "tls", "created"), "with --as values")
    release = found.release
    known = places_of_plans(release)
    stream = rendered(without_plans(release, known))
    places = locked_places(stream)
    if not places <= known:
        stream = rendered(without_plans(release, known | places))
        places = locked_places(stream)
    expected = Flags(expectMode=options.expect_mode, expectClosed=options.expect_closed)
    compiled = compile_values(stream, str(release), expected)
    if not compiled.rendering and not options.allow_empty:
        raise UserError.from_reason(reason("nothing-is-locked"), where=str(release))
    if compiled.rendering:
        found.notes.extend(compiled.rendering.notes)
    if compiled.rendering and places:
        planned = release.followed_by("the plan", compiled.text)
        prove_plan(compiled.rendering, rendered(without_plans(planned, known - places)))
    return compiled.text


def _patch_files(found: FluxRelease, options: Options) -> list[Result]:
    if not options.mode and not options.settings:
        needed = "--as patches needs --mode or --settings"
        raise click.UsageError(f"{needed}: a third-party chart has no mesh block.")
    file = read_settings(options.settings, options.tls)
    flags = Flags(
        mode=options.mode,
        namespace=found.release.namespace,
        block=file.block,
        resources=file.resources,
        expectMode=options.expect_mode,
        expectClosed=options.expect_closed,
    )
    rendering = render(rendered(found.release), flags)
    if not rendering.changes_anything and not options.allow_empty:
        raise UserError.from_reason(reason("nothing-to-patch"), where=str(found.release))
    found.notes.extend(rendering.notes)
    patches = compile_patches(rendering, str(found.release), found.helmRelease)
    results: list[Result] = [(options.output or None, patches.patch)]
    if patches.created and not options.created:
        raise click.UsageError("Add --created FILE: patches cannot add objects.")
    if options.created:
        results.append((options.created, patches.created))
    return results
