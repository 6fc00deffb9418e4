"""What the API server and the webhooks behind it answer to manifests that they are only asked about."""

from __future__ import annotations

import json

from tests.cluster.bed.bed import Bed

NO_MASTER = """
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: bad}
spec:
  version: 9.4.3
  nodeSets: [{name: data, count: 3, config: {node.roles: [data]}}]
"""


def create(bed: Bed, text: str, namespace: str) -> str:
    """What the API server says to it; nothing is stored. "" where it is accepted.

    The namespace is the context's: unlike -n it lets manifests name one of their own.
    """
    config = json.loads(bed.kubeconfig.read_text())
    config["contexts"][0]["context"]["namespace"] = namespace
    (bed.folder / "create.kubeconfig").write_text(json.dumps(config))
    dry = [
        "create",
        "--dry-run=server",
        "--validate=strict",
        f"--kubeconfig={bed.folder}/create.kubeconfig",
        "-f",
        "-",
    ]
    done = bed.kubectl(*dry, stdin=text, check=False)
    return "" if done.returncode == 0 else done.stderr
