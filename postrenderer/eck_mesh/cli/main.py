"""The command line: the only place that reads the environment, prints or exits.

Helm runs the filter on every call, so the road without flags imports nothing it does not need: click comes in
for flags and commands, YAML only where the stream holds something locked.
"""

from __future__ import annotations

import gc
import os
import sys

from eck_mesh.cli.filter import filter_stream
from eck_mesh.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

HELM4 = "--error-format=helm4"  # stands in plugin.yaml and nowhere else


def main() -> NoReturn:
    """Console script. Exit 0 done, 1 refused or differs, 2 usage."""
    gc.disable()  # one short run: the collector would take a tenth of it, and the exit frees all
    arguments = sys.argv[1:]
    helm4 = HELM4 in arguments
    arguments = [argument for argument in arguments if argument != HELM4]
    try:
        if arguments:
            from eck_mesh.cli.commands import cli

            status = cli(arguments, helm4)
        else:
            status = filter_stream(None)
    except UserError as error:
        status = fail(str(error), helm4)
    except ModuleNotFoundError as error:
        mend = "Run its `-m pip install` on the postrenderer folder, or take the zipapp, which needs no packages."
        status = fail(f"{sys.executable} lacks {error.name}. {mend}", helm4)
    except RecursionError:
        status = fail("a document is nested deeper than any manifest.", helm4)
    except Exception:  # a bug: Helm 4 would say no more than "exited with error"
        import traceback

        status = fail(f"a bug, nothing is written.\n{traceback.format_exc()}", helm4)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # all is written: taking the interpreter apart would be a twentieth of the run


def fail(what: str, helm4: bool) -> int:
    """Tell the user. Helm 3 and a shell show stderr; Helm 4 throws it away, but prints what it cannot parse: one
    literal block scalar as the whole output, with exit 0. Helm 3 would install that, hence only by plugin.yaml."""
    text = f"eck-mesh: {what}"
    print(text, file=sys.stderr)
    if not helm4:
        return 1
    printable = "".join(c if c.isprintable() or c == "\n" else "?" for c in text)
    sys.stdout.write("|\n" + "".join(f"  {line}\n" for line in printable.split("\n")))
    return 0
