"""Streams of generated documents that eck-mesh changes, and others, and what may become of them."""

from __future__ import annotations

import json
import random
from typing import Any, NamedTuple

import yaml

from eck_mesh import kubeyaml
from eck_mesh.manifests.documents.stream import Document, split
from eck_mesh.manifests.manifest import Ref
from eck_mesh.plan.decisions import Change, Create, changed
from eck_mesh.plan.render import Rendering
from eck_mesh.settings.settings import Flags
from tests.support.kube_reader import ask, same
from tests.support.releases.release import release
from tests.support.yaml_texts.documents import Documents

EXTRA = "zz-generated"  # a field of each document that holds generated YAML


class Stream(NamedTuple):
    """A stream with the flags of its release."""

    text: str
    flags: Flags


def streams(seeds: range) -> list[Stream]:
    """One for each seed; of the documents those that Kubernetes and eck-mesh both read."""
    made = [(release(seed).flags, _documents(seed)) for seed in seeds]
    read = iter(ask("kubectl", [text for _, texts in made for text in texts]))
    found = []
    for flags, texts in made:
        kept = [text for text in texts if _is_read(text, next(read).found)]
        found.append(Stream("".join(kept), flags))
    return found


def _documents(seed: int) -> list[str]:
    """The texts of the documents of a release, each with generated YAML and with a style of its own."""
    dice = Documents(seed)
    texts = []
    for number, body in enumerate(yaml.safe_load_all(release(seed).text)):
        texts.append(_with_extra(dice, body))
        if dice.chance(0.5):
            other = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"x{number}"}}
            texts.append(_with_extra(dice, other))
    return texts


def _with_extra(dice: Documents, body: Any) -> str:
    head = dice.choice(("---\n", "---\n# Source: a/templates/b.yaml\n", "--- # c\n\n", "---\t\n"))
    dice.anchors = []
    extra = f"{EXTRA}:{dice.value(0, 0)}"
    if dice.chance(0.2):
        extra += f"items-of: &z {{a: 1}}\n{EXTRA}-b: *z\n"
    if dice.chance(0.1):
        written = json.dumps(body, indent=dice.choice((None, 2)))
        return f"{head}{written}\n"
    style = dice.choice((None, None, None, '"', "'"))
    text = yaml.dump(
        body, sort_keys=False, default_style=style, default_flow_style=dice.choice((False, None))
    )
    text = dice.choice((text + extra, extra + text, text + "# c\n" + extra))
    if dice.chance(0.1):
        text = text.replace("\n", "\r\n")
    return head + text + dice.choice(("", "", "", "...\n", "# end\n", "\n\n"))


def _is_read(text: str, found: Any) -> bool:
    """Whether a text is one document for both, with keys that are strings."""
    if (
        len(list(split(text))) != 1
        or not found
        or len(found) != 1
        or not isinstance(found[0], dict)
    ):
        return False
    try:
        kubeyaml.dump(kubeyaml.load(text))
    except kubeyaml.Error:
        return False
    return True


def problems(rendering: Rendering, text: str) -> list[str]:
    """What is wrong with the stream that leaves: nothing may differ except for the plan's own changes."""
    after = list(split(rendering.text))
    before = rendering.documents
    found = [one.text for one in before]
    if "".join(found) != text:
        return ["the documents are not the stream"]
    created = [one for one in rendering.decisions if isinstance(one, Create)]
    contents = len(after) - len(created)
    if contents != len(before):
        return [
            f"{len(before)} documents came and {len(after)} leave, {len(created)} of them created"
        ]
    touched = {manifest.number: manifest.ref for manifest in rendering.changed}
    wrong = [
        f"{old} is not to be changed and differs"
        for old, new in zip(before, after, strict=False)
        if old.number not in touched and not new.text.startswith(old.text)
    ]
    return wrong + _wrong_objects(rendering, after, touched) + _wrong_reasons(rendering)


def _wrong_objects(
    rendering: Rendering, after: list[Document], touched: dict[int, Ref]
) -> list[str]:
    """Changed objects that are not the old ones with the plan's changes, and created ones that are not the plan's."""
    old = ask("kubectl", [rendering.documents[number - 1].text for number in touched])
    new = ask("kubectl", [after[number - 1].text for number in touched])
    wrong = []
    for ref, was, leaves in zip(touched.values(), old, new, strict=True):
        wanted = was.found[0]
        for change in rendering.decisions:
            if isinstance(change, Change) and change.ref == ref:
                wanted = changed(wanted, change)
        if leaves.error or not same(wanted, leaves.found[0]):
            wrong.append(f"{ref} differs by more than its changes: {leaves}")
    bodies = [one.body for one in rendering.decisions if isinstance(one, Create)]
    texts = [one.text for one in after[len(rendering.documents) :]]
    made = [answer.found[0] for answer in ask("kubectl", texts)]
    lost = [body for body in bodies if not any(same(body, one) for one in made)]
    return wrong + [f"{body['kind']} is not among the created objects" for body in lost]


def _wrong_reasons(rendering: Rendering) -> list[str]:
    return [
        f"{one} has no reason"
        for one in rendering.decisions
        if not one.reasons or not all(reason.id for reason in one.reasons)
    ]


def shuffled(text: str, seed: int) -> str:
    """The same documents in another order."""
    texts = [one.text if one.text.endswith("\n") else f"{one.text}\n" for one in split(text)]
    random.Random(seed).shuffle(texts)
    return "".join(texts)
