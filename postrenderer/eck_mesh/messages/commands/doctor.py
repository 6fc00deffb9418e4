"""`eck-mesh doctor`: this machine, its Helms, and the plugin."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "helm-bin-not-found",
        "HELM_BIN is {path}, which is not a program.",
        "Correct it, or unset it.",
        why="eck-mesh compile and eck-mesh doctor run this Helm.",
    ),
    Message(
        "no-helm",
        "there is no Helm on PATH.",
        "Install one, or set HELM_BIN to its path. In a checkout, `make tools` builds both.",
        why="Helm renders the chart; eck-mesh changes what Helm has rendered.",
    ),
    Message(
        "helms-of-checkout",
        "{helms}: built in this checkout, not on PATH.",
        'Run `export PATH="{folder}:$PATH"`, and `alias helm={helm}` to type helm; for eck-mesh '
        "compile, set HELM_BIN to one of them.",
        why="`make tools` and `make demo` build a Helm 3 and a Helm 4 into .tools.",
    ),
    Message(
        "more-helms-of-checkout",
        "{helms}: built in this checkout, not on PATH.",
        'Run `export PATH="{folder}:$PATH"` to use it in addition.',
        why="`make tools` and `make demo` build a Helm 3 and a Helm 4 into .tools. An alias helm "
        "would hide the Helm that you have on PATH.",
    ),
    Message(
        "helm-fails",
        "{program} fails: {error}",
        "Fix what it reports.",
        why="Helm renders the chart; eck-mesh changes what Helm has rendered.",
    ),
    Message(
        "helm-not-supported",
        "{program} is Helm {version}; eck-mesh supports Helm 3 and 4.",
        "Install one of these.",
        why="The tests run with these versions (ci/versions.env).",
    ),
    Message(
        "helm-older-than-tested",
        "{program} is Helm {version}; the tests run with {needed} and newer.",
        "Update it if something does not work.",
        why="docs/versions.md lists the versions that the tests run.",
    ),
    Message(
        "jsonpath-missing",
        "mesh.rules need the package {package}.",
        "Run `{python} -m pip install jsonpath-ng`.",
        why="It reads the paths in mesh.rules. Without rules eck-mesh does not need it.",
    ),
    Message(
        "slow-yaml",
        "{library}: the result is the same, but the post-renderer takes several times as long.",
        "Install a PyYAML with libyaml.",
        why="libyaml is the parser in C.",
    ),
    Message(
        "not-on-path",
        "eck-mesh is not on PATH, where Helm 3 looks for it.",
        "Put it there.",
        why="Helm 3 runs a post-renderer by its path, or by its name on PATH.",
    ),
    Message(
        "helm-3-needs-path",
        "eck-mesh is not on PATH.",
        "For Helm 3, write --post-renderer {path}",
        why="Helm 3 runs a post-renderer by its path, or by its name on PATH.",
    ),
    Message(
        "other-version-on-path",
        "{path} on PATH is version {other}; this is {version}.",
        "Update it.",
        why="Helm 3 would run it.",
    ),
    Message(
        "program-on-path-fails",
        "{path} does not print its version: {error}.",
        "Remove it from PATH, or put this program there.",
        why="Helm 3 would run it.",
    ),
    Message(
        "plugin-not-found",
        "Helm 4 finds no plugin eck-mesh in {folders}.",
        "Run `eck-mesh install-plugin`.",
        why="Helm 4 runs a post-renderer only as a plugin.",
    ),
    Message(
        "plugin-in-own-folder",
        "eck-mesh is a plugin in {own}, and this Helm 4 looks in {folders}.",
        "Run it with HELM_PLUGINS={plugins}, such as by the script helm4 that "
        "`eck-mesh install-plugin --own-folder` prints.",
        why="`eck-mesh install-plugin --own-folder` keeps it from Helm 3, which cannot read it.",
    ),
    Message(
        "other-plugin-version",
        "Helm 4 has eck-mesh {other} in {folders}; this is {version}.",
        "Run `{command}`.",
        why="Helm 4 would run it.",
    ),
    Message(
        "helm-3-reads-plugin-folder",
        '{folder} has eck-mesh for Helm 4: Helm 3 prints "failed to load plugins" and loads none.',
        "Set another HELM_PLUGINS for Helm 3.",
        why="Helm 3 rejects the plugin.yaml of a post-renderer for Helm 4.",
    ),
    Message(
        "does-not-render",
        "{helm} does not render {chart} with --post-renderer {renderer}: {error}",
        "Fix what it reports.",
        why="A release in mode strict would fail in the same way.",
    ),
    Message(
        "chart-locks-nothing",
        "{helm}: mesh.mode=strict locks nothing in {chart}: it is not the chart eck-mesh.",
        "Pass the chart eck-mesh to --chart.",
        why="The chart locks its resources, which Helm then cannot install by itself.",
    ),
)
