"""`eck-mesh install-plugin`."""

from __future__ import annotations

import click

from eck_mesh import __version__
from eck_mesh.helm.plugin import install_plugin_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.helm.plugin import Installed

ADVICE = """\
  Helm 4: --post-renderer eck-mesh
  Helm 3: --post-renderer {launcher}
A Helm 3 with the same plugin folder prints "failed to load plugins" and loads no plugin \
from it: set another HELM_PLUGINS for Helm 3."""


@click.command()
def install_plugin() -> int:
    """Install eck-mesh as a plugin of Helm 4.

    Writes the folder eck-mesh where Helm looks for plugins: into $HELM_PLUGINS (the first of
    several), or else into Helm's default folder. Run it again after each update. It replaces older
    versions of eck-mesh and nothing else.
    """
    done = install_plugin_folder()
    click.echo(f"eck-mesh {__version__} {_outcome(done)}: {done.folder}")
    click.echo(ADVICE.format(launcher=done.folder / "launcher"))
    return 0


def _outcome(done: Installed) -> str:
    if done.link:
        return f"is a plugin already, by a link to {done.link}"
    if not done.changed:
        return "is a plugin already"
    if done.before == __version__:
        return "was a plugin already; its files are updated"
    if done.before:
        return f"is now a plugin, and replaces {done.before}"
    return "is now a plugin"
