"""Hosts and ports in one string: names, numbers, and the variables of shells, Beats and Agents."""

from __future__ import annotations

from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNKNOWN = -1  # a port that a variable holds
CALLED_HTTPS = -2  # the port of a discovered pod that is called https
# Lengths have limits: without them a string of many openings takes time by its square.
_USER = r"(?:[^/@\s]{0,250}@)?"
_VARIABLE = r"\$\{[^}\s]{1,99}\}|\$\([^)]{0,99}\)|\$\w{1,99}|`[^`]{1,99}`"
_PORT = rf"(?::(\d{{1,5}}(?!\d)|{_VARIABLE}))?"
_NAMED = rf"(?:(https?)://{_USER})?\b([a-z0-9][a-z0-9.-]*){_PORT}"
_OTHER = rf"(?:(https?)://{_USER})?(\[[0-9a-f:.]+\]|(?:{_VARIABLE})[\w.-]*){_PORT}"
# pkg/controller/elasticsearch/nodespec/defaults.go sets this one.
_SCHEME = r"\$\{(?!READINESS_PROBE_PROTOCOL)\w{1,99}:-(https?)\}(?=://)"
_OPENINGS = ("$", "`")  # of variables
_REFERENCE = r"\$(?:\{(\w+)\}|\((\w+)\)|(\w+))"
_LOCAL = ("localhost", "0.0.0.0", "::1", "::")  # noqa: S104 - where programs connect to
_DISCOVERED = ("${data.", "${kubernetes.")  # what Beats and Agents know of a pod that they found
_OWN = r"hostname|pod_?(ip|name)"  # in a variable: the pod in which a program runs


class Host(NamedTuple):
    """A host in a string, from begin to end.

    scheme: http, https or "".
    name: in lower case unless it is a variable, without brackets and without the dot at its end.
    port: 0 where none is given, UNKNOWN for a variable, CALLED_HTTPS for ${data.ports.https}.
    """

    begin: int
    end: int
    scheme: str
    name: str
    port: int

    @property
    def is_local(self) -> bool:
        """Whether it is the pod in which the program runs."""
        if self.is_variable:
            return not self.is_discovered and bool(re.search(_OWN, self.name.lower()))
        return self.name in _LOCAL or self.name.startswith("127.")

    @property
    def is_variable(self) -> bool:
        """Whether only the running program knows the host."""
        return self.name.startswith(_OPENINGS)

    @property
    def is_unsure(self) -> bool:
        """Whether it may lead anywhere: a variable whose value is not in the stream."""
        return self.is_variable and not (self.is_discovered or self.is_local)

    @property
    def is_discovered(self) -> bool:
        """Whether it is a pod that a Beat or an Agent finds by autodiscovery."""
        return self.name.startswith(_DISCOVERED)

    def __str__(self) -> str:
        return f"{self.name}:{self.port}" if self.is_discovered and self.port > 0 else self.name


def hosts_in(value: str) -> Iterator[Host]:
    """Every host in a string, and every other word, which has no scheme and no port."""
    patterns = (_NAMED, _OTHER) if "$" in value or "`" in value or "[" in value else (_NAMED,)
    for pattern in patterns:
        for found in re.finditer(pattern, value, re.IGNORECASE):
            scheme, host, port = found.groups("")
            name = host.strip("[]").rstrip(".")
            if name.startswith("$") and "}." in name:  # ${POD_NAME}.SERVICE
                name = "pod" + name[name.index("}.") + 1 :]
            if not name.startswith(_OPENINGS):
                name = name.lower()
            yield Host(found.start(), found.end(), scheme.lower(), name, _number(port))


def _number(port: str) -> int:
    """A port as a number; of ${PORT:-9200} the default."""
    if port.isdecimal():
        return whole_number(port)
    if port.endswith(".ports.https}"):
        return CALLED_HTTPS
    default = re.search(r":-?(\d{1,5})\}", port)
    return whole_number(default[1]) if default else UNKNOWN if port else 0


def with_variables(text: str, variables: Mapping[str, str]) -> str:
    """A string with the known variables replaced by their values: $NAME, ${NAME}, $(NAME).

    ${NAME:-https}:// becomes https://, unless ECK sets the variable by the TLS that there is.
    """
    if "$" not in text:
        return text
    if variables:
        text = re.sub(
            _REFERENCE, lambda found: variables.get("".join(found.groups("")), found[0]), text
        )
    return re.sub(_SCHEME, r"\1", text) if "}://" in text else text
