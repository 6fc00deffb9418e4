"""One possible result of an attempt."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason


class Judged(NamedTuple):
    """One possible result. unsure: why there may be others."""

    how: str
    reasons: tuple[Reason, ...]
    unsure: tuple[Reason, ...] = ()

    def overruled(self, how: str, why: Reason) -> Judged:
        """The result that something else than the tables decides."""
        return self._replace(how=how, reasons=(*self.reasons, why))
