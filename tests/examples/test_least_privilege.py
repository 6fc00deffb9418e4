"""examples/least-privilege: a stack in which policies tell all clients apart."""

from __future__ import annotations

from tests.support.helm import Helm, Output

PRODUCTION = "examples/environments/production.yaml"
EXAMPLE = "examples/least-privilege/values.yaml"


def rendered(helm: Helm, *files: str) -> Output:
    strict = helm.post_renderer("--expect-mode=strict", "--expect-closed", "--fail-on-notes")
    values = [f"--values={file}" for file in files]
    return helm.template(*values, *strict, release="logs", namespace="logs")


def clients(done: Output, name: str, port: str) -> set[str]:
    """Whom a policy allows on a port, each by its principal or namespace."""
    found: set[str] = set()
    for rule in done.object("AuthorizationPolicy", name)["spec"]["rules"]:
        if any(port in to["operation"]["ports"] for to in rule["to"]):
            sources = [one["source"] for one in rule["from"]]
            found.update(*(names for source in sources for names in source.values()))
    return found


def test_each_port_accepts_those_that_need_it_and_nobody_else(helm: Helm) -> None:
    done = rendered(helm, EXAMPLE)
    of = {name: f"*/ns/logs/sa/logs-{name}" for name in ("es", "kb", "apm", "ls", "filebeat-beat")}
    assert clients(done, "logs-es", "9200") == {
        *(of[name] for name in ("es", "kb", "apm", "ls")),
        "elastic-system",
    }
    assert clients(done, "logs-kb", "5601") == {of["kb"], "elastic-system"}
    assert clients(done, "logs-apm", "8200") == {of["apm"], "*/ns/shop/sa/web", "payments"}
    assert clients(done, "logs-ls", "5044") == {of["ls"], of["filebeat-beat"]}


def test_it_goes_on_top_of_the_values_for_production(helm: Helm) -> None:
    done = rendered(helm, PRODUCTION, EXAMPLE)
    assert "*/ns/logs/sa/logs-kb" in clients(done, "logs-es", "9200")
