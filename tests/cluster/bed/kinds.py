"""Which kinds an API server has, by every name that kubectl takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class NotServed(Exception):
    """No kind of the API server is called so: kubectl's words for it."""


class Kind(NamedTuple):
    """names: plural, singular and short ones, in lower case."""

    group: str
    version: str
    name: str
    plural: str
    namespaced: bool
    names: frozenset[str]
    categories: frozenset[str]

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    def path(self, namespace: str = "") -> str:
        """The address of the list of its objects, of all namespaces without one."""
        api = f"/apis/{self.group}" if self.group else "/api"
        where = f"/namespaces/{namespace}" if namespace and self.namespaced else ""
        return f"{api}/{self.version}{where}/{self.plural}"


class Kinds:
    """What discovery says, asked again where a name is not found: CRDs come while a bed runs."""

    def __init__(self, ask: Callable[[str], Any]) -> None:
        self.ask = ask
        self.found: list[Kind] = []

    def of(self, api_version: str, name: str) -> Kind:
        """The kind of a manifest."""
        for kind in self._twice(lambda kind: (kind.api_version, kind.name) == (api_version, name)):
            return kind
        raise NotServed(f'no matches for kind "{name}" in version "{api_version}"')

    def named(self, words: str) -> list[Kind]:
        """By names or categories with commas between. Where several groups have a name, the first counts."""
        found = []
        for word in words.lower().split(","):
            found += self._called(word)
        return found

    def plurals(self) -> set[str]:
        """All that is served now, named as their CRDs are."""
        self._ask()
        return {f"{kind.plural}.{kind.group}" for kind in self.found}

    def _ask(self) -> None:
        self.found = [kind for path in ("/api", "/apis") for kind in read_kinds(self.ask(path))]

    def _called(self, word: str) -> list[Kind]:
        kinds = self._twice(lambda kind: word in kind.names | kind.categories)
        if not kinds:
            raise NotServed(f'the server doesn\'t have a resource type "{word}"')
        return preferred(kinds) if word in kinds[0].categories else kinds[:1]

    def _twice(self, fits: Callable[[Kind], bool]) -> list[Kind]:
        found = [kind for kind in self.found if fits(kind)]
        if not found:
            self._ask()
            found = [kind for kind in self.found if fits(kind)]
        return found


def preferred(kinds: list[Kind]) -> list[Kind]:
    """Each resource in the first of its versions alone."""
    found: dict[tuple[str, str], Kind] = {}
    for kind in kinds:
        found.setdefault((kind.group, kind.plural), kind)
    return list(found.values())


def read_kinds(answer: Any) -> list[Kind]:
    """Of an aggregated discovery (API group apidiscovery.k8s.io), each group's preferred version first."""
    found = []
    for group in answer["items"]:
        name = group["metadata"].get("name", "")
        for version in group["versions"]:
            for resource in version.get("resources", []):
                found.append(read_kind(name, version["version"], resource))  # noqa: PERF401
    return found


def read_kind(group: str, version: str, resource: dict[str, Any]) -> Kind:
    kind = resource["responseKind"]["kind"]
    plural = resource["resource"]
    names = {plural, kind.lower(), resource.get("singularResource") or plural}
    names |= {f"{kind.lower()}.{version}.{group}", *resource.get("shortNames", [])}
    scope, categories = resource["scope"], resource.get("categories", [])
    return Kind(
        group, version, kind, plural, scope == "Namespaced", frozenset(names), frozenset(categories)
    )
