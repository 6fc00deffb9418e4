"""One port for all simulated pods: who is meant is told by the address that was dialled, TLS or not by the first byte."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from tests.cluster.bed.stand_ins.api import Api

Answer = Callable[[Api, str, str, str, bytes, str], tuple[int, Any]]


class Stack(NamedTuple):
    """What listens: the port, the pod label that names the resource, its Service and certificate, its answers."""

    port: int
    label: str
    service: str
    secret: str
    answer: Answer


def serve(api: Api, stack: Stack) -> None:
    server = socket.create_server(("0.0.0.0", stack.port), backlog=64)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=one, args=(api, stack, connection), daemon=True).start()


def one(api: Api, stack: Stack, connection: socket.socket) -> None:
    connection.settimeout(60)
    try:
        namespace, name, pod = owner(api, stack, connection.getsockname()[0])
        tls = connection.recv(1, socket.MSG_PEEK) == b"\x16"
        if not name or refused(api, stack, namespace, name, pod, tls):
            connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )  # close is a reset
            return
        stream = (
            wrapped(api, connection, namespace, stack.secret.format(name=name))
            if tls
            else connection
        )
        Handler.of(api, stack, namespace, name)(stream, None, None)  # type: ignore[arg-type]
    except (OSError, KeyError) as error:
        print(stack.port, type(error).__name__, error, flush=True)
    finally:
        connection.close()


def owner(api: Api, stack: Stack, address: str) -> tuple[str, str, dict[str, Any] | None]:
    """Namespace and resource behind a ClusterIP or a pod's address, and the pod if it is one's."""
    for service in api.services():
        if service["spec"].get("clusterIP") == address:
            return (
                service["metadata"]["namespace"],
                (service["spec"].get("selector") or {}).get(stack.label, ""),
                None,
            )
    for pod in api.pods():
        if pod["status"]["podIP"] == address:
            return (
                pod["metadata"]["namespace"],
                pod["metadata"].get("labels", {}).get(stack.label, ""),
                pod,
            )
    return "", "", None


def refused(
    api: Api, stack: Stack, namespace: str, name: str, pod: dict[str, Any] | None, tls: bool
) -> bool:
    """What two sidecars do once the Service's port is called http: TLS finds no filter chain and is reset, and a pod
    that still speaks TLS resets plain text (facts of the data plane box: testbed §7). By the Service itself, TLS has no
    one to talk to then, with sidecars or without."""
    if pod is not None and "istio-proxy" not in str([c["name"] for c in all_containers(pod)]):
        return False
    service = api.service(namespace, stack.service.format(name=name))
    renamed = bool(service) and [p["name"] for p in service["spec"]["ports"]] == ["http"]  # type: ignore[index]
    if pod is None:
        return renamed and tls
    speaks_tls = (
        pod["metadata"]["labels"].get("elasticsearch.k8s.elastic.co/http-scheme") == "https"
    )
    return renamed and (tls or speaks_tls)


def all_containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def wrapped(api: Api, connection: socket.socket, namespace: str, secret: str) -> ssl.SSLSocket:
    """The server's side of TLS, with the certificate that ECK issued for this resource."""
    data = api.secret(namespace, secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(base64.b64decode(data["tls.key"]) + base64.b64decode(data["tls.crt"]))
        file.flush()
        context.load_cert_chain(file.name)
    return context.wrap_socket(connection, server_side=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: Api
    stack: Stack
    namespace: str
    name: str

    @classmethod
    def of(cls, api: Api, stack: Stack, namespace: str, name: str) -> type[Handler]:
        return type(
            "Handler", (cls,), {"api": api, "stack": stack, "namespace": namespace, "name": name}
        )

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, found = self.stack.answer(
            self.api,
            self.command,
            self.path.split("?")[0],
            self.path,
            body,
            f"{self.namespace}/{self.name}",
        )
        text = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = respond

    def log_message(self, format: str, *arguments: Any) -> None:
        print(self.stack.port, f"{self.namespace}/{self.name}", format % arguments, flush=True)
