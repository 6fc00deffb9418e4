"""The plans among the examples are those that compile writes today; `make golden` writes them again."""

from __future__ import annotations

import os

import pytest

from tests.support.compiled import compile_here


@pytest.mark.parametrize(
    ("release", "values", "plan"),
    [
        ("logs", "examples/environments/production.yaml", "examples/argocd/mesh-production.yaml"),
        *(
            ("elastic", f"{cluster}/values.yaml", f"{cluster}/mesh.yaml")
            for cluster in ("examples/flux/clusters/staging", "examples/flux/clusters/production")
        ),
    ],
)
def test_the_plans_of_the_examples_are_fresh(release: str, values: str, plan: str) -> None:
    identity = [f"--release={release}", f"--namespace={release}"]
    check = [] if os.environ.get("GOLDEN") == "rewrite" else ["--check"]
    files = [f"--values={values}", f"--output={plan}", *check]
    done = compile_here("--chart=.", *identity, *files)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
