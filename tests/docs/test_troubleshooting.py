"""docs/troubleshooting.md has the texts that people search for as the programs print them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.plan.rules.policies.admission_policies import NO_SIDECAR
from tests.support.command_line import PLAIN
from tests.support.helm import ON_PATH, ROOT, Helm
from tests.support.inprocess import call
from tests.support.pages import Block, blocks

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
TEXTS = [block for block in blocks(PAGE) if block.language == "text"]
STRICT = "--set=mesh.mode=strict"
REFUSED = (
    "--set-string=kibana.default.podTemplate.metadata.labels.sidecar\\.istio\\.io/inject=false"
)
RENDERER = "--post-renderer=eck-mesh"
TEMPLATE = ("template", "logs", ".", "-n", "prod")
NOWHERE = {"PATH": "/nowhere", "HELM_PLUGINS": "/nowhere"}


def texts_of(printer: str) -> list[Block]:
    return [block for block in TEXTS if block.words.startswith(printer)]


def printed_by_helm(helm: Helm, tmp_path: Path) -> str:
    """What this Helm prints for each failure of the page that needs no cluster."""
    (tmp_path / "eck-mesh").symlink_to(ROOT / "postrenderer")
    plugins = {"HELM_PLUGINS": str(tmp_path)}
    found = plugins if helm.major == 4 else ON_PATH
    runs = [
        helm.run(*TEMPLATE, STRICT, REFUSED, RENDERER, env=found),
        helm.run(*TEMPLATE, STRICT, RENDERER, env=NOWHERE),
        helm.run(*TEMPLATE, "--set=mesh.mod=strict"),
        helm.run(*TEMPLATE, "--set=kibana.default.elasticsearchRef=log"),
        helm.run("version", env=plugins),
    ]
    return "\n".join(done.stderr for done in runs)


@pytest.mark.parametrize("block", TEXTS, ids=lambda block: block.text[:40].strip())
def test_each_text_says_who_prints_it(block: Block) -> None:
    assert block.mark == "from"
    assert len(block.words) > 3


def test_helm_prints_its_texts(helm: Helm, tmp_path: Path) -> None:
    printed = printed_by_helm(helm, tmp_path)
    seen = [block for block in TEXTS if block.words in (f"Helm {helm.major}", "Helm 3 and 4")]
    assert len(seen) >= 4
    for block in seen:
        for line in block.text.splitlines():
            assert line.strip() in printed, block.words


def test_a_forgotten_post_renderer_has_the_group_of_the_page(helm3: Helm) -> None:
    [block] = [one for one in TEXTS if one.text.startswith("no matches for kind")]
    [kind, version] = re.findall(r'"([^"]+)"', block.text)
    locked = helm3.template(STRICT).objects
    assert (version, kind) in {(one["apiVersion"], one["kind"]) for one in locked}


def test_eck_mesh_prints_its_texts() -> None:
    templates = "".join(path.read_text() for path in ROOT.glob("templates/*.tpl"))
    printed = call(stdin=PLAIN).stderr + NO_SIDECAR + templates
    for block in texts_of("eck-mesh"):
        for line in block.text.splitlines():
            words = line.removeprefix("Elasticsearch/prod/logs: spec.http.tls: ")
            assert words in printed, line


def test_each_id_of_the_page_is_a_message_or_the_charts() -> None:
    templates = "".join(path.read_text() for path in ROOT.glob("templates/*.tpl"))
    ids = re.findall(r"(?<!\w)\[([a-z]+(?:-[a-z]+)+)\](?!\()", PAGE)
    assert len(ids) >= 3
    assert [one for one in ids if one not in MESSAGES and f"[{one}]" not in templates] == []


def test_each_entry_says_what_to_do() -> None:
    entries = re.split(r"(?m)^### ", PAGE)[1:]
    assert len(entries) > 20
    for entry in entries:
        title = entry.splitlines()[0]
        assert re.search(r"What to do|If somebody", entry), title
        assert re.search(r"\*\*Cause|\| Cause", entry) or "normal" in entry, title


def test_the_source_of_a_text_is_read_where_it_is_on_the_machine() -> None:
    """Helm's other texts, in the sources of which the tools built it."""
    done = subprocess.run(["go", "env", "GOMODCACHE"], capture_output=True, text=True, check=False)
    cache = Path(done.stdout.strip() or "/nowhere")
    for block in TEXTS:
        found = re.fullmatch(r"Helm (?:3 and )?4, (pkg/\S+)", block.words)
        sources = sorted(cache.glob(f"helm.sh/helm/v4@*/{found[1]}")) if found else []
        words = block.text.strip().removeprefix("Error: UPGRADE FAILED: ")
        assert not sources or words in sources[-1].read_text(), block.words
