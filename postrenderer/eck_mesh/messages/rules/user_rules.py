"""mesh.rules: what user-defined rules may say and set."""

from __future__ import annotations

from eck_mesh.messages.message import Message

STRICT = "A rule that does less than its author believes is worse than an error."

MESSAGES = (
    Message(
        "user-defined-rule",
        "{because}",
        why="mesh.rules sets this value. It counts as if a user had written it in the manifest.",
    ),
    Message(
        "rule-has-unknown-key",
        "mesh.rules, {rule}: {key} is not a key of a rule.",
        "Use {known}.",
        why=STRICT,
    ),
    Message(
        "rule-has-wrong-type",
        "mesh.rules, {rule}: {key} must be {wanted}, not {found}.",
        "Change it.",
        why=STRICT,
    ),
    Message(
        "rule-lacks-key",
        "mesh.rules, {rule}: {key} is missing or empty.",
        "Add it.",
        why="A rule needs a name, a path, and what it sets.",
    ),
    Message(
        "rule-sets-unquoted-key",
        "mesh.rules, {rule}: `set` has the key {key!r}, which is not a string.",
        "Quote it.",
        why="Keys of a manifest are strings.",
    ),
    Message(
        "rule-sets-null",
        "mesh.rules, {rule}: `set` contains a null.",
        "Leave it out.",
        why="Helm and Flux may drop a null before eck-mesh sees it.",
    ),
    Message(
        "rule-path-not-parsed",
        "mesh.rules, {rule}: {path!r} is not a JSONPath: {error}.",
        "Change the path.",
        why="eck-mesh reads JSONPath with the extensions of jsonpath-ng.",
        source="jsonpath-ng, docs/modes.md",
    ),
    Message(
        "rule-path-not-followed",
        "mesh.rules, {rule}: the path {path!r} cannot be followed: {error}.",
        "Change the path.",
        why="A function in the path cannot be applied to what it finds.",
    ),
    Message(
        "rule-path-computes-value",
        "mesh.rules, {rule}: the path {path!r} computes a value, and a rule needs a place in the "
        "manifest.",
        "Use a path without functions that compute: len, sub, split, sorted, arithmetic.",
        why="A computed value is nowhere in the manifest, so that nothing can be set there.",
    ),
    Message(
        "rule-matches-nothing",
        "mesh.rules, {rule}: the path {path!r} matches nothing.",
        "Change it, or set optional: true.",
        why=STRICT,
    ),
    Message(
        "rule-matches-no-kind",
        "mesh.rules, {rule}: no resource of kind {kind} is here, and no object of this kind is "
        "created.",
        "Use {kinds}, or set optional: true.",
        why=STRICT,
    ),
    Message(
        "rule-matches-no-name",
        "mesh.rules, {rule}: nothing of this kind is called {name}.",
        "Use {names}, or set optional: true.",
        why=STRICT,
    ),
    Message(
        "rule-sets-policy",
        "mesh.rules, {rule}: a rule cannot set this in a {kind}.",
        "It may set {tunable}.",
        why="The rest of the object is what makes the mode true, or has a setting of its own.",
    ),
    Message(
        "rule-changes-identity",
        "mesh.rules, {rule}: a rule cannot change the identity of a resource.",
        "Name the resource in values.",
        why="References, Services and policies are found by kind, namespace and name.",
    ),
    Message(
        "rule-sets-tls",
        "mesh.rules, {rule}: a rule cannot set ECK's TLS, because the chart's guard would not see "
        "it.",
        "Use `http` of the resource in values.",
        why="The guard prevents that TLS is turned off on a running Elasticsearch, which is an "
        "outage.",
    ),
    Message(
        "rule-sets-key-of-no-mapping",
        "mesh.rules, {rule}: this is not a mapping, so no key of it can be set.",
        "Change the path, or what the rule sets.",
        why="A rule replaces values; it does not replace what contains them.",
    ),
    Message(
        "rule-sets-missing-element",
        "mesh.rules, {rule}: this list has no such element.",
        "Change the path, or what the rule sets.",
        why="A rule before this one replaced the list.",
    ),
)
