"""To be woken when what was read of the API server changes: the lists of a wait are watched, not read again and again."""

from __future__ import annotations

import select
import ssl
import time
from types import TracebackType

from tests.cluster.bed.api import Api, Connection, Reads

SETTLE = 0.03  # seconds: changes come in groups
BLIND = 0.2  # seconds between two looks at what is no list of the API server
SELDOM = 1.0  # and at most so many, should something else matter too


class Watches:
    """The watches of one wait. Nothing of an event counts but that there is one."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.streams: dict[str, Stream] = {}

    def __enter__(self) -> Watches:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for stream in self.streams.values():
            stream.close()

    def change(self, reads: Reads, seconds: float) -> None:
        """Return when one of these lists has changed since it was read, or after a while."""
        for path, version in reads.items():
            if path not in self.streams:
                self.streams[path] = Stream(self.api.connection(), path, version)
        if not all(stream.open for stream in self.streams.values()) or not self.streams:
            self._forget()
            time.sleep(min(seconds, BLIND))
            return
        end = time.monotonic() + min(seconds, SELDOM)
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select(list(self.streams.values()), [], [], left)
            if [stream for stream in ready if stream.drain()]:
                time.sleep(SETTLE)
                self._settle()
                return

    def _settle(self) -> None:
        """What came meanwhile is seen by the next look anyway."""
        for stream in self.streams.values():
            stream.drain()

    def _forget(self) -> None:
        """A watch that ended is begun again by the next look."""
        for path in [path for path, stream in self.streams.items() if not stream.open]:
            self.streams.pop(path).close()


class Stream:
    """One watch: an answer of HTTP that does not end."""

    def __init__(self, connection: Connection, path: str, version: str) -> None:
        """From the list of that address and version on."""
        connection.connect()
        assert isinstance(connection.sock, ssl.SSLSocket)
        self.socket = connection.sock
        more = f"watch=1&resourceVersion={version}&timeoutSeconds=300"
        host = f"Host: {connection.host}:{connection.port}\r\nAccept: application/json"
        self.socket.sendall(f"GET {path}&{more} HTTP/1.1\r\n{host}\r\n\r\n".encode())
        self.head = b""
        self.open = True
        self.socket.setblocking(False)

    def fileno(self) -> int:
        return self.socket.fileno()

    def drain(self) -> bool:
        """Whether an event has come, or the watch has ended."""
        body = False
        while self.open:
            try:
                data = self.socket.recv(65536)
            except ssl.SSLWantReadError:
                return body
            except OSError:
                data = b""
            self.open = bool(data)
            body |= self._is_body(data)
        return True

    def _is_body(self, data: bytes) -> bool:
        """Whether these bytes go beyond the head of the answer. A watch that is refused has ended."""
        if b"\r\n\r\n" not in self.head:
            self.head += data
            data = self.head.partition(b"\r\n\r\n")[2]
            if b"\r\n" in self.head and b" 200 " not in self.head.partition(b"\r\n")[0]:
                self.open = False
        return bool(data)

    def close(self) -> None:
        self.socket.close()
