"""`eck-mesh completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from eck_mesh.cli.exit_codes import DONE
from eck_mesh.cli.main import COMPLETION
from eck_mesh.cli.printed import print_document

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the completion script of a shell.

    The script completes commands, flags, their values, files, and the ids of messages.

    \b
    Examples, for this shell (zsh: after compinit):
      source <(eck-mesh completion bash)
      source <(eck-mesh completion zsh)
      eck-mesh completion fish | source

    \b
    In every new shell:
      bash  eck-mesh completion bash > ~/.local/share/bash-completion/completions/eck-mesh
      zsh   eck-mesh completion zsh > "${fpath[1]}/_eck-mesh"
      fish  eck-mesh completion fish > ~/.config/fish/completions/eck-mesh.fish

    bash must be 4.4 or newer.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"this version of click knows no {shell}.")
    script = kind(context.find_root().command, {}, "eck-mesh", COMPLETION)
    print_document(script.source_template % script.source_vars())
    return DONE
