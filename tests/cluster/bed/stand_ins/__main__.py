"""`python -m tests.cluster.bed.stand_ins KUBECONFIG all|dns`, in the bed's network namespace."""

from __future__ import annotations

import sys
import threading

from tests.cluster.bed.stand_ins import dns, elasticsearch, healthy, kibana, server
from tests.cluster.bed.stand_ins.api import Api


def main() -> None:
    api = Api(sys.argv[1])
    stacks = elasticsearch.STACK, kibana.STACK, healthy.FLEET_SERVER, healthy.APM_SERVER
    for stack in stacks if sys.argv[2] == "all" else ():
        threading.Thread(target=server.serve, args=(api, stack)).start()
    dns.serve(api)


main()
