"""`eck-mesh status`, in words."""

from __future__ import annotations

import sys
from typing import Any

import click

from eck_mesh.cli.options import file, read, with_flags
from eck_mesh.errors import UserError
from eck_mesh.manifests.kinds import ECK
from eck_mesh.manifests.stream import decode
from eck_mesh.settings.schema import OPERATOR
from eck_mesh.settings.settings import operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh


@click.command()
@click.argument("stream", required=False)
@click.option("--context", default="", help="kubectl's context.")
@click.option("--kubeconfig", default="", help="kubectl's file.")
@click.option(
    "--operator-namespace",
    default="",
    help="Where the operator runs; mesh.operator.namespace without it.",
)
@with_flags
def status(
    stream: str | None, context: str, kubeconfig: str, operator_namespace: str, **options: Any
) -> int:
    """Is what runs ready for mode strict? A line for each pod; exit 1 if one is not.

    STREAM is what you are about to install, a file or `-` for stdin: `helm template … | eck-mesh status -`. Without it what is
    in a --namespace is asked about, as if all of it became strict, with ECK's TLS as it is; what only the values say (who
    is to stay outside, and whom strict then lets in) is not known, and counts as not ready. Asks kubectl (KUBECTL) for
    what all namespaces have of ECK and Istio, changes nothing, reads no Secret.
    """
    from eck_mesh.status.kubectl import Cluster
    from eck_mesh.status.live import look
    from eck_mesh.status.readiness import status as judge

    plan, namespaces, said = _plan(stream, options)
    operator = operator_namespace or said
    lines = list(judge(look(Cluster(context, kubeconfig), operator), plan, namespaces, operator))
    _table(lines)
    wrong = sum(line.state == "not" for line in lines)
    ready = "Ready for strict." if plan else "Ready for strict, with ECK's TLS as it is now."
    click.echo(f"\nNot ready for strict: {wrong} of the lines above." if wrong else f"\n{ready}")
    return 1 if wrong else 0


def _plan(stream: str | None, options: dict[str, Any]) -> tuple[Mesh | None, list[str], str]:
    """The mesh after the plan, the namespaces of its resources, and the operator's."""
    if stream is None:
        if not options["namespace"]:
            raise click.UsageError("Say which --namespace, or give the stream.")
        return None, [options["namespace"]], str(OPERATOR["namespace"])
    from eck_mesh.plan.render import render

    text = decode(sys.stdin.buffer.read()) if stream == "-" else file(stream)
    plan = render(text, read(options)).after
    namespaces = dict.fromkeys(ref.namespace for ref in plan.manifests if ref.group.endswith(ECK))
    if not namespaces or not all(namespaces):
        why = "holds no resource of ECK" if not namespaces else "does not say the namespace"
        raise UserError(
            f"{why}.",
            where=f"the stream {stream}",
            hint="Render it with its mode, and add --namespace.",
        )
    settings = next(iter(plan.settings.values()), None)
    operator = next((m.ref.namespace for m in plan.manifests.values() if m.is_operator), "")
    return (
        plan,
        list(namespaces),
        operator or (operator_namespace(settings) if settings else str(OPERATOR["namespace"])),
    )


def _table(lines: list[Any]) -> None:
    """Columns as wide as their widest cell, the reason last."""
    rows = [("", "what", "expected", "found", ""), *lines]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)]
        click.echo("  ".join([*cells, row[4]]).rstrip())
