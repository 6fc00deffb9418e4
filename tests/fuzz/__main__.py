"""`python -m tests.fuzz TARGET CPU_SECONDS FOLDER`: fuzz one target with atheris, as `make fuzz` does.

FOLDER/corpus grows by what reaches new code. Each finding (an exception, an assertion, more than
SLOW seconds of CPU time) is kept once per place in FOLDER/findings, with its traceback beside it.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["eck_mesh"]):
    from tests.fuzz import targets
    from tests.fuzz.mutator import mutated

from tests.fuzz.dictionary import WORDS

SLOW = 2.0
LONGEST = 8192


def main() -> None:
    """Fuzz until the CPU time is used up."""
    name, limit, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    findings, corpus = folder / "findings", folder / "corpus"
    for path in findings, corpus:
        path.mkdir(parents=True, exist_ok=True)
    (folder / "words.dict").write_text("".join(map(_entry, WORDS)))
    target = targets.TARGETS[name]

    def one_input(data: bytes) -> None:
        begin = time.process_time()
        if begin > limit:
            os._exit(0)
        try:
            targets.holds(target, data)
        except Exception as error:  # every exception is a finding, and the run goes on
            _keep(findings, _place(error), data, traceback.format_exc())
        took = time.process_time() - begin
        if took > SLOW:
            _keep(findings, f"slow-{took:.0f}s", data, f"{took:.1f} s\n")

    def custom(data: bytes, most: int, seed: int) -> bytes:
        made = mutated(data, seed, most) if seed % 4 else None
        return made if made is not None else atheris.Mutate(data, most)

    options = [
        sys.argv[0],
        str(corpus),
        f"-max_len={LONGEST}",
        f"-dict={folder}/words.dict",
        "-timeout=60",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
        "-verbosity=1",
        f"-artifact_prefix={findings}/",
    ]
    more = {"custom_mutator": custom} if name in ("filter", "reader") else {}
    atheris.Setup(options, one_input, **more)
    atheris.Fuzz()


def _entry(word: str) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n'


def _place(error: BaseException) -> str:
    """The type of an exception, and where in the program it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    inner = [frame for frame in frames if "eck_mesh" in frame.filename] or frames
    return f"{type(error).__name__}-{Path(inner[-1].filename).stem}-{inner[-1].lineno}"


def _keep(folder: Path, place: str, data: bytes, words: str) -> None:
    if not (folder / place).exists():
        (folder / place).write_bytes(data)
        (folder / f"{place}.txt").write_text(words)
        print(f"found: {place}", file=sys.stderr, flush=True)


main()
