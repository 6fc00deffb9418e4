"""Documents of a release that are nothing of ECK: as Helm prints them, 2 kB each on average."""

from __future__ import annotations

import random

HEAD = """\
---
# Source: shop/templates/{file}.yaml
apiVersion: {version}
kind: {kind}
metadata:
  name: shop-{i}
  labels:
    app.kubernetes.io/name: shop
    app.kubernetes.io/instance: "shop-{i}"
    app.kubernetes.io/managed-by: Helm
    helm.sh/chart: shop-1.2.3
"""
DEPLOYMENT = """\
spec:
  replicas: 2
  selector:
    matchLabels: {{app: shop-{i}}}
  template:
    metadata:
      labels: {{app: shop-{i}}}
      annotations:
        checksum/config: 1f2e3d4c5b6a798801234567890abcdef1234567890abcdef1234567890abcd{i}
    spec:
      serviceAccountName: shop-{i}
      securityContext: {{runAsNonRoot: true, fsGroup: 2000}}
      containers:
      - name: shop
        image: "registry.example.com/shop/server:1.2.3"
        args: ["--listen=:8080", "--log-level", 'info']
        ports:
        - {{name: http, containerPort: 8080, protocol: TCP}}
        env:
        - name: DATABASE
          value: "postgres://db-{i}.prod.svc:5432/shop?sslmode=disable"
        - name: PASSWORD
          valueFrom: {{secretKeyRef: {{name: shop-{i}, key: password}}}}
        livenessProbe: {{httpGet: {{path: /healthz, port: http}}, periodSeconds: 10}}
        resources:
          requests: {{cpu: 100m, memory: 128Mi}}
          limits: {{memory: "256Mi"}}
        volumeMounts:
        - {{name: config, mountPath: /etc/shop, readOnly: true}}
      volumes:
      - name: config
        configMap: {{name: shop-{i}}}
"""
SERVICE = """\
spec:
  type: ClusterIP
  selector: {{app: shop-{i}}}
  ports:
  - {{name: http, port: 80, targetPort: http, protocol: TCP}}
"""
ROLE = """\
rules:
- apiGroups: [""]
  resources: [configmaps, secrets]
  verbs: [get, list, watch]
- apiGroups: ["apps"]
  resources: [deployments]
  verbs: ["get"]
"""
KINDS = (
    ("deployment", "apps/v1", "Deployment", DEPLOYMENT),
    ("config", "v1", "ConfigMap", ""),
    ("service", "v1", "Service", SERVICE),
    ("service-account", "v1", "ServiceAccount", "automountServiceAccountToken: false\n"),
    ("role", "rbac.authorization.k8s.io/v1", "Role", ROLE),
)
TEXT = r"""set -eu; for file in "$@" do echo 'no such file: $file' >&2 done exit 1 # see the docs"""
WORDS = TEXT.split()


def script(i: int) -> str:
    """The data of a ConfigMap: a script in a block scalar, other words in each."""
    dice = random.Random(i)
    lines = "".join(f"    {' '.join(dice.choices(WORDS, k=12))}\n" for _ in range(100))
    return f"data:\n  retries: '3'\n  run.sh: |\n{lines}"


def other(i: int) -> str:
    """The document number i."""
    file, version, kind, body = KINDS[i % len(KINDS)]
    head = HEAD.format(file=file, version=version, kind=kind, i=i)
    return head + (script(i) if kind == "ConfigMap" else body.format(i=i))
