"""Three tools of the standard library without what their modules cost at import.

The filter needs a tenth of its time for `re`, `functools` and what they import. Few runs match a
pattern: `re` is imported by the first that does.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from functools import cache, cached_property
else:

    class _Patterns:
        """The module `re`, once it is needed."""

        def __getattr__(self, name):
            import re

            self.__dict__[name] = getattr(re, name)
            return self.__dict__[name]

    re = _Patterns()

    class cached_property:
        """functools.cached_property: the first answer becomes the attribute."""

        def __init__(self, compute):
            self._compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner, name):
            self._name = name

        def __get__(self, instance, owner=None):
            if instance is None:
                return self
            answer = instance.__dict__[self._name] = self._compute(instance)
            return answer

    def cache(compute):
        """functools.cache, for functions of one argument."""

        class Answers(dict):
            def __missing__(self, argument):
                answer = self[argument] = compute(argument)
                return answer

        return Answers().__getitem__


__all__ = ["cache", "cached_property", "re"]
