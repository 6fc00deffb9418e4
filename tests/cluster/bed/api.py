"""The API server of a bed over HTTP: what kubectl would do in a second of a processor, in some milliseconds.

Kinds are named as for kubectl: `pods`, `statefulset,deployment`, a category (`elastic`), `KIND.VERSION.GROUP`.
A list remembers where it was read, so that a wait can watch it (watch.py).
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.cluster.bed import netns
from tests.cluster.bed.kinds import Kinds

T = TypeVar("T")
R = TypeVar("R")
Object = dict[str, Any]
Reads = dict[str, str]  # the address of a list, and the version of the cluster at which it was read
DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
TOO_MANY = 429
ABREAST = 4  # requests at a time
APPLY, MERGE = "application/apply-patch+yaml", "application/merge-patch+json"


class ApiError(Exception):
    """The API server refused: its status, and its own words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message = status, message


class Connection(http.client.HTTPSConnection):
    """To a port of the bed's loopback, from outside its network namespace."""

    def __init__(self, space: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, context=context, timeout=60)
        self.space, self.tls = space, context

    def connect(self) -> None:
        raw = netns.connect(self.space, self.host, self.port)
        raw.settimeout(60)
        self.sock = self.tls.wrap_socket(raw, server_hostname=self.host)


class Api:
    """As the user of a kubeconfig that tests/cluster/bed/programs/apiserver.py wrote. Threads may share it."""

    def __init__(self, space: str, kubeconfig: Path) -> None:
        self.space, self.kubeconfig = space, kubeconfig
        self.kinds = Kinds(lambda path: self.request("GET", path, accept=DISCOVERY))
        self.local = threading.local()
        self.pool = ThreadPoolExecutor(ABREAST)

    @cached_property
    def server(self) -> tuple[int, ssl.SSLContext]:
        """Its port, and what proves who talks to whom."""
        config = json.loads(self.kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        context = ssl.create_default_context(cafile=cluster["certificate-authority"])
        context.load_cert_chain(user["client-certificate"], user["client-key"])
        return int(cluster["server"].rpartition(":")[2]), context

    def connection(self) -> Connection:
        """A new one, for the caller alone."""
        return Connection(self.space, *self.server)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        sort: str = "application/json",
        accept: str = "application/json",
    ) -> Any:
        """One request on the connection of this thread. ApiError where the answer is no success."""
        data = body if body is None or isinstance(body, str) else json.dumps(body)
        headers = {"Accept": accept, **({"Content-Type": sort} if data else {})}
        response, text = self._send(method, path, data, headers)
        while response.status == TOO_MANY:  # also: the list of a new kind is not there yet
            time.sleep(float(response.headers.get("Retry-After", 1)))
            response, text = self._send(method, path, data, headers)
        if response.status >= 400:
            raise ApiError(response.status, message(text))
        return json.loads(text) if text[:1] in (b"{", b"[") else text.decode()

    def _send(
        self, method: str, path: str, data: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """The kept connection may have ended meanwhile: then a new one is tried."""
        kept: Connection | None = getattr(self.local, "connection", None)
        for connection in filter(None, (kept, self.connection())):
            self.local.connection = connection
            try:
                connection.request(method, path, data and data.encode(), headers)
                response = connection.getresponse()
                return response, response.read()
            except (http.client.HTTPException, OSError):
                connection.close()
                self.local.connection = None
                if connection is not kept:
                    raise
        raise AssertionError("one of the two answered or failed")

    # -- reading

    def items(
        self, words: str, namespace: str = "", labels: str = "", name: str = ""
    ) -> list[Object]:
        """The objects of these kinds, of all namespaces where none is named."""
        found = []
        for kind in self.kinds.named(words):
            query = {"labelSelector": labels, "fieldSelector": name and f"metadata.name={name}"}
            given = urlencode({key: value for key, value in query.items() if value})
            path = f"{kind.path(namespace)}?{given}"
            answer = self.request("GET", path)
            reads: Reads | None = getattr(self.local, "reads", None)
            if reads is not None:
                reads[path] = answer["metadata"]["resourceVersion"]
            same = {"apiVersion": kind.api_version, "kind": kind.name}  # a list does not repeat it
            found += [{**same, **item} for item in answer["items"]]
        return found

    def get(self, word: str, name: str, namespace: str = "") -> Object:
        """One object; {} where it is not there (yet)."""
        return next(iter(self.items(word, namespace, name=name)), {})

    @contextmanager
    def remembering(self) -> Iterator[Reads]:
        """What this thread reads meanwhile."""
        before = getattr(self.local, "reads", None)
        reads: Reads = {}
        self.local.reads = reads
        try:
            yield reads
        finally:
            self.local.reads = before

    def abreast(self, call: Callable[[T], R], things: Iterable[T]) -> list[R]:
        """What call returns for each, a few at a time."""
        return list(self.pool.map(call, things))

    # -- writing

    def of(self, body: Object, namespace: str) -> str:
        """The address of the list that a manifest belongs to."""
        kind = self.kinds.of(body["apiVersion"], body["kind"])
        return kind.path(body["metadata"].get("namespace") or namespace or "default")

    def create(self, body: Object, namespace: str = "", *, dry_run: bool = False) -> Object:
        """A new object; a field that its kind does not know is refused."""
        dry = {"dryRun": "All"} if dry_run else {}
        query = urlencode({"fieldValidation": "Strict", "fieldManager": "bed", **dry})
        made: Object = self.request("POST", f"{self.of(body, namespace)}?{query}", body)
        return made

    def replace(self, body: Object, namespace: str = "", *, dry_run: bool = False) -> Object:
        """The object instead of the one there, whose version it names."""
        dry = "?dryRun=All" if dry_run else ""
        path = f"{self.of(body, namespace)}/{body['metadata']['name']}{dry}"
        made: Object = self.request("PUT", path, body)
        return made

    def apply(self, body: Object, namespace: str = "") -> Object:
        """The object as it is written here, whoever wrote its fields before: a server-side apply by force."""
        query = urlencode({"fieldManager": "bed", "force": "true"})
        path = f"{self.of(body, namespace)}/{body['metadata']['name']}?{query}"
        made: Object = self.request("PATCH", path, body, sort=APPLY)
        return made

    def apply_crd(self, name: str, text: str) -> None:
        """The same for the YAML of a CRD, as it is."""
        path = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}"
        self.request("PATCH", f"{path}?fieldManager=bed&force=true", text, sort=APPLY)

    def patch(
        self,
        word: str,
        name: str,
        change: Object,
        namespace: str = "",
        *,
        subresource: str = "",
        dry_run: bool = False,
    ) -> Object:
        """A JSON merge patch."""
        path = "/".join(filter(None, [self._path(word, name, namespace), subresource]))
        dry = "?dryRun=All" if dry_run else ""
        made: Object = self.request("PATCH", f"{path}{dry}", change, sort=MERGE)
        return made

    def delete(self, word: str, name: str, namespace: str = "", **options: Any) -> None:
        """Ask for its deletion, which is not waited for; nothing where it is not there."""
        try:
            self.request("DELETE", self._path(word, name, namespace), options or None)
        except ApiError as error:
            if error.status != 404:
                raise

    def _path(self, word: str, name: str, namespace: str) -> str:
        (kind,) = self.kinds.named(word)
        return f"{kind.path(namespace)}/{name}"


def message(text: bytes) -> str:
    """Of a Status object, or what else was answered."""
    try:
        found: str = json.loads(text)["message"]
    except (ValueError, KeyError):
        return text.decode(errors="replace")
    return found
