"""`eck-mesh status`, in words."""

from __future__ import annotations

import sys
from typing import Any

import click

from eck_mesh.block import OPERATOR
from eck_mesh.errors import UserError
from eck_mesh.flags import file, read, with_flags
from eck_mesh.manifest import ECK
from eck_mesh.settings import meshed_operator, operator_namespace
from eck_mesh.stream import decode


@click.command()
@click.argument("stream", required=False)
@click.option("--context", default="", help="kubectl's context.")
@click.option("--kubeconfig", default="", help="kubectl's file.")
@click.option("--operator-namespace", default="", help="Where the operator runs; mesh.operator.namespace without it.")
@with_flags
def status(stream: str | None, context: str, kubeconfig: str, operator_namespace: str, **options: Any) -> int:
    """Is what runs ready for mode strict? A line for each pod; exit 1 if one is not.

    STREAM is what you are about to install, a file or `-` for stdin: `helm template … | eck-mesh status -`. Without it the
    resources that are in the cluster are what is expected; then --namespace says where. Asks kubectl (KUBECTL), changes
    nothing, reads no Secret.
    """
    from eck_mesh.kubectl import Cluster
    from eck_mesh.live import look
    from eck_mesh.status import status as judge

    plan, namespaces, operator, meshed = _plan(stream, options)
    lines = []
    for namespace in namespaces:
        live = look(Cluster(context, kubeconfig), namespace, operator_namespace or operator)
        lines += list(judge(live, plan, meshed))
    _table(lines)
    wrong = sum(line.state == "not" for line in lines)
    click.echo(f"\nNot ready for strict: {wrong} of the lines above." if wrong else "\nReady for strict.")
    return 1 if wrong else 0


def _plan(stream: str | None, options: dict[str, Any]) -> tuple[list[Any] | None, list[str], str, bool]:
    """The manifests as they will be, their namespaces, and what is said of the operator."""
    if stream is None:
        if not options["namespace"]:
            raise click.UsageError("Say which --namespace, or give the stream.")
        return None, [options["namespace"]], str(OPERATOR["namespace"]), True
    from eck_mesh.render import render

    text = decode(sys.stdin.buffer.read()) if stream == "-" else file(stream)
    after = render(text, read(options)).after
    plan = list(after.manifests.values())
    namespaces = dict.fromkeys(m.ref.namespace or options["namespace"] for m in plan if m.ref.group.endswith(ECK))
    if not namespaces or not all(namespaces):
        why = "holds no resource of ECK" if not namespaces else "does not say the namespace"
        raise UserError(f"{why}.", f"the stream {stream}", "Render it with its mode, and add --namespace.")
    settings = next(iter(after.settings.values()), None)
    operator = operator_namespace(settings) if settings else str(OPERATOR["namespace"])
    return plan, list(namespaces), operator, all(meshed_operator(of) for of in after.settings.values())


def _table(lines: list[Any]) -> None:
    """Columns as wide as their widest cell, the reason last."""
    rows = [("", "what", "expected", "found", ""), *lines]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:4], widths, strict=True)]
        click.echo("  ".join([*cells, row[4]]).rstrip())
