"""A plan in words: for each resource what was changed, made and left, each with its reason."""

from __future__ import annotations

import json

from eck_mesh.manifests.paths import show
from eck_mesh.messages.reason import sentence
from eck_mesh.plan.decisions import Change, Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.plan.render import Rendering


def explain(rendering: Rendering) -> str:
    """Text that ends in a newline: a block for each treated resource, then what else is worth knowing."""
    changed = {decision.ref for decision in rendering.decisions if isinstance(decision, Change)}
    refs = [
        ref
        for ref in rendering.before.manifests
        if ref in rendering.before.settings or ref in changed
    ]
    lines = [line for ref in refs for line in _resource(ref, rendering)]
    lines += [f"note: {note}" for note in rendering.notes]
    return (
        "\n".join(lines).strip("\n") + "\n"
        if lines
        else "No resource of ECK here: nothing to do.\n"
    )


def _resource(ref: Ref, rendering: Rendering) -> Iterator[str]:
    """A headline, then each reason once, with the places it holds for."""
    settings = rendering.before.settings.get(ref)
    if settings is None:
        yield f"{ref}:"
    else:
        own = f"mode {settings.mode}"
        own += (
            f" in a {settings.releaseMode} release" if settings.mode != settings.releaseMode else ""
        )
        yield f"{ref}: {own}, namespace {ref.namespace or 'unknown'}"
    body = rendering.after.manifests[ref].body
    reasons: dict[str, list[str]] = {}
    for decision in rendering.decisions:
        if (decision.owner if isinstance(decision, Create) else decision.ref) == ref:
            reasons.setdefault(f"  {decision.rule}: {sentence(decision.reasons)}", []).append(
                _what(decision, body)
            )
    for reason, places in reasons.items():
        yield reason
        yield from (f"    {place}" for place in places if place)
    if not reasons:
        yield "  nothing to change"
    yield ""


def _what(decision: Any, body: Any) -> str:
    if isinstance(decision, Change):
        if decision.after is None:
            return f"drop {show(decision.path, body)} (was {_shown(decision.before)})"
        text = f"set  {show(decision.path, body)} to {_shown(decision.after)}"
        return text if decision.before is None else f"{text} (was {_shown(decision.before)})"
    if isinstance(decision, Create):
        effect = _effect(decision.body["spec"])
        return f"new  {decision.ref}{': ' if effect else ''}{effect}"
    return f"keep {show(decision.path, body)}" if decision.path else ""


def _effect(spec: dict[str, Any]) -> str:
    """What a created policy says, in a line; "" where its reason has said it."""
    if "mtls" in spec:
        exceptions = [
            f"{port} {mtls['mode']}" for port, mtls in spec.get("portLevelMtls", {}).items()
        ]
        return ", ".join([spec["mtls"]["mode"], *exceptions])
    policy = spec.get("trafficPolicy")
    if policy is None:
        return ""
    parts = [policy["tls"]["mode"]] if "tls" in policy else []
    parts += [
        f"{entry['port']['number']} {entry['tls']['mode']}"
        for entry in policy.get("portLevelSettings", [])
    ]
    return f"{', '.join(parts)} to {spec['host']}"


def _shown(value: Any) -> str:
    """In a line, whatever it is."""
    return json.dumps(
        value if isinstance(value, (bool, dict, list)) else str(value), ensure_ascii=False
    )
