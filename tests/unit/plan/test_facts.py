"""What is kept of a manifest is what its body says at the end of a run: nobody changed it, and no change made it untrue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.manifest import Manifest
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import Rendering, render
from eck_mesh.settings.settings import Flags
from tests.support.cases import Streams
from tests.support.releases.release import release


@pytest.mark.parametrize("plane", ["sidecar", "ambient"])
def test_facts_of_random_releases(plane: str) -> None:
    made = [release(seed, plane) for seed in range(120)]
    assert sum(is_planned_with_true_facts(one.text, one.flags) for one in made) > 40


def test_facts_of_golden_cases(streams: Streams) -> None:
    cases = streams.legal()
    assert sum(is_planned_with_true_facts(text, case.parsed_flags) for case, text in cases) > 200


def is_planned_with_true_facts(text: str, flags: Flags) -> bool:
    """Whether there is a plan, whose facts are then compared."""
    try:
        check(render(text, flags))
    except UserError:
        return False
    return True


def check(rendering: Rendering) -> None:
    """Everything that is kept, compared with what the same functions say of a manifest of which nothing is known."""
    found = [answer for manifest in manifests(rendering) for answer in kept(manifest)]
    assert found or not rendering.before.settings
    for read, manifest, arguments, answer in found:
        assert read(Manifest(*manifest), *arguments) == answer, (manifest.ref, read, arguments)
    for mesh in rendering.before, rendering.after:
        fresh = Mesh(map(Manifest._make, mesh.manifests.values()), mesh.settings)
        assert list(map(mesh.mode, mesh.manifests)) == list(map(fresh.mode, mesh.manifests))


def manifests(rendering: Rendering) -> Iterator[Manifest]:
    for mesh in rendering.before, rendering.after:
        yield from mesh.manifests.values()


def kept(manifest: Manifest) -> Iterator[tuple[Any, Manifest, list[Any], object]]:
    """Each function with its arguments and the answer that is kept."""
    for question, answer in {**manifest.facts, **manifest.lasting_facts}.items():
        read, *arguments = question if isinstance(question, tuple) else (question,)
        yield read, manifest, arguments, answer
