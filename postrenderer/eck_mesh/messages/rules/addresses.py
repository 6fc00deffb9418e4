"""Addresses that users wrote by hand: what is changed, and what cannot work."""

from __future__ import annotations

from eck_mesh.messages.message import Message

REJECTED = (
    "A STRICT port rejects clients without a mesh identity, and nothing reports that at runtime."
)
NO_TLS = (
    "With ECK's TLS off only the sidecar encrypts; the program behind the port does not know TLS."
)

MESSAGES = (
    Message(
        "address-without-tls",
        "this leads to {target}, whose TLS eck-mesh turns off: the sidecars encrypt instead",
        why="The setting is one that eck-mesh knows, the address surely leads to this port, and "
        "every client that uses it has a sidecar. ECK rewrites only the addresses that it "
        "generates itself. What is about TLS alone goes with it: a program may not start with a "
        "certificate that is not there, or with settings of TLS for an http address.",
        source="docs/addresses.md",
    ),
    Message(
        "address-of-strict-port",
        "{host} is {target}, which accepts only clients with a sidecar.",
        "Set {settings:unmeshedClients: true}: {target} then keeps ECK's TLS and accepts clients "
        "over it.",
        why=REJECTED,
    ),
    Message(
        "address-of-strict-port-without-eck-tls",
        "{host} is {target}, which accepts only clients with a sidecar.",
        "Set {settings:unmeshedClients: true}: the ports then accept clients without a sidecar, "
        "encrypted only if the program there does it, since ECK serves no TLS on them.",
        why=REJECTED,
    ),
    Message(
        "address-instead-of-reference",
        "{host} is {target}, which accepts only clients with a sidecar.",
        "Use ECK's own reference, or set {settings:unmeshedClients: true}: {target} then keeps "
        "ECK's TLS and accepts clients over it.",
        why=REJECTED + " Clients with a reference are found, and accepted over ECK's TLS.",
    ),
    Message(
        "plaintext-to-pod-address",
        "{host} is the address of a pod of {target}, to which a sidecar sends mutual TLS only for "
        "https, and {target} accepts nothing else.",
        "Write https://, for which ECK's TLS stays, or use spec.monitoring of the resource that is "
        "watched.",
        why="A sidecar routes plain HTTP by the name of the host, and an address of a pod has "
        "none: the sidecar sends what the client sends.",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "pod-address-of-strict-port",
        "{host} is the address of a pod of {target}, to which a sidecar sends no mutual TLS, and "
        "{target} accepts nothing else.",
        "Use spec.monitoring of the resource that is watched, or write https:// and set "
        "{settings:unmeshedClients: true}.",
        why="A sidecar knows the addresses of pods only by a headless Service, and only where the "
        "port has TLS. To other addresses it sends what the client sends.",
        source="tests/cluster/test_traffic.py",
    ),
    Message(
        "pod-address-in-ambient",
        "{host} leads to pods of {target} in another data plane, to which a sidecar sends no "
        "mutual TLS, and {target} accepts nothing else.",
        "Write {service}, or set {settings:unmeshedClients: true}.",
        why="To pods in ambient mode a sidecar sends mutual TLS only through Services with a "
        "cluster IP.",
        source="https://github.com/istio/istio/issues/54921",
    ),
    Message(
        "https-address-without-tls",
        "https://{host} is {target}, whose HTTP port has no TLS.",
        "Write http://, or {way}.",
        why=NO_TLS,
    ),
    Message(
        "tls-setting-without-tls",
        "this setting uses TLS for {host}, and {target} has no TLS on its HTTP port.",
        "Turn it off, or {way}.",
        why=NO_TLS,
    ),
    Message(
        "fleet-address-without-tls",
        "Agents connect to {host} by https, and {target} has no TLS on its HTTP port.",
        "To keep https, {way}; or write http:// if every Agent has a sidecar.",
        why=NO_TLS,
    ),
    Message(
        "http-address-of-tls-port",
        "http://{host} is {target}, whose HTTP port keeps ECK's TLS: {need} ({place}).",
        "Write https://, or remove what needs TLS.",
        why="Two places contradict each other: one needs ECK's TLS, the other connects to the same "
        "port in plaintext, which a port with TLS does not accept.",
    ),
    Message(
        "discovers-https-ports",
        "no port is called https where ECK's TLS is off ({target}).",
        "Use spec.monitoring of the resource that is watched, or write the number of the port "
        "where TLS stays.",
        why="ECK calls the port http when its TLS is off.",
        source="cloud-on-k8s pkg/apis/common/v1/common.go",
    ),
    Message(
        "backend-without-tls",
        "routes by TLS to {target}, whose HTTP port has no TLS.",
        "Use http for this backend, or {way}.",
        why="The controller is in the mesh (mesh.ingress.meshed), so its sidecar encrypts already.",
    ),
)
