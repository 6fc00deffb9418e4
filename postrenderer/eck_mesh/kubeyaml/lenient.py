"""Documents in which an anchor is defined again."""

from __future__ import annotations

import yaml
from yaml.composer import Composer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class LenientComposer(Composer):
    """Composes the events of a loader. Of two anchors with one name the last counts from there on,
    as for go-yaml; libyaml's composer refuses them."""

    def __init__(self, events: Any) -> None:
        super().__init__()
        self.check_event, self.get_event = events.check_event, events.get_event
        self.peek_event, self.resolve = events.peek_event, events.resolve
        self.descend_resolver = self.ascend_resolver = lambda *_: None

    def compose_node(self, parent: Any, index: Any) -> Any:
        """The next node."""
        event = self.peek_event()
        if not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(event.anchor, None)
        return super().compose_node(parent, index)
