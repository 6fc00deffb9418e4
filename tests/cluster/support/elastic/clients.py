"""Pods of users that ask an Elasticsearch: one with a sidecar, one without."""

from __future__ import annotations

import ssl
import subprocess
from typing import NamedTuple

from tests.cluster.bed import netns
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access

SLEEP = "sleep"  # their container
# curl(1), EXIT CODES: HTTP/2 and TLS cannot begin, the server sent nothing, sending and receiving failed. In each the connection
# had been made: who refused is at its other end. 6, 7 and 28 (no name, no connection, no time) are not among them.
ENDED = {16, 35, 52, 55, 56}


class Answer(NamedTuple):
    """Of one request. status: 000 where there was none; code: curl's; words: what curl says of that."""

    status: str
    body: str
    code: int
    words: str

    @property
    def refused(self) -> bool:
        """Whether somebody at the other end of the connection ended it without an answer."""
        return self.status == "000" and self.code in ENDED


class Handshake(NamedTuple):
    """Of TLS without a certificate of one's own. issued: whether the server's is of the given CA; alert: what ended it."""

    issued: bool
    alert: str


class Client:
    """A running pod, and one user in it."""

    def __init__(
        self, bed: Bed, namespace: str, name: str, login: str, container: str = SLEEP
    ) -> None:
        """login: user and password, with a colon between."""
        self.bed, self.namespace, self.name, self.login = bed, namespace, name, login
        self.container = container

    @property
    def space(self) -> str:
        """Its network namespace."""
        return f"/proc/{Access(self.bed, self.namespace).pid(self.name, self.container)}/ns/net"

    def within(self, *command: str) -> list[str]:
        """The command as a program of the pod."""
        return [*Access(self.bed, self.namespace).inside(self.name, self.container), *command]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.within(*command), capture_output=True, text=True, timeout=60)

    def ask(self, url: str, *arguments: str, login: str | None = None) -> Answer:
        """One request with curl. The server's certificate is not checked, so that a refusal is never the client's own."""
        login = self.login if login is None else login
        user = ("-u", login) if login else ()
        done = self.run("curl", "-sSk", "-m20", "-w", "\n%{http_code}", *user, *arguments, url)
        body, _, status = done.stdout.rpartition("\n")
        return Answer(status, body, done.returncode, done.stderr.strip())

    def hang_up(self, port: int) -> None:
        """End what is open to a port, also by the sidecar: the next request is then a new connection on the wire."""
        enter = ["nsenter", f"--net={self.space}"]
        subprocess.run([*enter, "ss", "-KtnH", f"dport = {port}"], check=True, capture_output=True)

    def send(self, method: str, url: str, body: str, **more: str) -> Answer:
        """A request with a body of JSON."""
        return self.ask(
            url, "-X", method, "-H", "Content-Type: application/json", "-d", body, **more
        )

    def handshake(self, address: str, port: int, authority: str) -> Handshake:
        """TLS 1.3 to an address. authority: PEM of the CA that the server's certificate should be of."""
        context = ssl.create_default_context(cadata=authority)
        context.check_hostname = False
        with netns.connect(self.space, address, port) as raw:
            try:
                with context.wrap_socket(raw) as connection:
                    return Handshake(True, alert(connection))
            except ssl.SSLCertVerificationError as error:
                return Handshake(False, error.verify_message)
            except OSError as error:
                return Handshake(False, str(error))


def alert(connection: ssl.SSLSocket) -> str:
    """How a server ends a connection whose handshake the client has finished; "" where it does not."""
    connection.settimeout(5)
    try:
        connection.recv(1)
    except TimeoutError:
        return ""
    except ssl.SSLError as error:
        return error.reason or str(error)
    except OSError as error:
        return str(error)
    return "closed"
