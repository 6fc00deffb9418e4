"""Tables for people."""

from __future__ import annotations

from eck_mesh.cli.table import table

ROWS = [("ok", "a"), ("wrong", "Run `make all the tools` and read on until the end of this line.")]


def test_without_a_terminal_no_line_is_broken() -> None:
    assert (
        table(ROWS, 0)
        == "ok     a\nwrong  Run `make all the tools` and read on until the end of this line.\n"
    )


def test_the_last_column_is_broken_below_itself() -> None:
    lines = table(ROWS, 40).splitlines()
    assert lines == [
        "ok     a",
        "wrong  Run `make all the tools` and read",
        "       on until the end of this line.",
    ]


def test_a_command_stays_whole_and_a_narrow_terminal_has_room() -> None:
    assert "`make all the tools`" in table([("wrong", f"{'x' * 20} `make all the tools`")], 10)
    assert max(map(len, table(ROWS, 10).splitlines())) <= 7 + 30


def test_lines_of_a_cell_stay_lines() -> None:
    assert table([("a", "one\ntwo")], 0) == "a  one\n   two\n"
