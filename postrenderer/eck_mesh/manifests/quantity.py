"""Quantities of Kubernetes: 100m, 128Mi, 1e3.

From apimachinery, pkg/api/resource/quantity.go and suffix.go.
"""

from __future__ import annotations

from eck_mesh.standard import re

_FORM = r"\+?(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?"
_DECIMAL = {"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = "KMGTPE"


def amount(text: str) -> float | None:
    """The number of a quantity; None for text that Kubernetes rejects, and for a negative quantity.

    >>> amount("1Ki"), amount("100m"), amount("1ki")
    (1024.0, 0.1, None)
    """
    found = re.fullmatch(_FORM, text) if text.isascii() else None
    if found is None:
        return None
    number, suffix, exponent = float(found[1]), found[2] or "", int(found[3] or 0)
    if suffix.endswith("i"):
        return number * 1024.0 ** (_BINARY.index(suffix[0]) + 1)
    exponent += _DECIMAL.get(suffix, 0)
    return number * 10.0**exponent if exponent >= 0 else number / 10.0**-exponent
