"""`lines.py ADDRESS PORT [NAME]`: one line to a server, by TLS where it has a name; prints
its answer, or nothing."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys

SECONDS = 10


def ask(address: str, port: int, name: str) -> str:
    """OSError where the server says nothing."""
    with socket.create_connection((address, port), SECONDS) as connection:
        if not name:
            return said(connection)
        with ssl._create_unverified_context().wrap_socket(connection, server_hostname=name) as tls:
            return said(tls)


def said(connection: socket.socket) -> str:
    connection.settimeout(SECONDS)
    connection.sendall(b"hello\n")
    return connection.recv(65535).decode()


with contextlib.suppress(OSError):
    print(ask(sys.argv[1], int(sys.argv[2]), (sys.argv[3:] or [""])[0]))
