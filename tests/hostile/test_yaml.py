"""Documents that are expensive or broken, in a process with limits of CPU time and memory."""

from __future__ import annotations

import contextlib

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.stream import decode
from eck_mesh.marks import LOCK
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.limits import MIB, Limits, limited
from tests.support.streams import LOCKED

HEAD = LOCKED[: LOCKED.index("spec:")]
MAP = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
# What a small run uses on a machine that other tests share is 0.1 s and 16 MiB.
SMALL = Limits(cpu=5, memory=256 * MIB)

TEN = "[" + ",".join(["*a{}"] * 10) + "]"
BOMB = "  a0: &a0 [" + "x," * 10 + "]\n"
BOMB += "".join(f"  a{i}: &a{i} {TEN.replace('{}', str(i - 1))}\n" for i in range(1, 9))

REFUSED = {
    "an alias bomb": (f"{HEAD}spec:\n{BOMB}", "aliases expand"),
    "an alias bomb beside": (f"{LOCKED}---\nkind: [x]\n{BOMB}", "document 2"),
    "an anchor within itself": (f"{HEAD}spec: &a\n  b: [*a]\n", "an anchor contains itself"),
    "100,000 brackets": (f"{HEAD}spec: {'[' * 100_000}", "nested more than 300 levels deep"),
    "100,000 braces": (f"{HEAD}spec: {'{a: ' * 100_000}", "nested more than 300 levels deep"),
    "100,000 dashes": (f"{HEAD}spec:\n {'- ' * 100_000}", "nested more than 300 levels deep"),
    "100,000 question marks": (f"{HEAD}spec:\n {'? ' * 100_000}", "nested more than 300"),
    "100,000 brackets beside": (f"{LOCKED}---\na: {'[' * 100_000}", "document 2, line 8"),
    "2,000 columns": (
        HEAD + "spec:\n" + "".join(f"{' ' * i}a:\n" for i in range(1, 2000)),
        "nested more than 300 levels deep",
    ),
    "nested settings": (
        LOCKED.replace('"mode":"strict"', f'"rules":{"[" * 100_000}{"]" * 100_000}'),
        "a value is nested deeper than in any manifest",
    ),
    "a NUL": (f'{HEAD}spec: {{version: "9\0"}}\n', "line 7: YAML allows no character U+0000"),
    "an escape": (f'{HEAD}spec: {{version: "\x1b[2J"}}\n', "YAML allows no character U+001B"),
    "a byte order mark inside": (f"{HEAD}spec:\n  a: b\n\ufeffc: d\n", "a byte order mark"),
    "an unknown tag": (f"{HEAD}spec: !!python/object:os.system x\n", "python/object:os.system"),
    "an unknown directive": (f"%A\n---\n{LOCKED}", "document 1"),
    "a kind that is a list": (LOCKED.replace("kind: Kibana", "kind: [Kibana]"), "no kind"),
    "a kind of two lines": (LOCKED.replace("kind: Kibana", 'kind: "a\\nb"'), "a\\nb/prod/kb: "),
    "a port of 5,000 digits": (
        f"{HEAD}spec:\n  podTemplate:\n    metadata:\n      annotations:\n"
        f"        traffic.sidecar.istio.io/excludeInboundPorts: '{'9' * 5000}'\n",
        "… (5002 characters) …",
    ),
    "settings of 5,000 digits": (
        LOCKED.replace('"mode":"strict"', f'"openPorts":[{"9" * 5000}]'),
        "does not parse as JSON: Exceeds the limit (4300 digits)",
    ),
    "a version of 5,000 digits": (f"{HEAD}spec: {{version: '{'9' * 5000}.1.1'}}\n", ""),
    "a number of 5,000 digits": (f"{HEAD}spec: {{version: 9.4.3, count: {'9' * 5000}}}\n", ""),
    "a name of braces": (LOCKED.replace("name: kb", 'name: "{x}{nodeSet}"'), ""),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_document_is_refused_within_limits(text: str, words: str) -> None:
    done = limited(stdin=text.encode(), limits=SMALL)
    if words:
        assert words in done.refusal()
    else:
        assert done.result()


ENCODED = {
    "latin-1": (
        f"{HEAD}spec: {{version: é}}\n".encode("latin-1"),
        "stdin is not UTF-8 at byte 243",
    ),
    "surrogates": (LOCKED.encode() + b"# \xed\xa0\x80\n", "stdin is not UTF-8 at byte"),
    "overlong": (LOCKED.encode() + b"# \xc0\x80\n", "stdin is not UTF-8 at byte"),
    "cut within a character": (LOCKED.encode() + b"# \xe2\x82", "stdin is not UTF-8 at byte"),
    "random": (bytes(range(256)) * 400 + LOCKED.encode(), "stdin is not UTF-8 at byte 128"),
}


@pytest.mark.parametrize(("data", "words"), ENCODED.values(), ids=ENCODED)
def test_bytes_that_are_not_utf_8_are_refused_where_they_would_be_read(
    data: bytes, words: str
) -> None:
    assert words in limited(stdin=data, limits=SMALL).refusal()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_stream_in_another_encoding_stays_locked_or_is_refused(encoding: str) -> None:
    """Nothing is found in it: it leaves as it came, and no cluster serves its group."""
    data = LOCKED.encode(encoding)
    assert limited(stdin=data, limits=SMALL).result() == data
    words = limited("--expect-mode=strict", stdin=data, limits=SMALL).refusal()
    assert "stdin is not UTF-8" in words or "YAML allows no character U+0000" in words


def test_a_stream_cut_at_any_byte_is_an_answer_or_a_refusal() -> None:
    """In this process, since there are hundreds."""
    data = f"{LOCKED}---\n{MAP}  é: ü\n".encode()
    refused = 0
    for end in range(len(data)):
        with contextlib.suppress(UserError):
            refused += 1
            text = decode(data[:end])
            written = render(text, Flags()).text
            assert LOCK not in written or written == text, "it stays locked as a whole"
            refused -= 1
    assert 200 < refused < end


# Each with the seconds of CPU time and the memory that bound it, far above what it takes: a bound
# that is missed is a class of input that costs more than in proportion to its size.
LARGE = {
    "20 MB in one line": (f"{HEAD}spec: {{version: 9.4.3, a: {'x' * 20_000_000}}}\n", 10, 300),
    "20 MB in one line beside": (f"{LOCKED}{MAP}  a: {'x' * 20_000_000}\n", 8, 220),
    "100,000 documents": (LOCKED + "---\na: 1\n" * 100_000, 12, 150),
    "300,000 empty documents": (LOCKED + "---\n" * 300_000, 12, 200),
    "100,000 comments": (LOCKED + "--- # a\n# b\n" * 100_000, 12, 150),
    "60,000 keys": (HEAD + "spec:\n" + "".join(f"  k{i}: v\n" for i in range(60_000)), 10, 200),
    "300,000 keys beside": (LOCKED + MAP + "".join(f"  k{i}: v\n" for i in range(300_000)), 6, 80),
    "20 MB untouched": (LOCKED + (MAP + "  a: |\n" + "    text\n" * 2000) * 1000, 8, 160),
    "10 MB touched": (f"{HEAD}spec:\n  a: |\n" + "    some text\n" * 700_000, 10, 200),
    "40,000 labels": (
        LOCKED.replace("  name: kb\n", "  name: kb\n  labels: {" + "".join(f"a{i}: b, " for i in range(40_000)) + "}\n"),
        10,
        200,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "cpu", "memory"), LARGE.values(), ids=LARGE)
def test_a_large_stream_takes_time_and_memory_in_proportion(
    text: str, cpu: int, memory: int
) -> None:
    done = limited(stdin=text.encode(), limits=Limits(cpu=cpu))
    out = done.result()
    assert len(out) > len(text) - 200
    assert b"kind: PeerAuthentication" in out
    assert done.memory < memory * MIB, done.memory / MIB
