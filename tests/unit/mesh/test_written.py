"""What the text of a stream may hold."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from eck_mesh.mesh.written import Written

# A port behind a host or a variable.
PORT = r":[\d$`](?<=[\w.\])}`-]..)"


@given(st.text(st.sampled_from(":: \n09a_.])}-$`é٣²\"'{"), min_size=1, max_size=8))
def test_a_port_is_that_of_its_pattern(text: str) -> None:
    assert Written([text]).has_addresses() is bool(re.search(PORT, text))
