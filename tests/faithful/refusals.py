"""What Kubernetes reads and eck-mesh refuses."""

from __future__ import annotations

import re

from eck_mesh import kubeyaml

# What Kubernetes accepts and eck-mesh refuses. docs/bytes-and-types.md says why.
REFUSED = [
    "but found another document",
    "the tag .* is not supported",
    "JSON cannot hold the number",
    r"a byte order mark \(U\+FEFF\) inside the text",
    "is there twice, and not a string",
    "the line of the separator ends with another character",
    # What libyaml refuses and go-yaml does not.
    "found unknown escape character",
    "found unexpected ':'",
    "found character that cannot start any token",
    "did not find expected whitespace or line break",
    "did not find expected ',' or",
    "did not find expected hex",
    "did not find expected node content",
    "did not find expected tag URI",
    # Errors behind the first document, where go-yaml does not look.
    "did not find expected <document start>",
    "directive",
    "found unexpected end of stream",
    "did not find expected comment or line break",
    "found undefined alias",
    "did not find expected '-' indicator",
    "mapping (keys|values) are not allowed in this context",
    "found unexpected non-alphabetical character",
    "a key is a mapping or a list",
    "an anchor contains itself",
    "did not find expected key",
    "block sequence entries are not allowed in this context",
    "did not find expected alphabetic or numeric character",
]
# The scanner of PyYAML without libyaml refuses tabs, too.
REFUSED_WITHOUT_LIBYAML = [
    "found character .* that cannot start any token",
    "expected '<document start>', but found",
    "expected a comment or a line break, but found",
    "expected chomping or indentation indicators, but found",
    "found unknown escape character",
    "expected .* but (got|found)",
    "an escape is no character of Unicode",
]


def is_documented(error: kubeyaml.Error, fast: bool = True) -> bool:
    """Whether a refusal is one of these. fast: with libyaml."""
    known = REFUSED if fast else REFUSED + REFUSED_WITHOUT_LIBYAML
    return any(re.search(one, error.problem) for one in known)
