"""Golden errors, compared between versions of libraries."""

from __future__ import annotations

import re


def own_words(error: str) -> str:
    """An error without the words of a library, which differ between parsers and versions."""
    error = re.sub(r"(?<=as one YAML document, line )(\d+): .*?\. ", r"\1: … ", error)
    error = re.sub(r"(?<=does not parse as YAML: ).*?(?=; Istio would refuse)", "…", error)
    error = re.sub(r"(?<=does not parse as JSON: ).*?(?=\. |$)", "…", error, flags=re.MULTILINE)
    return re.sub(r"(?<= cannot be followed: ).*?(?=\. Change the path)", "…", error)
