"""`python -m tests.cluster.support.elastic.writer URL USER:PASSWORD INDEX [each] [auto]`: documents without a pause, until SIGTERM.

A line of JSON each: at (seconds since 1970, of the request's end), id, status (of Elasticsearch or of a proxy) or error (where
no answer came), seconds. With `each` every request has a connection of its own; without, one connection serves as long as it
lives. Nothing is repeated. A document that was acknowledged has status 201. With `auto` Elasticsearch chooses the ids, so that a
request that somebody repeats leaves a second document.
"""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import ssl
import sys
import time
from urllib.parse import urlsplit

SECONDS = 60.0  # until a request counts as failed: a busy machine is no failure
PAUSE = 0.02  # seconds between two requests: fifty of them a second leave a processor for the nodes


class Writer:
    """One client. The certificate of the server is not checked: others' tests do that."""

    def __init__(self, url: str, login: str, index: str, words: list[str]) -> None:
        self.url, self.index = urlsplit(url), index
        self.each, self.auto = "each" in words, "auto" in words
        token = base64.b64encode(login.encode()).decode()
        self.headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        self.connection: http.client.HTTPConnection | None = None

    def connect(self) -> http.client.HTTPConnection:
        host, port = self.url.hostname or "", self.url.port
        if self.url.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=SECONDS)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)

    def write(self, number: int) -> dict[str, object]:
        """One document, and what came of it."""
        self.connection = self.connection or self.connect()
        body = json.dumps({"number": number})
        try:
            path = f"/{self.index}/_doc" if self.auto else f"/{self.index}/_doc/{number}"
            method = "POST" if self.auto else "PUT"
            self.connection.request(method, path, body, self.headers)
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return {"error": f"{type(error).__name__}: {error}"}
        if self.each or response.headers.get("Connection") == "close":
            self.close()
        more = {} if response.status < 300 else {"body": text.decode(errors="replace")[:300]}
        return {"status": response.status, **more}

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None


def main() -> None:
    url, login, index, *words = sys.argv[1:]
    writer = Writer(url, login, index, words)
    for number in itertools.count():
        begin = time.time()
        found = writer.write(number)
        end = time.time()
        line = {"at": end, "id": number, "seconds": round(end - begin, 3), **found}
        print(json.dumps(line), flush=True)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
