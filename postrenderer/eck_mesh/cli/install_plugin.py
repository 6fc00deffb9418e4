"""`eck-mesh install-plugin`, in words."""

from __future__ import annotations

import click

from eck_mesh import __version__
from eck_mesh.helm.plugin import install


@click.command()
def install_plugin() -> int:
    """Make eck-mesh a plugin of Helm 4.

    The folder eck-mesh is written where Helm looks: $HELM_PLUGINS (the first of several), else Helm's own place. Run it
    again after each update; it replaces older versions of eck-mesh and nothing else.
    """
    done = install()
    if done.link:
        what = f"is a plugin already, by a link to {done.link}"
    elif not done.changed:
        what = "is a plugin already"
    elif done.before == __version__:
        what = "is a plugin already, and now as this program writes it"
    else:
        what = f"is now a plugin{f', in place of {done.before}' if done.before else ''}"
    click.echo(f"eck-mesh {__version__} {what}: {done.folder}")
    click.echo("  Helm 4: --post-renderer eck-mesh")
    click.echo(f"  Helm 3: --post-renderer {done.folder / 'launcher'}")
    click.echo(
        'A Helm 3 that looks into the same folder prints "failed to load plugins" and takes none of its own there:'
        " give it another HELM_PLUGINS."
    )
    return 0
