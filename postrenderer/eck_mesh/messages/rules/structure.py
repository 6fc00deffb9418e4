"""Manifests that cannot be read: the API server or the operator would refuse them too."""

from __future__ import annotations

from eck_mesh.messages.message import Message

WHY = "No rule can be right about a value that it cannot read, so nothing is guessed."

MESSAGES = (
    Message(
        "two-objects-of-one-name",
        "is in the stream twice, in documents {first} and {second}.",
        "Give one of them another name (in values: `name`, or another key).",
        why="Of two objects with one kind, namespace and name the second replaces the first.",
    ),
    Message(
        "unknown-eck-kind",
        "{group} has no such kind in ECK 3.5.",
        "Correct the kind, or use a version of eck-mesh that knows it.",
        why="What is not known of a kind (its pods, its Services, its TLS) cannot be changed.",
    ),
    Message(
        "wrong-type",
        "must be {wanted}, not {found}.",
        "Change it.",
        why=WHY,
    ),
    Message(
        "unquoted-string",
        "must be a string, not {value}.",
        "Quote it.",
        why=WHY,
    ),
    Message(
        "unquoted-key",
        "the key {key} must be a string.",
        "Quote it.",
        why=WHY,
    ),
    Message(
        "element-without-name",
        "needs a name that is a string.",
        "Add it.",
        why="Kubernetes merges this list by the names of its elements.",
    ),
    Message(
        "name-given-twice",
        "the name {name} is given twice; Kubernetes takes one entry per name.",
        "Rename or remove one of them.",
        why="A server-side apply rejects the list, and a client-side patch loses one of the "
        "entries.",
    ),
)
