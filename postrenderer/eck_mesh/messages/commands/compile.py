"""`eck-mesh compile`: what it cannot compile, and how the chart refuses a plan."""

from __future__ import annotations

from eck_mesh.messages.message import Message

NOTICED = "The chart notices a stale plan by a digest of everything that its own plan depends on."

REFUSALS = (
    Message(
        "chart-is-not-there",
        "is no folder and no archive on this machine.",
        "Check --chart. A relative path starts from the working directory.",
        why="Only a name that can be no path is pulled: oci://…, REPOSITORY/NAME, or with --repo.",
    ),
    Message(
        "nothing-is-locked",
        "there is nothing to compile: every mode is disabled, or this is a third-party chart.",
        "Set mesh.mode in the values; for a third-party chart use --as patches. --allow-empty "
        "writes a file without a plan.",
        why="A release with an empty plan would be installed without its mesh.",
    ),
    Message(
        "nothing-to-patch",
        "there is nothing to compile: the plan changes no resource and creates none.",
        "Check --mode, --settings, and whether the chart renders resources of ECK. --allow-empty "
        "writes a file without patches.",
        why="A release without patches would be installed without its mesh.",
    ),
    Message(
        "plan-depends-on-another-chart",
        "its plan depends on resources of another chart of this release, and its own chart could "
        "not notice a change to them.",
        "Set {settings:unmeshedClients: true} if clients without a sidecar are there, or use the "
        "post-renderer.",
        why=NOTICED,
    ),
    Message(
        "chart-differs-from-post-renderer",
        "with the plan, the chart renders something else than the post-renderer; nothing is "
        "written.",
        "Use the post-renderer, and report this: it is a bug of eck-mesh.",
        why="Before a plan is written, the chart renders with it, as proof.",
    ),
    Message(
        "chart-without-digest",
        "the chart writes no digest.",
        "Use the chart of this version of eck-mesh.",
        why="The digest is how the chart notices that a plan is stale.",
    ),
    Message(
        "dollar-in-multiline-text",
        "a text of several lines contains a dollar sign, which Flux could substitute.",
        "Write the text in one line.",
        why="YAML can escape a dollar sign only in a quoted string.",
    ),
    Message(
        "post-renderers-would-be-lost",
        "has postRenderers already, which the patches would replace.",
        "Do the same in the chart's values, or render in CI (examples/rendered).",
        why="A patch replaces the whole list, and the plan was made without their changes.",
    ),
    Message(
        "locked-takes-values",
        "is locked: its chart takes the plan as values.",
        "Remove --as patches.",
        why="Patches are for third-party charts, which do not know mesh.compiled.",
    ),
    Message(
        "ambiguous-patch-target",
        "has no namespace, and another object of its kind has the same name; a patch would change "
        "both.",
        "Set metadata.namespace in the chart.",
        why="The target of a patch without a namespace matches every namespace.",
    ),
    Message(
        "error-contains-secret",
        "refused; the error message is hidden because it contains a value of a Secret.",
        "Check the values in the Secret of --from.",
        why="Logs of pipelines are not secret.",
    ),
    Message(
        "result-contains-secret",
        "the result would contain a value of a Secret of --from.",
        "Let the chart refer to the Secret by name, or render in CI (examples/rendered).",
        why="The result is for Git.",
    ),
)
CHART = (
    Message(
        "stale-plan",
        "the plan is stale or incomplete: it was made from other values, or for another chart "
        "version, release name or namespace.",
        "Run eck-mesh compile again for release {release} in namespace {namespace} with chart "
        "{chart} {version}. Nothing was rendered.",
        why="A stale plan would configure the mesh for resources that have changed.",
    ),
    Message(
        "compiled-without-mesh",
        "is set, but every mode is disabled.",
        "Remove mesh.compiled, or set mesh.mode.",
        why="A values file with the mode was probably lost.",
    ),
    Message(
        "tls-off-on-live-cluster",
        "this release would turn ECK's TLS off on a running Elasticsearch with sidecars.",
        "Set mesh.tls: eck, or set mesh.acceptOutage: true and delete all pods by hand.",
        why="No rolling restart is possible then: ECK renames the Service ports to http at once, "
        "and clients can no longer reach the old pods, which still serve TLS. The operator is one "
        "of these clients, and stops replacing pods.",
    ),
    Message(
        "ambient-strict-on-live-cluster",
        "this release would make a running Elasticsearch strict in ambient mode before all its "
        "nodes are in ambient mode.",
        "Set mesh.mode: permissive first, until all nodes have restarted; or set "
        "mesh.acceptOutage: true and delete all pods by hand.",
        why="A node that is not in ambient mode yet cannot connect to port 9300 of one that is "
        "strict, and ambient mode cannot exclude a port. A rolling restart would never end.",
    ),
)
MESSAGES = (*REFUSALS, *CHART)
