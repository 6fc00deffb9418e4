"""The catalogue of all messages by id, from the modules of this folder, one for each topic."""

from __future__ import annotations

from eck_mesh.messages.commands import (
    command_line,
    compile,
    convert,
    flux,
    install,
    missing_sidecars,
    rival_policies,
    settings,
    status,
    status_pods,
    stream,
)
from eck_mesh.messages.rules import (
    addresses,
    annotation_values,
    caveats,
    destination_rules,
    guards,
    kept,
    notes,
    opened,
    pod_notes,
    pods,
    policies,
    port_names,
    program_settings,
    reach,
    reasons,
    routes,
    structure,
    tls,
    user_rules,
)

TOPICS = {
    "What is changed": reasons.MESSAGES,
    "What changes for clients": caveats.MESSAGES,
    "What is kept": kept.MESSAGES,
    "ECK's TLS": tls.MESSAGES,
    "Names of ports": port_names.MESSAGES,
    "Routes": routes.MESSAGES,
    "Policies": policies.MESSAGES,
    "Sidecars and AuthorizationPolicies": guards.MESSAGES,
    "DestinationRules": destination_rules.MESSAGES,
    "Pods": pods.MESSAGES,
    "Annotations": annotation_values.MESSAGES,
    "Settings of programs": program_settings.MESSAGES,
    "Addresses": addresses.MESSAGES,
    "Settings": settings.MESSAGES,
    "Structure": structure.MESSAGES,
    "User-defined rules": user_rules.MESSAGES,
    "The stream": stream.MESSAGES,
    "Notes": notes.MESSAGES,
    "Notes on pods": pod_notes.MESSAGES,
    "Opened ports": opened.MESSAGES,
    "Reach": reach.MESSAGES,
    "Command line": command_line.MESSAGES,
    "Compiling a plan": compile.MESSAGES,
    "Compiling a HelmRelease of Flux": flux.MESSAGES,
    "Converting values": convert.MESSAGES,
    "Installation": install.MESSAGES,
    "Status": status.MESSAGES,
    "Status: pods and clients": status_pods.MESSAGES,
    "Status: missing sidecars": missing_sidecars.MESSAGES,
    "Status: policies": rival_policies.MESSAGES,
}
MESSAGES = {message.id: message for topic in TOPICS.values() for message in topic}
# Ids that only older versions print; never given to another message.
RETIRED: tuple[str, ...] = ("wildcard-takes-precedence",)
