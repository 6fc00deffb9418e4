"""Kubernetes' quantities: 500m, 2Gi, 1e3."""

from __future__ import annotations

import math
import re
from fractions import Fraction

SUFFIXES = {"": Fraction(1), "n": Fraction(1, 10**9), "u": Fraction(1, 10**6)}
SUFFIXES["m"] = Fraction(1, 1000)
for power, letter in enumerate("kMGTPE", 1):
    SUFFIXES[letter] = Fraction(1000**power)
    SUFFIXES[f"{letter.upper()}i"] = Fraction(1024**power)
FORM = re.compile(r"([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([a-zA-Z]*)")


def read(text: str) -> Fraction:
    found = FORM.fullmatch(str(text))
    if not found or found[2] not in SUFFIXES:
        raise ValueError(f"{text} is no quantity")
    return Fraction(found[1]) * SUFFIXES[found[2]]


def divided(text: str, divisor: str) -> str:
    """How often divisor goes into it, rounded up."""
    return str(math.ceil(read(text) / read(divisor if divisor != "0" else "1")))
