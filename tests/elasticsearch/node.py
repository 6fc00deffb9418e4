"""One Elasticsearch node on 127.0.0.1: its process, and requests to it."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.elasticsearch.certificates import write_certificates

# The settings that ECK 3.5.0 writes (pkg/controller/elasticsearch/settings), on 127.0.0.1.
SETTINGS: dict[str, Any] = {
    "cluster.name": "one",
    "cluster.initial_master_nodes": ["one"],
    "node.name": "${NODE_NAME}",
    "node.store.allow_mmap": False,
    "network.host": "127.0.0.1",
    "xpack.license.self_generated.type": "trial",
    "xpack.security.enabled": True,
    "xpack.security.authc.reserved_realm.enabled": False,
    "xpack.security.authc.realms.file.file1.order": -100,
    "xpack.security.authc.realms.native.native1.order": -99,
    "xpack.security.transport.ssl.enabled": True,
    "xpack.security.transport.ssl.verification_mode": "certificate",
    "xpack.security.transport.ssl.client_authentication": "required",
    "xpack.security.transport.ssl.key": "certs/tls.key",
    "xpack.security.transport.ssl.certificate": "certs/tls.crt",
    "xpack.security.transport.ssl.certificate_authorities": ["certs/ca.crt"],
    "xpack.security.http.ssl.key": "certs/tls.key",
    "xpack.security.http.ssl.certificate": "certs/tls.crt",
}
# The bootstrap checks are enforced, as with any address that is not a loopback one. Values of YAML may end with a newline.
JAVA_OPTS = "-Xms300m\n-Xmx300m -Des.enforce.bootstrap.checks=true\n"
# The checkout may be in a folder that uid 1000 cannot enter. /mnt is another place only for this process.
# Not sh: dash drops variables whose names have a dot.
AS_USER = (
    'mount --bind "$0" /mnt && '
    "exec setpriv --reuid=1000 --regid=1000 --clear-groups /mnt/bin/elasticsearch"
)
ELASTIC = ("elastic", "a password in a file")
PASSWORD_GRANT = {"grant_type": "password", "username": ELASTIC[0], "password": ELASTIC[1]}
START = 300  # seconds; 6 on a quiet machine


class Answer(NamedTuple):
    """body: what the JSON says."""

    status: int
    body: Any


class Node:
    """A node in a folder of its own that uid 1000 owns, if root runs the tests."""

    def __init__(self, image: Path, folder: Path, tls: bool, **settings: Any) -> None:
        """settings: more of elasticsearch.yml, and `file_settings`, which a pod has in config/operator."""
        self.http, self.transport = free_port(), free_port()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.http}"
        self.folder, self.log = folder, folder / "log"
        self.context = None
        config = folder / "config"
        shutil.copytree(image / "config", config)
        write_certificates(config / "certs")
        if tls:
            self.context = ssl.create_default_context(cafile=config / "certs/ca.crt")
        ports = {"http.port": self.http, "transport.port": self.transport}
        paths = {"path.data": f"{folder}/data", "path.logs": f"{folder}/logs"}
        (config / "operator").mkdir()
        if by_file := settings.pop("file_settings", None):
            (config / "operator/settings.json").write_text(json.dumps(by_file))
        own = {"xpack.security.http.ssl.enabled": tls, **ports, **paths, **settings}
        (config / "elasticsearch.yml").write_text(yaml.safe_dump({**SETTINGS, **own}))
        (config / "users").write_text(f"{ELASTIC[0]}:{hashed(ELASTIC[1])}\n")
        (config / "users_roles").write_text(f"superuser:{ELASTIC[0]}\n")
        self.process = self.start(image)

    def start(self, image: Path) -> subprocess.Popen[bytes]:
        """Start the image's program; as uid 1000 if root runs the tests, since Elasticsearch refuses root."""
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir()
        command = [str(image / "bin/elasticsearch")]
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "1000:1000", self.folder], check=True)
            command = ["unshare", "--mount", "bash", "-c", AS_USER, str(image)]
        env = {
            "PATH": os.environ["PATH"],
            "NODE_NAME": "one",
            "ES_PATH_CONF": f"{self.folder}/config",
            "ES_TMPDIR": f"{self.folder}/tmp",
            "ES_JAVA_OPTS": JAVA_OPTS,
            "node.attr.zone": "a",
        }
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        user: tuple[str, str] = ELASTIC,
        authorization: str = "",
    ) -> Answer:
        """One request as the user, or with another Authorization header."""
        basic = base64.b64encode(":".join(user).encode()).decode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": authorization or f"Basic {basic}",
        }
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.context) as response:
                return Answer(response.status, json.load(response))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.load(error))

    def wait(self) -> None:
        """Until it has its license; AssertionError with the end of its log if it stops before, or is too slow."""
        end = time.monotonic() + START
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError):  # refused, reset, too slow
                if "license" in self.request("GET", "/_license").body:
                    return
            time.sleep(0.2)
        raise AssertionError(self.log.read_text()[-3000:])

    def stop(self) -> int:
        """End it as a kubelet does, and return its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def hashed(password: str) -> str:
    """As `elasticsearch-users` writes it with the algorithm pbkdf2."""
    salt = os.urandom(32)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 10000, 32)
    encoded = "$".join(base64.b64encode(part).decode() for part in (salt, key))
    return "{PBKDF2}10000$" + encoded
