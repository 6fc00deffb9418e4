"""What is in a Secret is in no result and in no error message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.compiled import compile_here
from tests.support.foreign import flux


@pytest.mark.parametrize(
    "secret",
    [
        "correct-horse-battery",
        "corr$ect-horse-battery",
        'corr"ect-horse-battery',
        "line1-horse\nline2-battery",
        "hunter2",
        918273645546,
    ],
)
def test_a_patch_never_holds_a_value_of_a_secret(
    foreign: list[str], tmp_path: Path, secret: Any
) -> None:
    (tmp_path / "secret.yaml").write_text(json.dumps({"key": secret}))
    release = flux(valuesFrom=[{"kind": "Secret", "name": "s"}])
    more = [
        "-",
        *foreign,
        f"--from=Secret/s={tmp_path}/secret.yaml",
        f"--output={tmp_path}/o",
        f"--created={tmp_path}/c",
    ]
    done = compile_here(*more, stdin=release)
    assert (done.returncode, (tmp_path / "o").exists(), "correct" in done.stderr) == (
        1,
        False,
        False,
    )
    assert "[result-contains-secret]" in done.stderr


@pytest.mark.parametrize("values", [{"fullnameOverride": "hunter2"}, {"mesh": {"rules": [
    {"name": "r", "path": "$.spec", "match": {"kind": "Kibana"}, "set": {"config": {"a": "s3cr3t-of-mine"}}}]}}])  # fmt: skip
def test_a_plan_never_holds_a_value_of_a_secret(tmp_path: Path, values: dict[str, Any]) -> None:
    (tmp_path / "secret").write_text(json.dumps(values))
    release = flux(
        valuesFrom=[{"kind": "Secret", "name": "s"}], values={"mesh": {"mode": "strict"}}
    )
    done = compile_here(
        "-",
        "--chart=.",
        f"--from=Secret/s={tmp_path}/secret",
        f"--output={tmp_path}/o",
        stdin=release,
    )
    assert (done.returncode, (tmp_path / "o").exists()) == (1, False), done.stdout
    assert "[result-contains-secret]" in done.stderr


def test_a_secret_whose_values_are_not_in_the_plan_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(
        json.dumps({"mesh": {"mode": "strict", "tls": "eck"}, "kibana": {"default": {"count": 3}}})
    )
    release = flux(valuesFrom=[{"kind": "Secret", "name": "s"}])
    done = compile_here("-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=release)
    assert (done.returncode, "mode: STRICT" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("mesh.mode", "x,hunter2"),
        (
            "kibana.default.podTemplate.metadata.annotations.traffic\\.sidecar\\.istio\\.io/excludeInboundPorts",
            'hunt"er2',
        ),
    ],
)
def test_no_error_message_holds_a_value_of_a_secret(tmp_path: Path, path: str, secret: str) -> None:
    (tmp_path / "secret").write_text(secret)
    reference = {"kind": "Secret", "name": "s", "valuesKey": "k", "targetPath": path}
    release = flux(
        valuesFrom=[reference], values={"mesh": {"mode": "strict"}} if path != "mesh.mode" else {}
    )
    done = compile_here("-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=release)
    assert (done.returncode, "er2" in done.stderr + done.stdout) == (1, False)
    assert "[error-contains-secret]" in done.stderr


def test_a_secret_that_is_not_yaml_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a: [hunter2")
    references = [
        {"kind": "Secret", "name": "s"},
        {"kind": "Secret", "name": "t", "targetPath": "a"},
    ]
    done = compile_here(
        "-", "--chart=.", f"--from=Secret/s={tmp_path}/secret", stdin=flux(valuesFrom=references)
    )
    assert (done.returncode, "hunter2" in done.stderr) == (1, False)


@pytest.mark.parametrize("rule", ["[S3CRET]", "[{password: S3CRET}]", "{a: S3CRET}", "S3CRET"])
def test_no_message_of_compile_holds_a_value(rule: str, tmp_path: Path, foreign: list[str]) -> None:
    (tmp_path / "settings.yaml").write_text(f"mode: strict\nrules: {rule}\n")
    more = [one for one in foreign if not one.startswith("--mode")]
    words = [*more, f"--settings={tmp_path}/settings.yaml", "--release=r", "--namespace=n"]
    done = compile_here(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "S3CRET" not in done.stderr
