"""Digits that a manifest holds as text."""

from __future__ import annotations

LARGEST = 10**20  # more than any port, version or number of Kubernetes


def whole_number(digits: str) -> int:
    """The number that digits stand for, at most LARGEST: Python refuses thousands of digits."""
    return int(digits) if len(digits) < 20 else LARGEST
