"""A throw-away key of GnuPG, in a home of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest


class Signer(NamedTuple):
    """name: the address of the key; home: GNUPGHOME; keyring: the public key in the form that every Helm reads."""

    name: str
    home: Path

    @property
    def keyring(self) -> Path:
        return self.home / "public.gpg"

    @property
    def env(self) -> dict[str, str]:
        """With which `ci/release` signs."""
        return {"GNUPGHOME": str(self.home), "GPG_KEY": self.name}

    def gpg(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["gpg", "--batch", *words],
            env={**os.environ, **self.env, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            timeout=60,
        )


@contextmanager
def signer(name: str) -> Iterator[Signer]:
    """A new key without a passphrase. Its home is in /tmp, since the path of the agent's socket must be short."""
    if not shutil.which("gpg"):
        pytest.skip("no gpg on this machine")
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as home:
        made = Signer(name, Path(home))
        try:
            done = made.gpg("--passphrase=", "--quick-generate-key", name, "rsa2048", "sign", "1d")
            assert done.returncode == 0, done.stderr
            assert made.gpg("--output", made.keyring, "--export").returncode == 0
            yield made
        finally:
            subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], timeout=60)
