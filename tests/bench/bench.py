"""Ratios of whole-process times, in turn in one run: the machine is noisy, a ratio is not. `make bench`.

    .venv/bin/python tests/bench/bench.py [ROUNDS]

Each line is the median over the rounds of (this command / `python -c pass`), with the target of the design. The
streams are made here, 5 % of their documents are ECK's; targets and method: a plain interpreter is the unit.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOL = [os.path.join(os.path.dirname(sys.executable), "eck-mesh")]
PASS = [sys.executable, "-c", "pass"]

ECK = """---
# Source: stack/templates/es.yaml
apiVersion: elasticsearch.k8s.elastic.co.add-post-renderer-eck-mesh.invalid/v1
kind: Elasticsearch
metadata:
  name: es-{i}
  annotations:
    eck-mesh.invalid/settings: '{{"contract":1,"namespace":"prod","releaseMode":"strict","mode":"strict"}}'
spec:
  version: 9.4.3
  nodeSets:
""" + "".join(
    """  - name: NAME
    count: 3
    config:
      node.roles: [NAME]
    podTemplate:
      metadata:
        annotations: {{}}
        labels: {{}}
      spec:
        containers:
        - name: elasticsearch
          env:
          - name: ES_JAVA_OPTS
            value: "-Xms2g -Xmx2g"
          resources:
            limits:
              memory: 4Gi
              cpu: "2"
""".replace("NAME", name)
    for name in ("master", "data", "ingest")
)
OTHER = (
    """---
# Source: stack/templates/config.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: config-{i}
data:
  script.sh: |
"""
    + "    echo something that is as long as a line of a script usually is, more or less\n" * 25
)


def stream(documents: int, every: int) -> bytes:
    """A stream in which each `every`-th document is an Elasticsearch; 0 for none."""
    return "".join(
        (ECK if every and i % every == 0 else OTHER).format(i=i) for i in range(documents)
    ).encode()


def seconds(command: list[str], path: str) -> float:
    with open(path, "rb") as file:
        begin = time.perf_counter()
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
        return time.perf_counter() - begin


def ratio(path: str, rounds: int) -> float:
    seconds(TOOL, path)
    return statistics.median(seconds(TOOL, path) / seconds(PASS, os.devnull) for _ in range(rounds))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    for what, documents, every, target in (
        ("20 documents, 1 of ECK", 20, 20, 3.5),
        ("20 documents, none of ECK", 20, 0, 1.3),
        ("1,000 documents, 50 of ECK", 1000, 20, 8),
        ("10,000 documents, none of ECK", 10000, 0, 4),
    ):
        with tempfile.NamedTemporaryFile() as file:
            file.write(stream(documents, every))
            file.flush()
            size = os.path.getsize(file.name) / 1e6
            print(
                f"{what:32} {size:6.2f} MB {ratio(file.name, rounds):6.2f} × python -c pass (target {target})"
            )


if __name__ == "__main__":
    main()
