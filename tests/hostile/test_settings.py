"""Settings files that are none, or those of another program: a sentence, without what they hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.limits import LAUNCHER, limited
from tests.support.streams import LOCKED

PLAIN = LOCKED.replace(".add-post-renderer-eck-mesh.invalid", "").replace(
    "    eck-mesh.invalid/settings", "    some/thing"
)
# What root is without its capabilities: a user who owns the files.
SETPRIV = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
WITHOUT_RIGHTS = [*([] if os.geteuid() else SETPRIV), str(LAUNCHER)]
MARKER = "S3CRET"
KIBANA = "mode: strict\nrules:\n- {name: x, path: $.spec, match: {kind: Kibana}"
FILES = {
    "a token": "S3CRET\n",
    "a list": "- password: S3CRET\n",
    "a mesh that is a list": "mesh: [{password: S3CRET}]\n",
    "a mesh that is a word": "mesh: S3CRET\n",
    "a mode that is a mapping": "mode: {password: S3CRET}\n",
    "a mode that is a list": "mode: [S3CRET]\n",
    "a boolean that is a mapping": "mode: strict\nauthorization: {password: S3CRET}\n",
    "a name that is a mapping": "operator: {namespace: {a: S3CRET}}\n",
    "a selector that is a word": "gateway: {selector: S3CRET}\n",
    "resources that are a word": "mode: strict\nresources: S3CRET\n",
    "a resource that is a word": "mode: strict\nresources: {Kibana/kb: S3CRET}\n",
    "resources of pods": "mode: strict\nresources: {requests: {cpu: S3CRET}}\n",
    "a resource with another key": "resources: {Kibana/kb: {password: S3CRET}}\n",
    "another program's file": "auth: {password: S3CRET}\nresources: {limits: {}}\n",
    "an open list": "password: [S3CRET\n",
    "an open quote": 'password: "S3CRET\n',
    "a colon in a value": "password: S3CRET: x\n",
    "a password like an alias": "password: *S3CRET\n",
    "a password like a tag": "password: !S3CRET\n",
    "a password like a tag with a text": "password: !S3CRET x\n",
    "a password of a wrong type": "password: !!int S3CRET\n",
    "a rule that is a word": "mode: strict\nrules: [S3CRET]\n",
    "a rule that is no rule": "mode: strict\nrules: [{password: S3CRET}]\n",
    "a rule that sets a word": f"{KIBANA}, set: S3CRET}}\n",
    "a rule that sets a list": f"{KIBANA}, set: [S3CRET]}}\n",
    "a rule that matches a word": KIBANA.replace("{kind: Kibana}", "S3CRET") + ", set: {a: b}}\n",
    "a rule with another key": f"{KIBANA}, set: {{a: b}}, password: S3CRET}}\n",
    "a rule that breaks a structure": f"{KIBANA}, set: {{podTemplate: S3CRET}}}}\n",
    "a client that is a word": "allow: [{from: S3CRET}]\n",
    "a client that is a mapping": "allow: [{from: {namespaces: [{password: S3CRET}]}}]\n",
    "a client with another key": "allow: [{from: {password: S3CRET}}]\n",
    "a host with a password": "egressHosts: [{host: 'https://u:S3CRET@x'}]\n",
    "a host that is a word with a password": "egressHosts: ['https://u:S3CRET@x']\n",
    "a port that is a mapping": "egressHosts: [{host: x, ports: [{password: S3CRET}]}]\n",
    "ports that are a mapping": "egressHosts: [{host: x, ports: {password: S3CRET}}]\n",
    "a policy that is a word": "trafficPolicy: {connectionPool: S3CRET}\n",
    "sizes that are a mapping": "proxy: {resources: {requests: {cpu: {a: S3CRET}}}}\n",
    "a host whose user has a password": f"{KIBANA}, set: {{config: {{h: ['https://u:S3CRET@x']}}}}}}\n",
    "a password that a rule sets": f"{KIBANA}, set: {{config: {{xpack.encryptionKey: S3CRET}}}}}}\n",
    "a password in env that a rule sets": f"{KIBANA}, set: {{podTemplate: {{spec: {{containers: [{{name: "
    "kibana, env: [{name: DB_PASSWORD, value: S3CRET}]}]}}}}\n",
}


@pytest.mark.parametrize("command", [(), ("explain",), ("explain", "-o", "json"), ("reach",)])
@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_no_message_holds_what_a_settings_file_holds(
    text: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "settings.yaml").write_text(text)
    done = run(*command, "--settings", str(tmp_path / "settings.yaml"), "-nprod", stdin=PLAIN)
    printed = done.stderr + (done.stdout if command else "")
    assert MARKER in text
    assert MARKER not in printed
    assert "Traceback" not in printed
    accepted = any(words in text for words in ("config:", "DB_PASSWORD"))
    assert (done.returncode == 0) is accepted, printed
    assert accepted or done.stderr.startswith("eck-mesh: ")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"mode: \xc3\x28\n", b"\x00\x01", b"a: \x1b[31m"]
)
def test_a_settings_file_that_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_bytes(data)
    words = limited("--settings", tmp_path / "settings.yaml", stdin=PLAIN.encode()).refusal()
    assert str(tmp_path / "settings.yaml") in words
    assert "\x1b" not in words


def test_a_settings_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("mode: strict\n")
    path.chmod(0)
    for name in (tmp_path, path):
        done = limited("--settings", name, stdin=PLAIN.encode(), program=WITHOUT_RIGHTS)
        assert (done.status, done.stdout) == (2, b"")
        assert f"'{name}' is " in done.stderr
        assert "Traceback" not in done.stderr
