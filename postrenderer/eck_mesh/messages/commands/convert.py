"""`eck-mesh convert`: what cannot be converted, and what to know about what is."""

from __future__ import annotations

from eck_mesh.messages.message import Message

SAME = "A resource under another name is a new one, without the data of the old one."
IDENTITY = "A release that loses an object deletes it."

REFUSALS = (
    Message(
        "no-values",
        "has no value.",
        "Check the command or the file that it comes from. `helm get values RELEASE --all` prints "
        "the values of a release that was installed without any.",
        why="The result would be a whole default stack. A Helm that fails prints nothing, and a "
        "pipe does not stop there.",
    ),
    Message(
        "file-of-a-chart",
        "is the values.yaml of the chart beside it, with all of its defaults.",
        "Name another file, such as --output ../elastic.yaml. Nothing is written.",
        why="A chart without its defaults does not render, and Helm takes the values of a release "
        "from a file of its own.",
    ),
    Message(
        "values-of-eck-mesh",
        "these are values of eck-mesh's chart: {keys}.",
        "Pass values of eck-stack, such as the output of `helm get values`.",
        why="There is nothing to convert.",
    ),
    Message(
        "values-of-eck-stack",
        "these are values of eck-stack: {keys}.",
        "Run eck-mesh convert eck-stack.",
        why="The chart that you named has no such values, and would ignore all of them.",
    ),
    Message(
        "values-of-a-part",
        "eck-stack has no such value. Charts that have it: {charts}.",
        "If you installed one of these alone, name it: eck-mesh convert CHART.",
        why="The values of a chart that is installed alone do not stand below its name.",
    ),
    Message(
        "values-of-parent-chart",
        "these are values of a chart that depends on eck-stack.",
        "Pass what stands below eck-stack, and put the result below the name that eck-mesh has "
        "among the dependencies of your chart.",
        why="eck-mesh's chart replaces eck-stack, and not your own chart.",
    ),
    Message(
        "unknown-part",
        "is not a part of eck-stack {version}, and it is enabled.",
        "Remove it if your eck-stack ignores it, or use a version of eck-mesh that knows it.",
        why=IDENTITY,
    ),
    Message(
        "release-not-given",
        "the name of its resource contains the name of the release.",
        "Add --release, with the release's name in `helm list`.",
        why=SAME,
    ),
    Message(
        "name-cannot-be-kept",
        "eck-mesh's chart cannot take the name {name}.",
        "Keep this resource out of these values, in a release of its own.",
        why="A name there consists of lower-case letters, digits and dashes, and starts with a "
        f"letter: it is part of the names of Services. {SAME}",
    ),
    Message(
        "object-without-name",
        "has no name.",
        "Add it.",
        why="eck-stack would render an object that Kubernetes refuses.",
    ),
    Message(
        "template-of-eck-stack",
        "only eck-stack's templates understand {action}.",
        "Write its result in place of it.",
        why="extraObjects are templates of eck-mesh's chart then, which has other values and named "
        "templates.",
    ),
    Message(
        "several-documents",
        "has several YAML documents, and blocks of a template.",
        "Make each document an entry of its own.",
        why="eck-mesh's chart takes one object in each entry.",
    ),
)
NOTES = (
    Message(
        "part-is-off",
        "{path}: is not enabled, so its values are left out.",
        "",
        why="eck-stack renders nothing from them.",
    ),
    Message(
        "value-is-ignored",
        "{path}: {chart} {version} ignores this value, so it is left out.",
        "If it should have had an effect, look up its place in docs/values.md.",
        why="No template reads it, and eck-stack has no schema that would say so.",
    ),
    Message(
        "value-is-hidden",
        "{path}: {other} takes precedence, so this value is left out.",
        "",
        why="Where eck-stack reads both, it takes the one below spec.",
    ),
    Message(
        "global-value-is-read",
        "{path}: eck-stack ignores it, and eck-mesh's chart reads it, so it is left out.",
        "Add it when the pods may restart.",
        why="Other images, pull secrets or claims are other pods.",
    ),
    Message(
        "value-is-misplaced",
        "{path}: eck-stack {version} writes it where ECK does not read it, so it is left out.",
        "Add it to the result if you want it; it then takes effect for the first time.",
        why="The template has a wrong indentation, and the API server drops the field.",
    ),
    Message(
        "field-is-unknown",
        "{path}: ECK has no such field, so it is left out.",
        "Look up its place in docs/values.md.",
        why="The API server drops a field that the CRD does not have.",
    ),
    Message(
        "key-is-misspelled",
        "{path}: Kubernetes has no such field, so it is left out.",
        "Correct it; a volume without a type is an emptyDir.",
        why="The operator drops what it does not know. Elastic's example for Logstash has it.",
    ),
    Message(
        "count-is-missing",
        "{path}: has no count, and gets the count 0 that ECK takes for it.",
        "Set count, unless an ElasticsearchAutoscaler manages this nodeSet.",
        why="eck-mesh's chart makes 3 nodes if nothing is said.",
    ),
    Message(
        "account-is-not-used",
        "{path}: no pod uses the ServiceAccount {name}, and its ClusterRole has no effect.",
        "Set podTemplate.spec.serviceAccountName if the pods need it; this restarts them.",
        why="eck-stack sets spec.serviceAccountName, with which ECK checks references to other "
        "namespaces. Pods take the account in their own template.",
    ),
    Message(
        "version-is-a-default",
        "{charts}: no version is given, so it is the default of eck-stack {version}.",
        "If yours is another eck-stack, pass the values of the running release with all defaults: "
        "`helm get values RELEASE --all`.",
        why="Another version would be an upgrade of the Elastic Stack.",
    ),
)
MESSAGES = (*REFUSALS, *NOTES)
