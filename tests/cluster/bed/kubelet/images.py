"""What runs in place of an image: the host's files, with a program or a folder bound to where the image has it.

An image that is not in the table is the host itself as it is: its shell, curl, Python and nothing more.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.cluster.bed.tools import TOOLS, module
from tests.support.helm import ROOT

Environment = dict[str, str]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ELASTICSEARCH = "/usr/share/elasticsearch"


class NoImage(Exception):
    """What an image needs is not on this machine: said as the reason that its container waits."""


class Image(NamedTuple):
    """binds: by the path in the container, what is bound there; user: uid and gid; amend: of the environment."""

    entrypoint: tuple[str, ...] = ()
    binds: dict[str, Path] = {}
    user: tuple[int, int] = (0, 0)
    folder: str = "/"
    env: Environment = {}
    amend: Callable[[Environment], Environment] = dict


def find(name: str) -> Image:
    """By the last part of its name; registry and tag may be any, but Elasticsearch's tag chooses its folder."""
    repository, _, tag = name.rpartition("/")[2].partition("@")[0].partition(":")
    return IMAGES.get(repository, host)(tag)


def host(tag: str) -> Image:
    return Image()


def pause(tag: str) -> Image:
    """A container that does nothing until it is ended."""
    return Image(("sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait"))


def elasticsearch(tag: str) -> Image:
    """The folder that ci/elasticsearch/build makes, of this version where there are several. Its jdk is a link."""
    folders = TOOLS / f"elasticsearch-{tag}", TOOLS / "elasticsearch"
    home = next((folder for folder in folders if (folder / "jdk" / "bin" / "java").exists()), None)
    if home is None:
        raise NoImage("no Elasticsearch in .tools: run ci/elasticsearch/build")
    return Image(
        (f"{ELASTICSEARCH}/bin/elasticsearch",),
        {ELASTICSEARCH: home.resolve()},
        user=(1000, 0),
        folder=ELASTICSEARCH,
        env={"PATH": f"{ELASTICSEARCH}/bin:{PATH}", "HOME": ELASTICSEARCH, "LANG": "C.UTF-8"},
    )


def operator(tag: str) -> Image:
    """Elastic's operator."""
    program = (TOOLS / "elastic-operator").resolve()
    return Image(("/elastic-operator",), {"/elastic-operator": program}, user=(65532, 65532))


def prometheus(tag: str) -> Image:
    """Prometheus itself."""
    return _of_tools("prometheus", "prometheus")


def config_reloader(tag: str) -> Image:
    """What the Prometheus operator puts beside it, and before it."""
    return _of_tools("prometheus-config-reloader", "prometheus-config-reloader")


def _of_tools(name: str, entrypoint: str) -> Image:
    path = f"/bin/{entrypoint}"
    return Image((path,), {path: (TOOLS / name).resolve()}, user=(65534, 65534))


def istio_proxy(tag: str) -> Image:
    """Istio's agent, and upstream's Envoy in place of Istio's build of it."""
    binds = {
        "/usr/local/bin/pilot-agent": (TOOLS / "pilot-agent").resolve(),
        "/usr/local/bin/envoy": envoy(),
        "/var/lib/istio/envoy/envoy_bootstrap_tmpl.json": bootstrap(),
    }
    return Image(("/usr/local/bin/pilot-agent",), binds, user=(1337, 1337), amend=upstream)


def envoy() -> Path:
    """The program within its Python package."""
    return Path(str(importlib.util.find_spec("envoy").origin)).parent / "_bin" / "envoy"  # type: ignore[union-attr]


def bootstrap() -> Path:
    return module("istio.io/istio") / "tools/packaging/common/envoy_bootstrap.json"


def upstream(env: Environment) -> Environment:
    """The injected environment, for upstream's Envoy; one thread is enough for tests."""
    if "PROXY_CONFIG" not in env:  # istio-init
        return env
    config = {**json.loads(env["PROXY_CONFIG"] or "{}"), "concurrency": 1}
    return {**env, "PROXY_CONFIG": json.dumps(config), "PEER_METADATA_DISCOVERY": "false"}


IMAGES: dict[str, Callable[[str], Image]] = {
    "elasticsearch": elasticsearch,
    "eck-operator": operator,
    "eck-operator-ubi": operator,
    "prometheus": prometheus,
    "prometheus-config-reloader": config_reloader,
    "proxyv2": istio_proxy,
    "none": pause,
}
KEPT = (
    ROOT,
    TOOLS.resolve(),
)  # what programs of the host read, should it be a file system of its own
