"""NamedTuple without importing typing, which costs a run of the filter 3 ms."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NamedTuple
else:

    class _Fields(type):
        """Turns the annotations of a class body into the fields of a namedtuple."""

        def __new__(cls, name: str, _: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = list(body.pop("__annotations__", ()))
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key, value in body.items():
                if key not in _WRITTEN_BY_PYTHON:
                    setattr(made, key, value)
            return made

    # What a class body holds without its author writing it.
    _WRITTEN_BY_PYTHON = ("__module__", "__qualname__", "__firstlineno__", "__static_attributes__")
    NamedTuple = type.__new__(_Fields, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
