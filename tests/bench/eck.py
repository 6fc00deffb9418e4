"""Documents of ECK: as this chart renders them, so that they are as long and as locked as in a release; and ECK's CRDs."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache

from tests.support.helm import ROOT, binary

NAME = "n00000"  # stands for the name of a resource, and is as long as one
CONTAINER = {
    "name": "elasticsearch",
    "env": [{"name": "ES_JAVA_OPTS", "value": "-Xms2g -Xmx2g"}],
    "resources": {"limits": {"memory": "4Gi", "cpu": "2"}},
}
NODE_SET = {"count": 3, "podTemplate": {"spec": {"containers": [CONTAINER]}}}
NODE_SETS = {
    role: {**NODE_SET, "config": {"node.roles": [role]}} for role in ("master", "data", "ingest")
}
VALUES = {
    "mesh": {"mode": "strict"},
    "elasticsearch": {NAME: {"nodeSets": NODE_SETS}},
    "kibana": {NAME: {"elasticsearchRef": NAME}},
    "apmServer": {NAME: {"elasticsearchRef": NAME, "kibanaRef": NAME}},
    "logstash": {NAME: {}},
}
KINDS = ("Elasticsearch", "Kibana", "ApmServer", "Logstash")
LOCK = ".add-post-renderer-eck-mesh.invalid"
SETTINGS = re.compile(r"  annotations:\n    eck-mesh\.invalid/settings: .*\n")


@cache
def rendered() -> dict[str, str]:
    """What the chart renders for one resource of each kind, by kind."""
    command = [binary(3), "template", "x", str(ROOT), "--namespace=prod", "--values=-"]
    done = subprocess.run(
        command, input=json.dumps(VALUES), stdout=subprocess.PIPE, text=True, check=True
    )
    documents = [
        f"---\n{text}" for text in done.stdout.split("---\n") if f"name: x-{NAME}\n" in text
    ]
    found = {kind: text for kind in KINDS for text in documents if f"\nkind: {kind}\n" in text}
    assert sorted(found) == sorted(KINDS)
    return found


def elasticsearch(i: int) -> str:
    """An Elasticsearch with three nodeSets."""
    return rendered()["Elasticsearch"].replace(NAME, f"n{i:05}")


def stack(i: int) -> str:
    """Number i of resources of all kinds: four in a row belong together."""
    kind = KINDS[i % len(KINDS)]
    return rendered()[kind].replace(NAME, f"n{i // len(KINDS):05}")


def third_party(i: int) -> str:
    """The same as in a chart of others: neither locked nor with settings."""
    return SETTINGS.sub("", stack(i).replace(LOCK, ""))


@cache
def crds() -> list[str]:
    """The CRDs of ECK, one document each."""
    text = (ROOT / ".tools" / "eck-crds.yaml").read_text()
    return [f"---\n{document.strip()}\n" for document in text.split("\n---\n")]


def crd(i: int) -> str:
    """The CRD number i. There are a dozen; after these they come again under other names."""
    again, which = divmod(i, len(crds()))
    text = crds()[which]
    return re.sub(r"(?m)^  name: (\S+)$", rf"  name: \1.{again}", text, count=1) if again else text
