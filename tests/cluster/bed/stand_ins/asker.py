"""`python -m tests.cluster.bed.stand_ins.asker URL SECONDS`: asks all the time, and prints what came back.

It keeps its connection for as long as the other side does, as Go's HTTP client and so ECK's operator do: an answer of any
status leaves it open, and a kept connection that turns out to be closed is replaced at once. A line of JSON for each request:
at (seconds since the epoch), status (0 for no answer), said (the beginning of another answer than 200). SECONDS: between two
requests.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
import time
from urllib.parse import urlsplit


class Asker:
    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.connection: http.client.HTTPConnection | None = None

    def connect(self) -> http.client.HTTPConnection:
        host, port = str(self.url.hostname), self.url.port
        if self.url.scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=10)
        context = ssl._create_unverified_context()
        return http.client.HTTPSConnection(host, port, timeout=10, context=context)

    def ask(self) -> tuple[int, str]:
        """Status and body. The second attempt is for a connection that was closed while nobody used it."""
        kept = self.connection is not None
        answer = self.attempt()
        return self.attempt() if kept and not answer[0] and answer[1] != "TimeoutError" else answer

    def attempt(self) -> tuple[int, str]:
        """Status and body; 0 and the error where there was no answer, and the connection is gone then."""
        connection = self.connection = self.connection or self.connect()
        try:
            connection.request("GET", self.url.path or "/")
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            self.connection = None
            return 0, type(error).__name__


def main() -> None:
    url, pause = sys.argv[1:]
    asker = Asker(url)
    while True:
        begin = time.time()
        status, body = asker.ask()
        said = "" if status == 200 else body[:200]
        print(json.dumps({"at": begin, "status": status, "said": said}), flush=True)
        time.sleep(max(0.0, begin + float(pause) - time.time()))


main()
