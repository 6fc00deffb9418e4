"""No message, note, plan or table holds a value of a Secret, of env or of a config: only diff and the filter print manifests."""

from __future__ import annotations

import re

import pytest

from tests.support.command_line import run

STREAM = """\
apiVersion: v1
kind: Secret
metadata: {name: creds, namespace: prod, annotations: {note: S3CRET01}}
data: {a: S3CRET02}
stringData: {b: S3CRET03}
---
apiVersion: v1
kind: Secret
metadata: {name: kb-config, namespace: prod}
stringData:
  kibana.yml: "elasticsearch.hosts: ['https://u:S3CRET04@es-es-http:9200']\\n"
---
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es, namespace: prod, annotations: {x: S3CRET05}}
spec:
  version: 9.4.3
  secureSettings: [{secretName: creds}]
  nodeSets:
  - name: default
    count: 1
    config: {xpack.security.authc.realms.x.bind_password: S3CRET06}
    podTemplate:
      metadata: {annotations: {secret: S3CRET08}}
      spec:
        containers:
        - name: elasticsearch
          env: [{name: P, value: S3CRET09}, {name: U, value: 'https://elastic:S3CRET10@es-es-http:9200'}]
          readinessProbe: {exec: {command: [sh, -c, 'curl -u elastic:S3CRET11 https://localhost:9200']}}
---
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb, namespace: prod}
spec:
  version: 9.4.3
  count: 1
  elasticsearchRef: {name: es}
  config:
    elasticsearch.password: S3CRET12
    elasticsearch.hosts: ['https://elastic:S3CRET13@es-es-http:9200']
    xpack.fleet.outputs: [{name: a, type: elasticsearch, hosts: ['https://x:S3CRET14@es-es-http:9200'], id: a}]
  podTemplate: {spec: {containers: [{name: kibana, env: [{name: ELASTICSEARCH_HOSTS, value: 'https://z:S3CRET15@es-es-http:9200'}]}]}}
---
apiVersion: logstash.k8s.elastic.co/v1alpha1
kind: Logstash
metadata: {name: ls, namespace: prod}
spec:
  version: 9.4.3
  elasticsearchRefs: [{name: es, clusterName: es}]
  pipelines:
  - pipeline.id: main
    config.string: |
      output { elasticsearch { hosts => "https://u:S3CRET16@es-es-http:9200" password => "S3CRET17" } }
---
apiVersion: beat.k8s.elastic.co/v1beta1
kind: Beat
metadata: {name: fb, namespace: prod}
spec:
  type: filebeat
  version: 9.4.3
  elasticsearchRef: {name: es}
  config:
    output.elasticsearch: {hosts: ['https://elastic:S3CRET18@es-es-http:9200'], password: S3CRET19}
    setup.kibana: {host: 'https://elastic:S3CRET20@kb-kb-http:5601', password: S3CRET21}
  deployment: {}
"""
# What a plan changes has passwords in it, beside it and below it.
CHANGED = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es, namespace: prod}
spec:
  version: 9.4.3
  nodeSets: [{name: default, count: 1, config: {xpack.security.x.bind_password: S3CRET01}}]
---
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb, namespace: prod}
spec:
  version: 9.4.3
  count: 1
  elasticsearchRef: {name: es}
  config:
    elasticsearch.password: S3CRET02
    elasticsearch.hosts: ['https://elastic:S3CRET03@es-es-http:9200']
    monitoring.ui.elasticsearch: {hosts: ['https://elastic:S3CRET05@es-es-http:9200'], password: S3CRET06}
---
apiVersion: logstash.k8s.elastic.co/v1alpha1
kind: Logstash
metadata: {name: ls, namespace: prod}
spec:
  version: 9.4.3
  elasticsearchRefs: [{name: es, clusterName: es}]
  pipelines:
  - pipeline.id: one
    config.string: |
      output { elasticsearch { hosts => "https://u:S3CRET07@es-es-http:9200" password => "S3CRET08" } }
  - pipeline.id: two
    config.string: |
      input { beats { port => 5044 ssl_key_passphrase => "S3CRET09" } }
      output { elasticsearch { hosts => ["https://es-es-http:9200"] password => 'S3CRET10' } }
      output { http { url => "https://es-es-http:9200/a" headers => { Authorization => "Basic S3CRET12" } } }
---
apiVersion: beat.k8s.elastic.co/v1beta1
kind: Beat
metadata: {name: fb, namespace: prod}
spec:
  type: filebeat
  version: 9.4.3
  elasticsearchRef: {name: es}
  config:
    output.elasticsearch: {password: S3CRET13, ssl: {key_passphrase: S3CRET14, verification_mode: none}}
    setup.kibana: {host: 'https://elastic:S3CRET15@kb-kb-http:5601', password: S3CRET16}
  deployment: {}
"""
MARKERS = set(re.findall(r"S3CRET\d+", STREAM))
COMMANDS = [
    (),
    ("explain",),
    ("explain", "-o", "json"),
    ("reach",),
    ("reach", "--why"),
    ("reach", "-o", "json"),
    ("diff",),
]
FLAGS = ["--mode=strict", "--mode=permissive", "--mode=excluded", "--mode=strict --tls=istio"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("mode", ["strict", "permissive"])
def test_nothing_secret_is_printed_of_what_changes(command: tuple[str, ...], mode: str) -> None:
    done = run(*command, f"--mode={mode}", "--tls=istio", "-nprod", stdin=CHANGED)
    assert done.returncode == (command == ("diff",)), done.stderr
    if command[:1] == ("explain",):
        for shown in (
            "http://elastic:…@es-es-http:9200",
            "http://u:…@es-es-http:9200",
            "password => …",
        ):
            assert shown in done.stdout.replace("\\u2026", "…")
    printed = done.stderr if command in ((), ("diff",)) else done.stdout + done.stderr
    assert re.findall(r"S3CRET\d+", printed) == []


@pytest.mark.parametrize("flags", FLAGS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_secret_is_printed(command: tuple[str, ...], flags: str) -> None:
    assert len(MARKERS) > 18
    done = run(*command, *flags.split(), "-nprod", stdin=STREAM)
    assert "Traceback" not in done.stderr
    printed = done.stderr if command in ((), ("diff",)) else done.stdout + done.stderr
    assert done.stdout or done.stderr
    assert [marker for marker in MARKERS if marker in printed] == []
