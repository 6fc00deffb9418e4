"""`make demo-cluster`: what it says first, what it tells, and that nothing of it stays."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.bed.bed import PREFIX
from tests.cluster.demo import needs
from tests.cluster.support.elastic.releases import NEEDED
from tests.support.helm import ROOT

DEMO = [sys.executable, "-m", "tests.cluster.demo"]
SECONDS = 500  # 60 on a quiet machine
INSIDE = "a pod with a sidecar     200      over Istio's mutual TLS, with ECK's TLS inside"
BEFORE = "a pod without a sidecar  200      over ECK's TLS"
AFTER = "a pod without a sidecar  refused  by Elasticsearch's sidecar"


class Demo:
    """One that runs, and the names of what it made. Its files are in a folder of its own, which users of pods may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            DEMO,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def bed(self) -> str:
        """The name of its bed: of a folder and of network namespaces."""
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            for space in Path("/run/netns").glob(f"{PREFIX}*"):
                if (self.folder / space.name).exists():
                    return space.name
            time.sleep(0.05)
        raise AssertionError("there is no network namespace of it")

    def left(self, bed: str) -> list[str]:
        """What is still there."""
        found = [*self.folder.iterdir(), *Path("/run/netns").glob(f"{bed}*")]
        found += Path("/etc/netns").glob(f"{bed}*")
        return [*map(str, found), *(words for words in commands() if bed in words)]


def commands() -> Iterator[str]:
    """The command lines of all processes."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended
            yield path.read_text(errors="replace").replace("\0", " ")


@pytest.fixture
def demo() -> Iterator[Demo]:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        running = Demo(Path(folder))
        yield running
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGINT)
            running.process.communicate(timeout=60)


@NEEDED
def test_it_turns_strict_what_ran_in_permissive_and_takes_everything_away(demo: Demo) -> None:
    bed = demo.bed()
    told, errors = demo.process.communicate(timeout=SECONDS)
    assert demo.process.returncode == 0, errors
    assert len(told.splitlines()) in range(60, 101)
    assert "\033" not in told
    moments = [
        *("mesh.mode=permissive --post-renderer", "Green after", " green ", INSIDE, BEFORE),
        *("Ready for strict", "[tls-off-on-live-cluster]", "own TLS -> refused"),
        *("mesh.tls=eck --post-renderer", INSIDE, AFTER, "No pod was replaced", "uninstalled"),
    ]
    begin = 0
    text = re.sub(r" \\\n +", " ", told)
    for moment in moments:
        begin = text.find(moment, begin) + 1
        assert begin, f"{moment} is missing, or not in its place:\n{told}"
    assert [page for page in re.findall(r"docs/\S+\.md", told) if not (ROOT / page).exists()] == []
    assert demo.left(bed) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_stays_where_a_reader_stops_it(demo: Demo, number: signal.Signals) -> None:
    bed = demo.bed()
    time.sleep(1)
    os.killpg(demo.process.pid, number)
    _, errors = demo.process.communicate(timeout=60)
    assert demo.process.returncode == 130, errors
    assert "Traceback" not in errors
    assert demo.left(bed) == []


def test_a_machine_without_what_it_needs_is_told_so_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(needs, "has_jdk", lambda: False)
    built = needs.missing(first=False)
    assert [sentence.split()[0] for sentence in built] == [
        "It",
        "ip",
        "iptables",
        "nsenter",
        "curl",
    ]
    assert "root" in built[0]
    more = needs.missing(first=True)[len(built) :]
    assert [sentence.split()[0] for sentence in more] == ["go", "mvn", "cc", "There"]


def test_it_says_first_how_long_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(needs, "TOOLS", tmp_path)
    monkeypatch.setattr(needs, "missing", lambda first: ["It needs this."] if first else [])
    with pytest.raises(SystemExit) as ended:
        needs.main()
    shown = capsys.readouterr()
    assert "half an hour" in shown.out
    assert shown.err == "make demo-cluster: It needs this.\n"
    assert ended.value.code == 1


def test_make_says_it_before_it_builds() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "-n", "demo-cluster"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    steps = done.stdout.splitlines()[-5:]
    words = "demo.needs", "elasticsearch/build", "tools helm3 helm4", "e2e-tools cluster", "demo"
    assert [step for step, word in zip(steps, words, strict=True) if not step.endswith(word)] == []
