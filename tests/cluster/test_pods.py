"""What values say about all pods at once is what the pods have that the real operator makes: image, pull secret, account."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import pod_templates, pods, wait_green
from tests.cluster.support.release import Release
from tests.cluster.support.stack import SECRET
from tests.support.helm import Helm

ONE = {"replicas": 1}
CLIENT = {"elasticsearchRef": ""}
# One of each kind that has pods, and of each row of `images` in its file.
KINDS: dict[str, dict[str, Any]] = {
    "elasticsearch": {"default": {"nodeSets": {"one": {"count": 1}}, "labels": {"x": "y"}}},
    "kibana": {"default": CLIENT},
    "apmServer": {"a": CLIENT},
    "enterpriseSearch": {"a": CLIENT},
    "beat": {
        kind: {"type": kind, "deployment": ONE, "config": {}}
        for kind in ("auditbeat", "filebeat", "heartbeat", "metricbeat", "packetbeat")
    },
    "agent": {
        "a": {"deployment": ONE},
        "old": {"deployment": ONE, "version": "8.19.2"},
    },
    "logstash": {"a": {}},
    "elasticMapsServer": {
        "a": {},
        "old": {"version": "8.15.3"},
        "older": {"version": "8.11.4"},
        "seven": {"version": "7.17.16"},
        "sevens": {"version": "7.17.15"},
    },
    "packageRegistry": {"a": {}, "old": {"version": "8.15.0"}},
    "autoOpsAgentPolicy": {"a": {"autoOpsRef": {"secretName": "autoops"}, "resourceSelector": "default"}},
}  # fmt: skip


def test_an_image_from_a_registry_is_the_one_that_the_operator_would_choose(
    bed: Bed, bed_helm4: Helm, namespace: str, tmp_path: Path
) -> None:
    """The same release twice: first the operator chooses, then the chart does, in the operator's registry."""
    expected = sum(map(len, KINDS.values()))
    bed.apply(SECRET, namespace=namespace)
    release = Release(bed_helm4, namespace)
    (tmp_path / "values.json").write_text(json.dumps(KINDS))
    flags = [f"--values={tmp_path}/values.json"]
    done = release.run("install", *flags, bare=True)
    assert done.returncode == 0, done.stderr
    bed.wait("all workloads are there", lambda: len(pod_templates(bed, namespace)) == expected, 120)
    chosen: list[str] = []
    for template in pod_templates(bed, namespace).values():
        chosen += [container["image"] for container in template["spec"]["containers"]]
    done = release.run("upgrade", *flags, "--set=imageRegistry=docker.elastic.co", bare=True)
    assert done.returncode == 0, done.stderr
    written = [one["spec"].get("image") for one in bed.items("elastic", namespace)]
    assert sorted(written) == sorted(chosen)


RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
ISSUER = {"issuerRef": {"name": "ca"}}
STACK: dict[str, Any] = {
    "imageRegistry": "registry.example.com",
    "podDefaults": {"imagePullSecrets": [{"name": "registry"}]},
    "global": {"imagePullSecrets": ["umbrella"]},
    "elasticsearch": {
        "default": {
            "nodeSets": {"one": {"count": 1}, "two": {"count": 1}},
            "certificate": ISSUER,
            "serviceAccount": {},
        }
    },
    "kibana": {"default": {"serviceAccount": {}, "podDisruptionBudget": {}}},
    "beat": {
        "a": {
            "type": "filebeat",
            "elasticsearchRef": "default",
            "daemonSet": {},
            "rbac": {"clusterRules": RULES, "rules": RULES},
        }
    },
    "agent": {"a": {"deployment": ONE, "podDisruptionBudget": {}}},
}
# By section: the account of the pods, and whether they have its token.
ACCOUNTS = {
    "one": ("stack-es", False),
    "two": ("stack-es", False),
    "kb": ("stack-kb", False),
    "beat": ("stack-a-beat", True),
    "agent": ("default", False),
}


@pytest.mark.parametrize("mode", ["disabled", "strict"])
def test_pods_have_image_pull_secrets_account_and_token(
    mode: str, bed: Bed, bed_helm4: Helm, namespace: str, tmp_path: Path
) -> None:
    release = Release(bed_helm4, namespace)
    (tmp_path / "values.json").write_text(json.dumps({**STACK, "mesh": {"mode": mode}}))
    flags = [f"--values={tmp_path}/values.json"]
    release.ok("install", *flags)
    given = issue(bed, namespace, "stack-es-http", tmp_path)
    wait_green(bed, namespace)
    found = {}
    for pod in pods(bed, namespace).values():
        spec = pod["spec"]
        (word,) = (word for word in ACCOUNTS if f"-{word}-" in pod["metadata"]["name"])
        found[word] = (
            spec.get("serviceAccountName", "default"),
            spec["automountServiceAccountToken"],
        )
        assert spec["imagePullSecrets"] == [{"name": "registry"}, {"name": "umbrella"}]
        main = [one["image"] for one in spec["containers"] if one["name"] != "istio-proxy"]
        assert main
        assert all(image.startswith("registry.example.com/") for image in main)
    assert found == ACCOUNTS
    public = bed.get("secret", "stack-es-http-certs-public", namespace)["data"]
    assert public == {name: given[name] for name in ("ca.crt", "tls.crt")}
    assert can_i(bed, namespace, "stack-a-beat") == "yes"
    assert can_i(bed, namespace, "stack-kb") == "no"
    for name in "stack-kb", "stack-a-agent":
        bed.wait(
            f"one pod of {name} may be evicted",
            lambda name=name: (  # type: ignore[misc]
                bed.get("poddisruptionbudget", name, namespace)["status"]["disruptionsAllowed"] == 1
            ),
        )
    before = {
        one["metadata"]["name"]: one["metadata"]["generation"]
        for one in bed.items("elastic", namespace)
    }
    release.ok("upgrade", *flags)
    after = {
        one["metadata"]["name"]: one["metadata"]["generation"]
        for one in bed.items("elastic", namespace)
    }
    assert after == before
    release.ok("uninstall")
    assert not bed.get("clusterrole", f"stack-a-beat.{namespace}")


def issue(bed: Bed, namespace: str, name: str, folder: Path) -> dict[str, str]:
    """What cert-manager would do for a Certificate: the data of its Secret, which is made. The issuer is selfSigned."""
    spec = yaml.safe_load(
        bed.kubectl("get", "certificate", name, "-n", namespace, "-o", "yaml").stdout
    )["spec"]
    names = ",".join(f"DNS:{one}" for one in spec["dnsNames"])
    bed.run(
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=test", "-days", "2",
        "-addext", f"subjectAltName={names}", "-keyout", f"{folder}/tls.key", "-out", f"{folder}/tls.crt",
    )  # fmt: skip
    files = {"tls.key": "tls.key", "tls.crt": "tls.crt", "ca.crt": "tls.crt"}
    data = {
        key: base64.b64encode((folder / file).read_bytes()).decode() for key, file in files.items()
    }
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": spec["secretName"]},
        "data": data,
    }
    bed.apply(secret, namespace=namespace)
    return data


def can_i(bed: Bed, namespace: str, account: str) -> str:
    """Whether an account may read pods of another namespace."""
    user = f"--as=system:serviceaccount:{namespace}:{account}"
    return bed.kubectl(
        "auth", "can-i", "get", "pods", "-n", "default", user, check=False
    ).stdout.strip()
