"""NamedTuple at a fifth of the cost of the one in typing, which a run of the filter would feel: it
has a hundred records, and imports neither typing nor collections for them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NamedTuple
else:
    try:
        from _collections import _tuplegetter
    except ImportError:  # a Python that is not CPython

        def _tuplegetter(number: int, doc: str) -> property:
            return property(lambda record: tuple.__getitem__(record, number), doc=doc)

    _new = tuple.__new__
    _codes: dict[int, Any] = {}  # of constructors by their number of fields: to compile is slow
    _getters: list[Any] = []  # of fields by their number

    def _constructor(fields: tuple[str, ...], defaults: tuple[Any, ...], body: Any) -> Any:
        """`__new__` that takes the fields as arguments: as fast as one that is written by hand."""
        if len(fields) not in _codes:
            names = "".join(f"_{number}, " for number in range(len(fields)))
            source = f"lambda _cls, {names}: _new(_cls, ({names}))"
            _codes[len(fields)] = eval(source, {}).__code__  # noqa: S307
        code = _codes[len(fields)].replace(co_varnames=("_cls", *fields))
        made = type(_constructor)(code, {"_new": _new}, "__new__", defaults)
        made.__qualname__ = f"{body['__qualname__']}.__new__"
        return made

    def _getter(number: int) -> Any:
        while number >= len(_getters):
            _getters.append(_tuplegetter(len(_getters), ""))
        return _getters[number]

    class _Fields(type):
        """Turns the annotations of a class body into the fields of a record."""

        def __new__(cls, name: str, _: tuple[type, ...], body: dict[str, Any]) -> type:
            fields = tuple(body.get("__annotations__", ()))
            defaults = tuple(body.pop(field) for field in fields if field in body)
            body["__slots__"] = ()
            body["_fields"] = body["__match_args__"] = fields
            body["__new__"] = _constructor(fields, defaults, body)
            for number, field in enumerate(fields):
                body[field] = _getter(number)
            return type(name, (_Record,), body)

    class _Record(tuple):
        """What all records can do, as those of collections.namedtuple can."""

        __slots__ = ()

        def _replace(self, /, **changes: Any) -> _Record:
            made = tuple.__new__(type(self), map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"got unexpected field names: {list(changes)}")
            return made

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        @classmethod
        def _make(cls, values: Iterable[Any]) -> _Record:
            return cls(*values)

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            pairs = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in pairs)})"

    NamedTuple = type.__new__(_Fields, "NamedTuple", (), {})

__all__ = ["NamedTuple"]
