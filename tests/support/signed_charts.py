"""A registry with charts, and keys of cosign that sign them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.helm import ROOT

TOOLS = ROOT / ".tools"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
# Without the transparency log of Sigstore, which is on the network.
OFFLINE = "--allow-http-registry --tlog-upload=false --use-signing-config=false"
INDEX = "application/vnd.oci.image.index.v1+json"


class Registry(NamedTuple):
    """One on loopback."""

    port: int

    @property
    def charts(self) -> str:
        return f"127.0.0.1:{self.port}/charts"

    def manifest(self, tag: str, of: str = MANIFEST) -> dict[str, Any]:
        """What a tag or a digest leads to."""
        request = urllib.request.Request(self._url(tag), headers={"Accept": of})
        with urllib.request.urlopen(request) as response:
            found: dict[str, Any] = json.load(response)
        return found

    def put(self, tag: str, manifest: dict[str, Any], of: str = MANIFEST) -> dict[str, Any]:
        """Store a manifest under a tag, as anybody may who can push; how others refer to it."""
        text = json.dumps(manifest).encode()
        headers = {"Content-Type": of}
        request = urllib.request.Request(self._url(tag), text, headers, method="PUT")
        urllib.request.urlopen(request).close()
        digest = "sha256:" + hashlib.sha256(text).hexdigest()
        return {"mediaType": of, "digest": digest, "size": len(text)}

    def _url(self, tag: str) -> str:
        return f"http://127.0.0.1:{self.port}/v2/charts/eck-mesh/manifests/{tag}"


class Keys(NamedTuple):
    """A key pair of cosign's; both files are in the folder."""

    folder: Path

    def cosign(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(TOOLS / "cosign"), *words],
            cwd=self.folder,
            env={**os.environ, "COSIGN_PASSWORD": "throw-away"},
            capture_output=True,
            text=True,
            timeout=60,
        )

    def verify(self, reference: str) -> subprocess.CompletedProcess[str]:
        flags = ["--key=cosign.pub", "--insecure-ignore-tlog", "--allow-http-registry"]
        return self.cosign("verify", *flags, reference)


def keys_in(folder: Path) -> Keys:
    folder.mkdir()
    made = Keys(folder)
    done = made.cosign("generate-key-pair")
    assert done.returncode == 0, done.stderr
    return made
