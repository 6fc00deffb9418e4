"""`eck-mesh convert`: what cannot be converted. What to know about what is: convert_notes."""

from __future__ import annotations

from eck_mesh.messages.message import Message

SAME = "A resource under another name is a new one, without the data of the old one."
IDENTITY = "A release that loses an object deletes it."

MESSAGES = (
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
