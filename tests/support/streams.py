"""Streams that several tests begin with, and how a stream is compared as objects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml

LOCKED = """\
apiVersion: kibana.k8s.elastic.co.add-post-renderer-eck-mesh.invalid/v1
kind: Kibana
metadata:
  name: kb
  annotations:
    eck-mesh.invalid/settings: '{"contract":1,"namespace":"prod","releaseMode":"strict","mode":"strict"}'
spec: {version: 9.4.3}
"""
OTHERS = [
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: |\n    ---\n    still: the same\n",
    "# only a comment\n",
    "",
    "\n\n",
    "apiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: crlf}\r\n",
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "quoted"   \ndata: {n: 0012, v: 1.10, on: yes}\n',
    '{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "json"}}\n',
    "# Source: chart/templates/x.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n...\n",
]


@lru_cache(maxsize=256)
def objects_of(text: str) -> tuple[Any, ...]:
    """The documents of a stream, as PyYAML loads them, without the empty ones. Not to be changed."""
    return tuple(document for document in yaml.load_all(text, yaml.CSafeLoader) if document)


def flat(text: str) -> Iterator[Any]:
    """The objects of a stream, those in Lists one by one."""
    for body in objects_of(text):
        if isinstance(body, dict) and isinstance(body.get("items"), list):
            yield from body["items"]
        else:
            yield body


def by_id(text: str) -> dict[tuple[str, ...], Any]:
    objects = [o for o in yaml.load_all(text, yaml.CSafeLoader) if o]
    found: dict[tuple[str, ...], Any] = {
        (o["apiVersion"], o["kind"], o["metadata"].get("namespace", ""), o["metadata"]["name"]): o
        for o in objects
    }
    assert len(found) == len(objects)
    return found


# A third-party Elasticsearch, and a Kibana that refers to it.
STACK = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es, namespace: prod}
spec: {version: 9.4.3, nodeSets: [{name: default, count: 1}]}
---
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb, namespace: prod}
spec: {version: 9.4.3, count: 1, elasticsearchRef: {name: es}}
"""
