"""What the arguments of a command ask for."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "notes-are-errors",
        "--fail-on-notes, and there are notes.",
        "Do what they say, or remove --fail-on-notes. Nothing is written.",
        why="Helm shows the output of a post-renderer only if it fails.",
    ),
    Message(
        "resource-not-in-stream",
        "no such resource in these manifests, or eck-mesh does not read it. Resources with a mode: "
        "{there}.",
        "Name one of these, as Kind/name or Kind/namespace/name.",
        why="`eck-mesh explain Kind/name` explains one resource of the manifests.",
    ),
    Message(
        "outcome-not-accepted",
        "--fail-on: {count} of the connections.",
        "Change what decides (eck-mesh reach --why), or remove the outcome from --fail-on.",
        why="A pipeline with --fail-on accepts a change only if no connection has one of these "
        "outcomes. With --diff only connections count that the change brings.",
    ),
    Message(
        "client-not-in-stream",
        "no connection has this client. Clients: {clients}.",
        "Name one of these, or a kind: {kinds}.",
        why="A misspelled name in --fail-on or --client would match nothing, and never fail.",
    ),
    Message(
        "mode-not-recognized",
        "{resources}: treated for a mesh, but not as this version of eck-mesh does it.",
        "Its labels and policies count as they are; the operator and any other pod in the mesh "
        "count as pods with a sidecar.",
        why="`reach` takes a resource that was treated before with the mode whose labels, "
        "annotations and policies it has. With other ones its mode is not known, and so is what "
        "only settings say: the data plane of the release, and whether the operator is in the "
        "mesh. The stream as it was before the post-renderer says it: helm template without "
        "--post-renderer.",
    ),
    Message(
        "flowchart-too-large",
        "--format mermaid: {lines} lines and {characters} characters, and Mermaid draws up to "
        "{most_lines} and {most_characters}.",
        "Name resources, or use --client, --port, or --format html.",
        why="GitHub and GitLab show an error in place of a larger flowchart.",
        source="mermaid packages/mermaid/src/schemas/config.schema.yaml, maxEdges, maxTextSize",
    ),
)
