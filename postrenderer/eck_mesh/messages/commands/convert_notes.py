"""`eck-mesh convert`: what to know about what is converted."""

from __future__ import annotations

from eck_mesh.messages.message import Message

MESSAGES = (
    Message(
        "part-is-off",
        "{path}: is not enabled, so its values are left out.",
        "",
        why="eck-stack renders nothing from them.",
    ),
    Message(
        "value-is-ignored",
        "{path}: {chart} {version} ignores this value, so it is left out.",
        "If it should have had an effect, look up its place in docs/values.md.",
        why="No template reads it, and eck-stack has no schema that would say so.",
    ),
    Message(
        "value-is-hidden",
        "{path}: {other} takes precedence, so this value is left out.",
        "",
        why="Where eck-stack reads both, it takes the one below spec.",
    ),
    Message(
        "global-value-is-read",
        "{path}: eck-stack ignores it, and eck-mesh's chart reads it, so it is left out.",
        "Add it when the pods may restart.",
        why="Other images, pull secrets or claims are other pods.",
    ),
    Message(
        "value-is-misplaced",
        "{path}: eck-stack {version} writes it where ECK does not read it, so it is left out.",
        "Add it to the result if you want it; it then takes effect for the first time.",
        why="The template has a wrong indentation, and the API server drops the field.",
    ),
    Message(
        "field-is-unknown",
        "{path}: ECK has no such field, so it is left out.",
        "Look up its place in docs/values.md.",
        why="The API server drops a field that the CRD does not have.",
    ),
    Message(
        "key-is-misspelled",
        "{path}: Kubernetes has no such field, so it is left out.",
        "Correct it; a volume without a type is an emptyDir.",
        why="The operator drops what it does not know. Elastic's example for Logstash has it.",
    ),
    Message(
        "count-is-missing",
        "{path}: has no count, and gets the count 0 that ECK takes for it.",
        "Set count, unless an ElasticsearchAutoscaler manages this nodeSet.",
        why="eck-mesh's chart makes 3 nodes if nothing is said.",
    ),
    Message(
        "account-is-not-used",
        "{path}: no pod uses the ServiceAccount {name}, and its ClusterRole has no effect.",
        "Set podTemplate.spec.serviceAccountName if the pods need it; this restarts them.",
        why="eck-stack sets spec.serviceAccountName, with which ECK checks references to other "
        "namespaces. Pods take the account in their own template.",
    ),
    Message(
        "version-is-a-default",
        "{charts}: no version is given, so it is the default of eck-stack {version}.",
        "If yours is another eck-stack, pass the values of the running release with all defaults: "
        "`helm get values RELEASE --all`.",
        why="Another version would be an upgrade of the Elastic Stack.",
    ),
)
