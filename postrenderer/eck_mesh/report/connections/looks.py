"""How each outcome looks: on a terminal, in a flowchart and in the picture."""

from __future__ import annotations

from eck_mesh.record import NamedTuple


class Look(NamedTuple):
    """How one outcome looks.

    terminal: a color of click. color: of lines on a light or dark ground.
    arrow: of Mermaid. name: of the style in page.css.
    """

    terminal: str
    color: str
    arrow: str
    name: str


LOOKS = {
    "mTLS": Look("green", "#2a9d4f", "-->", "mtls"),
    "TLS in mTLS": Look("green", "#1b7f5c", "==>", "both"),
    "own TLS": Look("blue", "#2f81f7", "-->", "own"),
    "plain": Look("yellow", "#d9730d", "-.->", "plain"),
    "refused": Look("bright_black", "#8c959f", "--x", "refused"),
    "unknown": Look("magenta", "#a371f7", "-.-o", "unknown"),
}
