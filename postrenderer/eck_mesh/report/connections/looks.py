"""How each outcome looks: on a terminal, in a flowchart and in the picture."""

from __future__ import annotations

from eck_mesh.record import NamedTuple


class Look(NamedTuple):
    """How one outcome looks.

    terminal: a color of click. color: of lines on a light or dark ground.
    arrow: of Mermaid. name: of the style in page.css. meaning: what is on the wire.
    """

    terminal: str
    color: str
    arrow: str
    name: str
    meaning: str


LOOKS = {
    "mTLS": Look("green", "#2a9d4f", "-->", "mtls", "Istio's mutual TLS"),
    "TLS in mTLS": Look("green", "#1b7f5c", "==>", "both", "the application's TLS within it"),
    "own TLS": Look("blue", "#2f81f7", "-->", "own", "the application's TLS alone"),
    "plain": Look("yellow", "#d9730d", "-.->", "plain", "plaintext"),
    "refused": Look("bright_black", "#8c959f", "--x", "refused", "the connection is rejected"),
    "unknown": Look("magenta", "#a371f7", "-.-o", "unknown", "the manifests do not show it"),
}
