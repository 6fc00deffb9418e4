"""docs/pictures/flow.svg: the way from values to pods, with the rules in their order."""

from __future__ import annotations

import re
import textwrap

from svg import Picture

from eck_mesh.plan.rules import STAGES

WIDTH, LEFT, LINE, CHARACTERS = 600, 16, 20, 70
BEFORE = [
    ("You write values", ["mesh.mode, and the resources of ECK that you want"]),
    ("Helm renders the chart", ["resources of ECK, locked: no cluster serves their API group"]),
    ("eck-mesh reads the stream", ["it unlocks the resources, and takes the settings of each"]),
]
AFTER = [
    (
        "eck-mesh applies all decisions, or rejects the stream",
        ["no resource is changed without the others"],
    ),
    ("Helm sends the manifests to the cluster", []),
    ("ECK's operator makes the pods, Istio adds sidecars", []),
]


def flow_picture() -> str:
    """The steps from top to bottom, an arrow between each two."""
    picture = Picture(WIDTH, "The way from values to pods")
    steps = [*BEFORE, *(_stage(number) for number in range(len(STAGES))), *AFTER]
    y = 16
    for number, (title, words) in enumerate(steps):
        if number:
            picture.arrow(WIDTH / 2, y, y + 18)
            y += 22
        lines = textwrap.wrap(" ".join(words), CHARACTERS)
        height = LINE * (1 + len(lines)) + 12
        picture.box((LEFT, y), (WIDTH - 2 * LEFT, height), "band")
        picture.text(LEFT + 12, y + 21, title, "words bold")
        for line, text in enumerate(lines, 1):
            picture.text(LEFT + 12, y + 21 + LINE * line, text, "faint")
        y += height + 4
    return picture.svg(y + 12)


def _stage(number: int) -> tuple[str, list[str]]:
    """One stage of the plan with the topics of its rules."""
    topics = dict.fromkeys(rule.module.rpartition(".")[2] for rule in STAGES[number])
    title = f"The rules of stage {number + 1} of {len(STAGES)} decide, in this order"
    # No line ends within a topic.
    names = (topic.replace("_", "\N{NO-BREAK SPACE}") for topic in topics)
    return title, [re.sub(r"\b(http|tls)\b", lambda found: found[0].upper(), ", ".join(names))]
