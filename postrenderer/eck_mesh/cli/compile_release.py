"""The release that `eck-mesh compile` is asked to compile."""

from __future__ import annotations

import click

from eck_mesh.cli.compile_options import refuse_options
from eck_mesh.cli.flag_values import read_file
from eck_mesh.cli.progress import progress
from eck_mesh.cli.stdin import read_stdin
from eck_mesh.compile.flux.helm_release import FluxRelease, Supplied, read_helm_release
from eck_mesh.helm.chart_cache import local_chart
from eck_mesh.helm.client import Chart, Release, ValuesFile, major_version, render_release
from eck_mesh.manifests.documents.stream import decode
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eck_mesh.cli.compile_options import Options

NEEDED = ("chart", "release", "namespace")


def release_of_helm_release(options: Options, files: Mapping[str, str]) -> FluxRelease:
    """The release of a HelmRelease in a file or on stdin; files: the texts of --from."""
    situation = "with a HelmRelease, which defines it"
    refuse_options(options, ("release", "values", "sets"), situation)
    if not options.chart:
        situation = "without --chart: the HelmRelease names its own chart"
        refuse_options(options, ("repo", "version", "plain_http"), situation)
    path = options.helm_release
    stream = decode(read_stdin("HelmReleases")) if path == "-" else read_file(path)
    chart = _chart(options) if options.chart else None
    found = read_helm_release(stream, Supplied(options.name, options.namespace, chart, files))
    if major_version() != "4":
        found.notes.append(reason("helm-is-not-4"))
    return found


def release_of_flags(options: Options) -> FluxRelease:
    """The release that the options describe."""
    missing = [f"--{name}" for name in NEEDED if not getattr(options, name)]
    if missing:
        raise click.UsageError(f"Add a HelmRelease, or {', '.join(missing)}.")
    values = [ValuesFile(path, read_file(path)) for path in options.values]
    sets = [f"--set={pair}" for pair in options.sets]
    release = Release(options.release, options.namespace, _chart(options), values, sets)
    return FluxRelease(release, {"metadata": {"name": options.release}}, [])


def _chart(options: Options) -> Chart:
    chart = Chart(options.chart, options.repo, options.version, options.plain_http)
    if chart.is_local:
        refuse_options(options, ("version", "plain_http"), "with a local chart")
    return chart


def pulled(chart: Chart) -> Chart:
    """The chart on this machine, with its progress."""
    if chart.is_local:
        return chart
    with progress(f"Helm pulls {chart.name}"):
        return local_chart(chart)


def rendered(release: Release) -> str:
    """What Helm renders, with its progress."""
    with progress(f"Helm renders {release}"):
        return render_release(release)


def passed_files(pairs: Sequence[str]) -> dict[str, str]:
    """The texts of --from, by KIND/NAME or KIND/NAME:KEY."""
    files = {}
    for pair in pairs:
        label, equals, path = pair.partition("=")
        if not equals or label.partition("/")[0] not in ("ConfigMap", "Secret"):
            expected = "ConfigMap/NAME=FILE or Secret/NAME=FILE, or KIND/NAME:KEY=FILE"
            raise click.UsageError(f"--from {pair}: must be {expected}.")
        files[label] = read_file(path)
    return files
