"""`eck-mesh install-plugin`."""

from __future__ import annotations

import sys

import click

from eck_mesh import __version__
from eck_mesh.cli.exit_codes import DONE
from eck_mesh.cli.printed import print_text
from eck_mesh.errors import UserError
from eck_mesh.helm import plugin_folders as folders
from eck_mesh.helm.helms import first_helm, script_of_helm_4
from eck_mesh.helm.plugin import helm_3_in_the_way, install_plugin_folder
from eck_mesh.messages.reason import sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.helm.plugin import Installed

ADVICE = """\
  Helm 4: --post-renderer eck-mesh
  Helm 3: --post-renderer {launcher}
"""
SHARED = """\
A Helm 3 with the same plugin folder prints "failed to load plugins" and loads no plugin \
from it: set another HELM_PLUGINS for Helm 3.
"""
OWN_ADVICE = """\
Helm 4 looks there only with another HELM_PLUGINS. Save these two lines as helm4 in a folder of \
your PATH, run chmod +x helm4 there, and type helm4 for Helm 4:

{script}
  Helm 4: helm4 … --post-renderer eck-mesh
  Helm 3: --post-renderer {launcher}
"""
OWN_SHARED = """\
Do not export HELM_PLUGINS: a Helm 3 that gets it too prints "failed to load plugins".
"""


@click.command()
@click.option("--yes", is_flag=True, help="Install it where a Helm 3 looks for plugins, too.")
@click.option(
    "--own-folder",
    is_flag=True,
    help="Install it into a folder beside, PLUGINS-4, which Helm 3 does not read.",
)
def install_plugin(yes: bool, own_folder: bool) -> int:
    """Install eck-mesh as a plugin of Helm 4.

    Writes the folder eck-mesh where Helm looks for plugins: into $HELM_PLUGINS (the first of
    several), or else into Helm's default folder. Run it again after each update. It replaces older
    versions of eck-mesh and nothing else.

    A Helm 3 on PATH that reads this folder too would load none of its own plugins any more: then
    install-plugin asks first, and without a terminal it installs nothing. With --own-folder both
    Helms keep their plugins; it prints a script helm4 that runs Helm 4 with this folder.

    \b
    Examples:
      eck-mesh install-plugin
      eck-mesh install-plugin --own-folder
    """
    if not own_folder:
        _ask_about_helm_3(yes)
    parent = folders.own_folder() if own_folder else folders.plugin_folders()[0]
    done = install_plugin_folder(parent)
    print_text(f"eck-mesh {__version__} {_outcome(done)}: {done.folder}\n")
    launcher = done.folder / "launcher"
    if own_folder:
        print_text(OWN_ADVICE.format(launcher=launcher, script=script_of_helm_4()))
    else:
        print_text(ADVICE.format(launcher=launcher))
    if first_helm("3"):
        print_text(OWN_SHARED if own_folder else SHARED)
    return DONE


def _ask_about_helm_3(yes: bool) -> None:
    """Ask at a terminal, or raise UserError, where a Helm 3 would read the plugin."""
    why = None if yes else helm_3_in_the_way()
    if why and sys.stdin.isatty():
        print_text(f"eck-mesh: {sentence([why])}\n", err=True)
        click.confirm("Install it there anyway?", abort=True, err=True)
    elif why:
        raise UserError.from_reason(why)


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
