"""The image recipe and Argo CD's plugin without a container engine: step by step. tests/examples/test_image_build.py builds it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eck_mesh import __version__
from tests.support import programs
from tests.support.helm import ROOT, Helm, Output

DOCKERFILE = (ROOT / "ci" / "image" / "Dockerfile").read_text()
ARGOCD = ROOT / "examples" / "argocd"
VALUES = "examples/environments/production.yaml"


def instructions(name: str) -> list[str]:
    """All of one name, each on one line."""
    lines = re.sub(r"(?m)^#.*\n", "", DOCKERFILE).replace("\\\n", "").splitlines()
    return [line.partition(" ")[2] for line in lines if line.startswith(f"{name} ")]


def test_the_image_copies_only_files_that_exist() -> None:
    made = ("/src/.tools/helm3", "/src/.tools/helm4", "/out/eck-mesh", "/out/packages")
    for copy in instructions("COPY"):
        *sources, _ = copy.split()
        if sources[0].startswith("--from="):
            assert set(sources[1:]) <= set(made)
        else:
            assert all((ROOT / source).exists() for source in sources)


def test_the_program_stage_needs_only_the_files_it_copies(tmp_path: Path, helm3: Helm) -> None:
    """Its COPY and RUN lines, in a folder in place of a container, by a Python with pip and nothing else."""
    python = tmp_path / "python"
    subprocess.run([sys.executable, "-m", "venv", python], check=True, timeout=120)
    stage = DOCKERFILE.partition("AS program")[2].partition("\nFROM")[0]
    for words, target in re.findall(r"(?m)^COPY (.*) (\S+)$", stage):
        for source in words.split():
            name = (
                source if target == source else f"{target}/{Path(source).name}"
            )  # a folder's content goes into the target
            made((tmp_path / name).parent)
            (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(
                ROOT / source, tmp_path / name
            )
    (script,) = re.findall(r"(?ms)^RUN (.*?[^\\])$", stage)
    env = {"PATH": f"{python}/bin:/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["sh", "-euc", script.replace("/out/", f"{tmp_path}/out/")],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    packages = tmp_path / "out" / "packages"
    clean = {
        "PYTHONPATH": str(packages),
        "PATH": f"{python}/bin:/usr/bin:/bin",
        "ECK_MESH_PYTHON": "",
        "HELM_BIN": helm3.command[-1],
    }
    said = programs.run(tmp_path / "out" / "eck-mesh", "doctor", env=clean).stdout
    assert "with libyaml" in said
    assert "ok     Helm 3 renders a locked Kibana" in said


def made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_helm_3_in_the_image_has_its_own_plugins(zipapp: Path, helm3: Helm, tmp_path: Path) -> None:
    """The script in front of it, and the doctor with which the build ends."""
    (script,) = re.findall(r"printf '(.*?)' >/usr/local/bin/helm3", DOCKERFILE)
    bin = made(tmp_path / "bin")
    (bin / "helm3").write_text(
        script.replace("\\n", "\n").replace("/usr/local/libexec/helm3", helm3.command[-1])
    )
    (bin / "helm3").chmod(0o755)
    (bin / "eck-mesh").symlink_to(zipapp)
    env = {
        "PATH": f"{bin}:/usr/bin:/bin",
        "HELM_PLUGINS": str(tmp_path / "helm4"),
        "HELM_BIN": "",
        "ECK_MESH_PYTHON": sys.executable,
    }
    assert programs.run(zipapp, "install-plugin", env=env).returncode == 0
    done = programs.run(zipapp, "doctor", env=env)
    assert done.returncode == 0, done
    assert "ok     Helm 3 renders" in done.stdout
    assert "holds eck-mesh for Helm 4" not in done.stdout


def generated(helm: Helm, tmp_path: Path, **env: str) -> Output:
    """What the plugin's command makes, with the environment in which Argo CD runs it."""
    bin = made(tmp_path / "bin")
    (bin / "helm").unlink(missing_ok=True)
    (bin / "helm").symlink_to(helm.command[-1])
    (bin / "eck-mesh").unlink(missing_ok=True)
    (bin / "eck-mesh").symlink_to(ROOT / "postrenderer" / "launcher")
    generate = yaml.safe_load((ARGOCD / "plugin.yaml").read_text())["spec"]["generate"]
    given = {
        **helm.env,
        "PATH": f"{bin}:/usr/bin:/bin",
        "ARGOCD_APP_NAME": "logs",
        "ARGOCD_APP_NAMESPACE": "logs",
        "ARGOCD_APP_REVISION": "0" * 40,
        "ARGOCD_APP_SOURCE_PATH": ".",
        "KUBE_VERSION": "1.35.4",
        "KUBE_API_VERSIONS": "v1,apps/v1,apps/v1/Deployment,elasticsearch.k8s.elastic.co/v1,elasticsearch.k8s.elastic.co/v1/Elasticsearch",
        **env,
    }
    command = [*generate["command"], *generate["args"]]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120)
    return Output(done.stdout, done.stderr, done.returncode)


def test_argo_cds_plugin_renders_what_helm_renders(helm: Helm, tmp_path: Path) -> None:
    done = generated(helm, tmp_path, ARGOCD_ENV_VALUES=VALUES)
    expected = helm.template(*helm.post_renderer(), "-f", VALUES, release="logs", namespace="logs")
    assert done.stdout == expected.stdout, done.stderr
    done = generated(
        helm,
        tmp_path,
        ARGOCD_ENV_VALUES=f"{VALUES} ci/all-kinds-values.yaml",
        ARGOCD_ENV_RELEASE="other",
    )
    both = ["-f", VALUES, "-f", "ci/all-kinds-values.yaml"]
    assert (
        done.stdout
        == helm.template(*helm.post_renderer(), *both, release="other", namespace="logs").stdout
    ), done.stderr


@pytest.mark.parametrize(
    ("env", "words"),
    [
        (
            {"ARGOCD_ENV_EXPECT_MODE": "strict"},
            "--expect-mode strict: no resource of the stream has a mode",
        ),
        ({"ARGOCD_ENV_VALUES": "no/such.yaml"}, "no/such.yaml"),
        (
            {"ARGOCD_ENV_VALUES": f"{VALUES} ../secret.yaml"},
            "VALUES: ../secret.yaml is not below the Application's path",
        ),
        (
            {"ARGOCD_ENV_VALUES": "/etc/passwd"},
            "VALUES: /etc/passwd is not below the Application's path",
        ),
        ({"ARGOCD_ENV_RELEASE": "--set-file=a=/etc/passwd"}, "invalid release name"),
        ({"KUBE_VERSION": "1.20.0"}, "kubeVersion"),
    ],
)
def test_it_fails_with_words_and_without_manifests(
    env: dict[str, str], words: str, helm: Helm, tmp_path: Path
) -> None:
    done = generated(helm, tmp_path, **env)
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


def test_the_sidecar_runs_as_the_user_and_with_the_folders_argo_cd_wants() -> None:
    sidecar = yaml.safe_load((ARGOCD / "sidecar.yaml").read_text())["spec"]["template"]["spec"]
    (container,) = sidecar["containers"]
    assert instructions("USER") == ["999:999"]
    assert container["securityContext"]["runAsUser"] == 999
    assert container["image"].endswith(f":{__version__}")
    ours = {volume["name"] for volume in sidecar["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} - ours == {
        "var-files",
        "plugins",
    }, "the repo-server has these"
