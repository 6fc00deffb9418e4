"""Legal ways to write one stream: the same objects for Kubernetes, by other bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from tests.support.streams import flat, objects_of


def comments_behind_values(text: str) -> str:
    """`kind: Service  # why`, as yamllint spaces it."""
    return re.sub(r"(?m)^(kind|apiVersion):(.*[^\s|>-])$", r"\1:\2  # why", text)


def comments_behind_separators(text: str) -> str:
    """`---  # why`."""
    return re.sub(r"(?m)^---$", "---  # why", text)


def comments_below_separators(text: str) -> str:
    """A blank line and a comment of its own."""
    return re.sub(r"(?m)^---$", "---\n\n# why\n", text)


def json_on_the_line_of_the_separator(text: str) -> str:
    """`--- {"apiVersion": …}`."""
    return "".join(f"--- {json.dumps(body)}\n" for body in objects_of(text))


def json_on_one_line(text: str) -> str:
    """As `kubectl get -o json | jq -c` writes it."""
    return "".join(f"---\n{json.dumps(body)}\n" for body in objects_of(text))


def json_on_many_lines(text: str) -> str:
    """As `kubectl get -o json` writes it."""
    return "".join(f"---\n{json.dumps(body, indent=2)}\n" for body in objects_of(text))


def crlf(text: str) -> str:
    """Line ends of Windows."""
    return text.replace("\n", "\r\n")


def quoted_values(text: str) -> str:
    """`kind: "Service"`."""
    return re.sub(r"(?m)^(kind|apiVersion): *([\w./-]+)$", r'\1: "\2"', text)


def quoted_keys(text: str) -> str:
    """`"kind": Service`."""
    return re.sub(r"(?m)^(kind|apiVersion):", r'"\1":', text)


def more_blanks(text: str) -> str:
    """`kind:    Service`."""
    return re.sub(r"(?m)^(kind|apiVersion): ", r"\1:    ", text)


def sorted_keys(text: str) -> str:
    """As kubectl and many generators write YAML."""
    return _dumped(objects_of(text), sort_keys=True)


def flow_style(text: str) -> str:
    """`{apiVersion: v1, kind: Service}`, without quotes."""
    return _dumped(objects_of(text), default_flow_style=True, width=10**6)


def kind_last(text: str) -> str:
    """apiVersion and kind below everything else."""
    last = ("kind", "apiVersion")
    moved = []
    for body in objects_of(text):
        if isinstance(body, dict):
            head = {key: body[key] for key in last if key in body}
            body = {key: body[key] for key in body if key not in last} | head
        moved.append(body)
    return _dumped(moved, sort_keys=False)


def one_list(text: str) -> str:
    """All in one `kind: List`. A stream stays as it is where that List would be none: Lists in Lists are refused."""
    bodies = objects_of(text)
    if list(flat(text)) != list(bodies) or not all(isinstance(body, dict) for body in bodies):
        return text
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": bodies})


def _dumped(bodies: Sequence[Any], **style: Any) -> str:
    return "".join(f"---\n{yaml.dump(body, Dumper=yaml.CSafeDumper, **style)}" for body in bodies)


REWRITINGS: list[Callable[[str], str]] = [
    comments_behind_values,
    comments_behind_separators,
    comments_below_separators,
    json_on_the_line_of_the_separator,
    json_on_one_line,
    json_on_many_lines,
    crlf,
    quoted_values,
    quoted_keys,
    more_blanks,
    sorted_keys,
    flow_style,
    kind_last,
    one_list,
]
