"""`python -m tests.cluster.bed.stand_ins KUBECONFIG`, in the bed's network namespace."""

from __future__ import annotations

import sys
import threading

from tests.cluster.bed.stand_ins import dns, elasticsearch, healthy, kibana, server
from tests.cluster.bed.stand_ins.api import Api


def main() -> None:
    api = Api(sys.argv[1])
    for target, arguments in (
        (dns.serve, (api,)),
        (server.serve, (api, elasticsearch.STACK)),
        (server.serve, (api, kibana.STACK)),
        (server.serve, (api, healthy.FLEET_SERVER)),
        (server.serve, (api, healthy.APM_SERVER)),
    ):
        threading.Thread(target=target, args=arguments).start()


main()
