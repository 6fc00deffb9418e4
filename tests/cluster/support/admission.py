"""What the API server and the webhooks behind it answer to manifests that they are only asked about."""

from __future__ import annotations

import re

import yaml

from tests.cluster.bed.api import ApiError, Object
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kinds import NotServed

# Kinds of others that the bed does not serve: golden cases hold some that eck-mesh only reads.
GROUPS = [
    "cilium.io",
    "crd.projectcalico.org",
    "elbv2.k8s.aws",
    "fluxcd.controlplane.io",
    "gateway.kyma-project.io",
    "keda.sh",
    "kubernetes.crossplane.io",
    "monitoring.coreos.com",
    "operators.coreos.com",
    "projectcalico.org",
    "projectcontour.io",
    "route.openshift.io",
    "template.openshift.io",
]
UNSERVED = rf"(({'|'.join(GROUPS)})/|gateway.networking.k8s.io/v1alpha2)"
NOT_SERVED = re.compile(rf'^no matches for kind "\w+" in version "{UNSERVED}')

NO_MASTER = """
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: bad}
spec:
  version: 9.4.3
  nodeSets: [{name: data, count: 3, config: {node.roles: [data]}}]
"""


def create(bed: Bed, text: str, namespace: str) -> str:
    """What the API server says to a stream, strictly: a line for each refusal. "" where all is accepted. Nothing is stored.

    namespace: of what names none.
    """
    return "\n".join(refusals(bed, list(yaml.load_all(text, yaml.CSafeLoader)), namespace))


def refusals(bed: Bed, objects: list[Object], namespace: str) -> list[str]:
    """The same for manifests as they load."""

    def refusal(body: Object) -> str:
        try:
            bed.api.create(body, namespace, dry_run=True)
        except (ApiError, NotServed) as error:
            return str(error)
        return ""

    return [words for words in bed.api.abreast(refusal, expanded(objects)) if words]


def expanded(objects: list[Object]) -> list[Object]:
    """Without empty documents, and the items of each List in its place."""
    lists = [o["items"] if o["kind"] == "List" else [o] for o in objects if o]
    return [o for items in lists for o in items]
