"""A plan in words: what is changed, created and kept for each resource, with the reasons."""

from __future__ import annotations

import json

from eck_mesh.istio.destination_rule import rule_tls
from eck_mesh.manifests.paths import mapping, show, text
from eck_mesh.messages.enumeration import counted
from eck_mesh.messages.printable import printable
from eck_mesh.messages.reason import reason, sentence
from eck_mesh.plan.decisions import Change, Create
from eck_mesh.report.changed_lines import changed_lines, is_by_line
from eck_mesh.report.resource_report import split_caveats
from eck_mesh.report.said import sentence_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason
    from eck_mesh.report.resource_report import Made, Report, ResourceReport


def explain(report: Report) -> str:
    """Notes first; a paragraph for each resource; a summary, and last the ports that are open.

    Each reason is a sentence once, and then only its id. Ends in a newline.
    """
    lines = [f"note: {sentence([note])}" for note in report.notes]
    if report.nothing:
        lines.append(sentence([report.nothing]))
    elif not report.resources:
        lines += ["", "No resource of ECK here: nothing to do."]
    said: set[str] = set()
    for one in report.resources:
        lines += ["", *_explain_resource(one, said)]
    if report.resources:
        lines += ["", _summary(report)]
        lines += [sentence([report.meshed])] if report.meshed else []
        lines += _opened_lines(report)
    return "\n".join(lines).strip("\n") + "\n"


def _explain_resource(one: ResourceReport, said: set[str]) -> Iterator[str]:
    """A headline, then each reason with the paths that it holds for, and its caveats as notes."""
    yield _headline(one)
    effects: dict[tuple[str, str], list[str]] = {}
    reasons: dict[tuple[str, str], list[Reason]] = {}
    for made in one.decisions:
        key = (made.rule, sentence(made.reasons))
        reasons[key] = list(made.reasons)
        effects.setdefault(key, []).extend(_effects_of(made, one.manifest.body))
    for (rule, _), found in reasons.items():
        proper, caveats = split_caveats(found)
        yield f"  {rule}: {sentence_once(proper, said)}"
        yield from (f"    {printable(effect)}" for effect in effects[rule, _] if effect)
        yield from (f"  note: {sentence_once([caveat], said)}" for caveat in caveats)
    if not reasons:
        yield "  nothing to change"


def _headline(one: ResourceReport) -> str:
    ref = one.manifest.ref
    if not one.mode:
        return f"{ref}:"
    parts = [f"{ref}: mode {one.mode}"]
    if one.mode != one.release:
        parts[0] += f" in a {one.release} release"
    if one.why:
        parts.append(f"in effect {one.effective}: {one.why}")
    if not ref.namespace:
        parts.append("namespace unknown")
    return ", ".join(parts)


def _summary(report: Report) -> str:
    count = report.summary
    resources, changed = counted(count["resources"], "resource"), counted(count["changed"], "field")
    created, kept = counted(count["created"], "object"), counted(count["kept"], "setting")
    return f"{resources}: {changed} changed, {created} created, {kept} kept."


def _opened_lines(report: Report) -> Iterator[str]:
    """A line for each resource and client outside the mesh, then the ports that bypass."""
    opened = [one for one in report.opened if not one.bypass]
    for one in opened:
        yield f"opened: {one.ref} {sentence([one.how])}"
    if not opened:
        yield sentence([reason("nothing-is-opened")])
    for one in report.opened:
        if one.bypass:
            yield f"bypass: {one.ref} {sentence([one.how])}"


def _effects_of(decision: Made, body: Body) -> Iterator[str]:
    """What a decision does, in a line; of a change in a long text a line for each of its lines."""
    if isinstance(decision, Change) and is_by_line(decision.before, decision.after):
        path = show(decision.path, body)
        for line in changed_lines(str(decision.before), str(decision.after)):
            yield f"{'drop' if line.after is None else 'set '} {path} {line}"
    else:
        yield _effect_of(decision, body)


def _effect_of(decision: Made, body: Body) -> str:
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
