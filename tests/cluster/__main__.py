"""`python -m tests.cluster`: the bed for a developer, until Ctrl-C."""

from __future__ import annotations

import signal

from tests.cluster.bed.bed import TOOLS
from tests.cluster.bed.control_plane import up


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    bed = up()
    try:
        print(f"\nIn another shell, as root:\n  ip netns exec {bed.name} bash")
        print(
            f"  export KUBECONFIG={bed.kubeconfig} PATH={TOOLS}:$PATH\nCtrl-C takes everything down.",
            flush=True,
        )
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would leave half of it
        bed.down()


main()
