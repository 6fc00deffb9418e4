"""A contract for import-linter, whose own kinds cannot say it: nothing imports a test module."""

from __future__ import annotations

from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output


class TestModulesAreLeaves(Contract):
    """No module imports a module called test_*: what several tests share belongs to tests.support."""

    __test__ = False
    not_yet: Any = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Broken by an import that is not listed in `not_yet`, and by a listed one that is gone."""
        tests = [name for name in graph.modules if name.rpartition(".")[2].startswith("test_")]
        if not tests:
            raise ValueError("no test module was found: this contract would hold whatever is there")
        found = {
            f"{importer} -> {test}"
            for test in tests
            for importer in graph.find_modules_that_directly_import(test)
        }
        problems = sorted(found ^ set(self.not_yet or ()))
        return ContractCheck(kept=not problems, metadata={"problems": problems})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import."""
        for problem in check.metadata["problems"]:
            gone = problem in (self.not_yet or ())
            hint = "is gone: remove it from not_yet" if gone else "move what is shared to support"
            output.print_error(f"{problem}: {hint}")
