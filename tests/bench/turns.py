"""Run commands in turn, and measure each run: `python -I -S turns.py`, a JSON object on stdin, another on stdout.

In: rounds; env; commands, each with its argv (absolute paths), stdin (a file), and in `pipes` whether its stdin and stdout
are pipes to other processes instead of that file and /dev/null. Out: for each command its runs, each
[wall seconds, CPU seconds, peak KiB]. A first round is not counted. A command that fails ends the measurement.

It is a process of its own because Linux lets a child begin with the peak of its parent: this one must be small.
"""

from __future__ import annotations

import json
import os
import sys
import time

READ, WRITE = os.O_RDONLY, os.O_WRONLY


def spawn(argv: list[str], env: dict[str, str], stdin: int, stdout: int) -> int:
    actions = [(os.POSIX_SPAWN_DUP2, stdin, 0), (os.POSIX_SPAWN_DUP2, stdout, 1)]
    pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    os.close(stdin)
    os.close(stdout)
    return pid


def timed(argv: list[str], env: dict[str, str], stdin: int, stdout: int) -> list[float]:
    begin = time.perf_counter()
    _, status, usage = os.wait4(spawn(argv, env, stdin, stdout), 0)
    wall = time.perf_counter() - begin
    if status:
        raise SystemExit(f"{argv[0]} ended with status {os.waitstatus_to_exitcode(status)}")
    return [wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]


def with_pipes(argv: list[str], env: dict[str, str], path: str) -> list[float]:
    """As Helm runs it: another process writes to its stdin, and another reads its stdout."""
    source, stdin = os.open(path, READ), os.pipe()
    stdout, sink = os.pipe(), os.open(os.devnull, WRITE)
    writer = spawn(["/bin/cat"], env, source, stdin[1])
    reader = spawn(["/bin/cat"], env, stdout[0], sink)
    run = timed(argv, env, stdin[0], stdout[1])
    os.waitpid(writer, 0)
    os.waitpid(reader, 0)
    return run


def run(command: dict[str, object], env: dict[str, str]) -> list[float]:
    argv, path = command["argv"], command["stdin"]
    assert isinstance(argv, list)
    assert isinstance(path, str)
    if command["pipes"]:
        return with_pipes(argv, env, path)
    return timed(argv, env, os.open(path, READ), os.open(os.devnull, WRITE))


def main() -> None:
    order = json.load(sys.stdin)
    runs: list[list[list[float]]] = [[] for _ in order["commands"]]
    for number in range(order["rounds"] + 1):
        for command, its in zip(order["commands"], runs, strict=True):
            measured = run(command, order["env"])
            if number:
                its.append(measured)
    json.dump(runs, sys.stdout)


if __name__ == "__main__":
    main()
