"""PyYAML, of which the filter uses the parser, libyaml's, and no more.

All of PyYAML is a dozen modules with patterns, which cost as much as the rest of a run. Here its
package is imported without running its `__init__`: that runs, in the same package, as soon as
anybody uses what is not there yet (`yaml.safe_load`), and then nothing differs from a usual import.
Where anything is not as it is known of PyYAML 6, and without libyaml, all of it is imported.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_Module: Any = type(sys)
# The parser raises what it finds in them, or has PyYAML's scanner make it.
_STAND_INS = (
    *("composer", "constructor", "emitter", "parser", "reader"),
    *("representer", "scanner", "serializer", "tokens"),
)


class _StandIn(_Module):
    """A module of PyYAML that is not imported yet, with a class for each name that is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from yaml.error import MarkedYAMLError, YAMLError

        is_marked = name in ("ComposerError", "ParserError", "ScannerError")
        made = type(name, (MarkedYAMLError if is_marked else YAMLError,), {})
        setattr(self, name, made)
        return made


class _Package(_Module):
    """The package `yaml`, whose `__init__` runs at the first use of what only that defines."""

    def __getattr__(self, name: str) -> Any:
        self.__class__ = _Module
        self.__spec__.loader.exec_module(self)
        for stand_in in self.__dict__.pop("_stand_ins"):
            for each in vars(stand_in):
                if not each.startswith("__"):
                    real = getattr(sys.modules[stand_in.__name__], each)
                    setattr(sys.modules["yaml._yaml"], each, real)
        return getattr(self, name)


def _import_parser() -> Any:
    """libyaml's parser; ImportError and others where it cannot be had alone."""
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import PathFinder

    spec: Any = PathFinder.find_spec("yaml")
    package: Any = module_from_spec(spec)
    sys.modules["yaml"] = package
    import yaml.error
    import yaml.events
    import yaml.nodes

    package._stand_ins = [_StandIn(f"yaml.{name}") for name in _STAND_INS]
    for name, stand_in in zip(_STAND_INS, package._stand_ins, strict=True):
        setattr(package, name, stand_in)
    import yaml._yaml

    in_c: Any = yaml._yaml
    if in_c.ScannerError is not package.scanner.ScannerError:
        raise ImportError("its names are not those of PyYAML 6")
    for name in _STAND_INS:
        delattr(package, name)
    package.__class__ = _Package
    return in_c.CParser


def _parser() -> Any:
    """The class that reads a text, with get_event, get_single_node and dispose."""
    if "yaml" not in sys.modules:
        before = set(sys.modules)
        try:
            return _import_parser()
        except Exception:  # whatever it is, a usual import may succeed
            for name in set(sys.modules) - before:
                if name.partition(".")[0] == "yaml":
                    del sys.modules[name]
    import yaml

    whole: Any = yaml
    return whole.cyaml.CParser if whole.__with_libyaml__ else _parser_in_python()


def _parser_in_python() -> Any:
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PythonParser(Reader, Scanner, Parser, Composer):
        """As CParser."""

        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            for base in (Scanner, Parser, Composer):
                base.__init__(self)

    return PythonParser


PARSER = _parser()
IS_FAST: bool = PARSER.__name__ == "CParser"
EVENTS: Any = sys.modules["yaml.events"]  # what the parser makes
YAMLError: Any = sys.modules["yaml.error"].YAMLError  # what it raises


def name() -> str:
    """The library that reads YAML here, for a person."""
    import yaml

    return f"PyYAML {yaml.__version__} {'with' if IS_FAST else 'without'} libyaml"
