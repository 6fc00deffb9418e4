"""Programs that eck-mesh runs: their output is UTF-8 whatever the locale is, and a missing one is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eck_mesh.errors import UserError
from eck_mesh.helm.process import run_program

ASK = "from eck_mesh.status.kubectl import Cluster; print(ascii(Cluster().get_objects('pods')))"


def test_output_of_kubectl_is_utf8_in_every_locale(tmp_path: Path) -> None:
    kubectl = tmp_path / "kubectl"
    kubectl.write_text("""#!/bin/sh\nprintf '{"items": [{"a": "\\303\\274"}]}'\n""")
    kubectl.chmod(0o755)
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        env={**os.environ, **ascii_only, "KUBECTL": str(kubectl)},
    )
    assert (done.stderr, done.stdout) == ("", r"[{'a': '\xfc'}]" + "\n")


def test_a_program_that_does_not_exist_is_named_with_the_hint() -> None:
    with pytest.raises(UserError, match=r"/nowhere/helm: cannot be started: .*\. Install Helm\."):
        run_program("/nowhere/helm", "version", hint="Install Helm.")
