"""A gate before a bed's API server: it lets requests through, counts those that write, and holds one back where a test asks.

So a test can kill a program at each of its writes, and another program can do its work meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.cluster.bed import netns
from tests.cluster.bed.bed import Bed

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Questions that are asked by POST, and what a server only tries.
NO_WRITES = "selfsubject", "dryRun=All"
DROPPED = {"connection", "transfer-encoding", "content-length", "host", "accept-encoding"}


class Gate:
    """In plain HTTP, so that it can read. Use it in `with`; kubeconfig: of a client that goes through it."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.bed = bed
        self.writes: list[str] = []  # method and path of each, the one that is held too
        self.held = threading.Event()
        self._stop_at = -1
        self._let_go = threading.Event()
        self._lock = threading.Lock()
        self._server = netns.inside(bed.name, self._listen)
        self.kubeconfig = folder / "gate.kubeconfig"
        config = json.loads(bed.kubeconfig.read_text())
        config["clusters"][0]["cluster"] = {
            "server": f"http://127.0.0.1:{self._server.server_address[1]}"
        }
        config["users"][0]["user"] = {}
        self.kubeconfig.write_text(json.dumps(config))

    def _listen(self) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.gate = self  # type: ignore[attr-defined]
        return server

    def __enter__(self) -> Gate:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def stop_at(self, write: int) -> None:
        """Hold the write of that number, counted from 0, until `let_go`; forget what was counted."""
        self.writes, self._stop_at = [], write
        self.held.clear()
        self._let_go.clear()

    def let_go(self) -> None:
        """The held write goes on, if who sent it still waits."""
        self._let_go.set()

    def passes(self, method: str, path: str) -> None:
        """Count a request; return when it may go on."""
        if method not in WRITES or any(word in path for word in NO_WRITES):
            return
        with self._lock:
            number = len(self.writes)
            self.writes.append(f"{method} {path.partition('?')[0]}")
        if number == self._stop_at:
            self.held.set()
            self._let_go.wait(60)


class Handler(BaseHTTPRequestHandler):
    """One request, sent on as the cluster's administrator."""

    def do_GET(self) -> None:
        gate: Gate = self.server.gate  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        gate.passes(self.command, self.path)
        if self._is_gone():
            return
        connection = gate.bed.api.connection()
        headers = {k: v for k, v in self.headers.items() if k.lower() not in DROPPED}
        connection.request(self.command, self.path, body or None, headers)
        answer = connection.getresponse()
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in DROPPED:
                self.send_header(key, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked was killed
            while data := answer.read1(65536):
                self.wfile.write(data)
                self.wfile.flush()
        connection.close()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _is_gone(self) -> bool:
        """Whether the program that asked has ended: what it asked does not reach the API server then."""
        self.connection.setblocking(False)
        try:
            return not self.connection.recv(1)
        except BlockingIOError:
            return False
        finally:
            self.connection.setblocking(True)

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at the list."""
