"""A plan in words: what is changed, created and kept for each resource, with the reasons."""

from __future__ import annotations

import json

from eck_mesh.istio.destination_rule import rule_tls
from eck_mesh.manifests.paths import mapping, show, text
from eck_mesh.messages.reason import sentence
from eck_mesh.plan.decisions import Change, Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.plan.decisions import Skip
    from eck_mesh.plan.render import Rendering


def explain(rendering: Rendering) -> str:
    """A paragraph for each resource with a mode or a change, then the notes; ends in a newline."""
    changed = {decision.ref for decision in rendering.decisions if isinstance(decision, Change)}
    explained = changed | rendering.before.settings.keys()
    lines: list[str] = []
    for ref in rendering.before.manifests:
        if ref in explained:
            lines += _explain_resource(ref, rendering)
    lines += [f"note: {sentence([note])}" for note in rendering.notes]
    if not lines:
        return "No resource of ECK here: nothing to do.\n"
    return "\n".join(lines).strip("\n") + "\n"


def _explain_resource(ref: Ref, rendering: Rendering) -> Iterator[str]:
    """A headline, then each reason once, with the paths that it holds for."""
    yield _headline(ref, rendering)
    body = rendering.after.manifests[ref].body
    reasons: dict[str, list[str]] = {}
    for decision in rendering.decisions:
        owner = decision.owner if isinstance(decision, Create) else decision.ref
        if owner == ref:
            effects = reasons.setdefault(f"  {decision.rule}: {sentence(decision.reasons)}", [])
            effects.append(_effect_of(decision, body))
    for reason, effects in reasons.items():
        yield reason
        yield from (f"    {effect}" for effect in effects if effect)
    if not reasons:
        yield "  nothing to change"
    yield ""


def _headline(ref: Ref, rendering: Rendering) -> str:
    settings = rendering.before.settings.get(ref)
    if settings is None:
        return f"{ref}:"
    release = (
        f" in a {settings.releaseMode} release" if settings.mode != settings.releaseMode else ""
    )
    return f"{ref}: mode {settings.mode}{release}, namespace {ref.namespace or 'unknown'}"


def _effect_of(decision: Change | Create | Skip, body: Body) -> str:
    """What a decision does, in a line; "" for a whole resource that is kept."""
    if isinstance(decision, Change):
        was = "" if decision.before is None else f" (was {_as_json(decision.before)})"
        path = show(decision.path, body)
        if decision.after is None:
            return f"drop {path}{was}"
        return f"set  {path} to {_as_json(decision.after)}{was}"
    if isinstance(decision, Create):
        effect = _policy_in_words(mapping(decision.body, ("spec",)))
        return f"new  {decision.ref}: {effect}" if effect else f"new  {decision.ref}"
    return f"keep {show(decision.path, body)}" if decision.path else ""


def _policy_in_words(spec: Body) -> str:
    """The modes that a created policy sets, in a line; "" where its reason has said them."""
    if "mtls" in spec:
        ports = mapping(spec, ("portLevelMtls",))
        exceptions = [f"{port} {text(ports, (port, 'mode'))}" for port in ports]
        return ", ".join([text(spec, ("mtls", "mode")), *exceptions])
    if "trafficPolicy" not in spec:
        return ""
    tls = rule_tls(spec)
    parts = [tls.host] if tls.host else []
    parts += [f"{port} {mode}" for port, mode in tls.ports.items()]
    return f"{', '.join(parts)} to {text(spec, ('host',))}"


def _as_json(value: object) -> str:
    """Any value on one line, numbers as strings."""
    shown = value if isinstance(value, (bool, dict, list)) else str(value)
    return json.dumps(shown, ensure_ascii=False)
