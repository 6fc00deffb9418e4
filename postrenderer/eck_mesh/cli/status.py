"""`eck-mesh status`: its flags, what it checks, and its exit code."""

from __future__ import annotations

import click

from eck_mesh.cli.color import color_option
from eck_mesh.cli.completed_words import complete_files
from eck_mesh.cli.exit_codes import DIFFERS, DONE
from eck_mesh.cli.manifests import read_manifest_text
from eck_mesh.cli.options import JSON, output_option, parse_flags, with_flags
from eck_mesh.cli.progress import progress
from eck_mesh.errors import UserError
from eck_mesh.marks import ECK
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.settings.schema import OPERATOR
from eck_mesh.settings.settings import operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.mesh.model import Mesh


class Question(NamedTuple):
    """What is checked.

    plan: the mesh after the plan; None without a stream.
    namespaces: those of the resources.
    operator: the namespace of the operator.
    """

    plan: Mesh | None
    namespaces: list[str]
    operator: str


@click.command()
@click.argument("stream", required=False, shell_complete=complete_files)
@click.option("--context", default="", help="kubectl's context.")
@click.option("--kubeconfig", default="", help="kubectl's configuration file.")
@click.option(
    "--operator-namespace",
    "operator",
    default="",
    help="Where the operator runs; without it the plan or mesh.operator.namespace says so.",
)
@output_option
@color_option
@with_flags
def status(
    stream: str | None,
    context: str,
    kubeconfig: str,
    operator: str,
    output: str,
    **options: object,
) -> int:
    """Check whether the cluster is ready for mode strict.

    Prints a line for each pod, and for each policy that keeps the plan from taking effect. A line
    begins with its state: ready; not, which is not ready; or note, which was not checked or has no
    effect.

    Exit codes: 0 ready; 1 not ready; 3 the cluster could not be read, or STREAM is rejected.

    STREAM is what you are about to install, a file or `-` for stdin: `helm template … | eck-mesh
    status -`. Without STREAM the live resources in --namespace are checked, as if all of them
    became strict and kept their TLS. Only values say which resources stay outside the mesh, and
    which clients strict accepts: without STREAM these count as not ready.

    Runs kubectl (or the program that KUBECTL names) to list ECK's and Istio's objects in all
    namespaces. Changes nothing, and reads no Secret.

    \b
    Examples:
      helm template logs . -n logs -f values.yaml | eck-mesh status -
      eck-mesh status -n logs --output json
    """
    from eck_mesh.cli.status_output import count_not_ready, print_json, print_table
    from eck_mesh.status.kubectl import Cluster
    from eck_mesh.status.live_reader import read_live_state
    from eck_mesh.status.readiness import readiness

    question = _question(stream, options)
    operator = operator or question.operator
    with progress("kubectl reads the cluster"):
        live = read_live_state(Cluster(context, kubeconfig), operator)
    lines = list(readiness(live, question.plan, question.namespaces, operator))
    show = print_json if output == JSON else print_table
    show(lines, question.plan)
    return DIFFERS if count_not_ready(lines) else DONE


def _question(stream: str | None, options: Mapping[str, object]) -> Question:
    """What the stream, or without one the option --namespace, asks to check."""
    if stream is None:
        if not options["namespace"]:
            raise click.UsageError("Name a --namespace, or give the stream.")
        return Question(None, [str(options["namespace"])], str(OPERATOR["namespace"]))
    from eck_mesh.plan.render import render

    plan = render(read_manifest_text(stream), parse_flags(options)).after
    resources = [ref for ref in plan.manifests if ref.group.endswith(ECK)]
    if not resources:
        raise UserError.from_reason(
            reason("stream-without-resources"), where=f"the stream {stream}"
        )
    if not all(ref.namespace for ref in resources):
        raise UserError.from_reason(
            reason("stream-without-namespace"), where=f"the stream {stream}"
        )
    namespaces = list(dict.fromkeys(ref.namespace for ref in resources))
    return Question(plan, namespaces, _planned_operator_namespace(plan))


def _planned_operator_namespace(plan: Mesh) -> str:
    """The namespace of the operator in the plan, or that of the settings, or Elastic's default."""
    for manifest in plan.manifests.values():
        if manifest.is_operator and manifest.ref.namespace:
            return manifest.ref.namespace
    for settings in plan.settings.values():
        return operator_namespace(settings)
    return str(OPERATOR["namespace"])
