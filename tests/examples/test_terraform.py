"""examples/terraform as far as it goes without a cluster. What it does to one: tests/cluster/test_examples.py."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.examples.tools import EXAMPLES, Terraform


@pytest.mark.skipif(not shutil.which("terraform"), reason="no terraform on PATH")
def test_the_example_is_formatted() -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", EXAMPLES / "terraform"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_the_provider_takes_the_example(tmp_path: Path) -> None:
    done = Terraform(tmp_path).run("validate")
    assert done.returncode == 0, done.stderr or done.stdout
