"""What `eck-mesh compile` reads of a Flux HelmRelease."""

from __future__ import annotations

from eck_mesh.messages.message import Message

FLUX_VALUES = "fluxcd/pkg chartutil/values.go"
STALE = "A plan that was made from other values than Flux has is stale, and the chart refuses it."

REFUSALS = (
    Message(
        "no-helm-release",
        "the stream contains no HelmRelease.",
        "Pass the file that holds it, or a built stream (kustomize build).",
        why="A plan is made for one release.",
    ),
    Message(
        "which-helm-release",
        "the stream contains {names}, and none or several of them match.",
        "Choose one with --name.",
        why="A plan is made for one release.",
    ),
    Message(
        "variable-not-substituted",
        "{field} is {value}: its variables are not substituted yet.",
        "Build the stream first (flux build kustomization).",
        why="The plan holds the name of the release and its namespace.",
    ),
    Message(
        "helm-release-without-namespace",
        "has no namespace.",
        "Add --namespace, or build the stream with a namespace.",
        why="The plan holds the namespace of the release.",
    ),
    Message(
        "values-files-not-read",
        "its chart has valuesFiles, which eck-mesh does not read.",
        "List these values in valuesFrom.",
        why="They are files inside the source of the chart, which only Flux has.",
    ),
    Message(
        "no-chart-named",
        "names no chart.",
        "Set spec.chart or spec.chartRef, or add --chart.",
        why="eck-mesh renders the chart to make the plan.",
    ),
    Message(
        "chart-source-not-fetched",
        "its chart comes from a {kind}, which eck-mesh does not fetch.",
        "Add --chart with the folder or the archive of the chart.",
        why="Helm pulls charts from Helm repositories and OCI registries only.",
    ),
    Message(
        "source-not-in-stream",
        "{source} is not in the stream.",
        "Build the stream with it, or add --chart.",
        why="The source says where the chart comes from.",
    ),
    Message(
        "source-without-url",
        "has no spec.url.",
        "Set it, or add --chart.",
        why="The source says where the chart comes from.",
    ),
    Message(
        "tag-is-not-a-version",
        "its tag {tag} is not a version, and Helm pulls charts by version only.",
        "Set ref.semver, ref.digest or a tag that is a version, or add --chart.",
        why="Flux pulls an OCI artifact by any tag; Helm does not.",
    ),
    Message(
        "values-not-in-stream",
        "valuesFrom refers to {source}, which is not in the stream.",
        "Build the stream with it, or add --from {source}=FILE (/dev/null for the plan itself).",
        why=STALE,
    ),
    Message(
        "value-after-target-path",
        "valuesFrom {source} sets {path} after a targetPath that sets it.",
        "List references with a targetPath last.",
        why="Flux applies them in their order. Helm applies flags after all values files.",
        source=FLUX_VALUES,
    ),
)
NOTES = (
    Message(
        "values-unknown",
        "{source} is not in the stream and was not passed with --from.",
        "If its values change the plan, the chart refuses the plan.",
        why=f"eck-mesh reads no Secret of a stream. {STALE}",
    ),
    Message(
        "inline-values-win",
        "{path} is in spec.values too, which take precedence over {source} here.",
        why="Flux merges spec.values twice, before and after the targetPath.",
        source=FLUX_VALUES,
    ),
    Message(
        "null-value-is-dropped",
        "{path} is null: Flux keeps it, but `kubectl apply` removes it.",
        "If kubectl applied this HelmRelease, the plan is stale.",
        why=STALE,
    ),
    Message(
        "helm-is-not-4",
        "this Helm is not version 4, which Flux uses; they treat some null values differently.",
        "Set HELM_BIN to a Helm 4.",
        why=STALE,
    ),
)
MESSAGES = (*REFUSALS, *NOTES)
