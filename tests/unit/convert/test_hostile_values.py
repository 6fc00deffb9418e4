"""`eck-mesh convert` with values that are wrong, strange, or of another chart: named, and nothing dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.support.command_line import refused, run, start
from tests.support.converted import convert, notes, problem

ES = "eck-elasticsearch"


SILENT = '{"eck-kibana": {}}'
EMPTY = [
    "",
    "---\n",
    "# nothing\n",
    "{}",
    "null",
    "COMPUTED VALUES:\n",
    "USER-SUPPLIED VALUES:\nnull\n",
]


@pytest.mark.parametrize("text", EMPTY)
def test_no_values_are_refused(text: str, tmp_path: Path) -> None:
    """Not taken for a default stack: a Helm that fails prints nothing into the pipe."""
    said, path = "stdin: has no value. Check the command", tmp_path / "converted.yaml"
    for chart in "eck-stack", "eck-kibana":
        words = refused("convert", chart, "-", "--release=r", f"--output={path}", stdin=text)
        assert said in words
        assert "[no-values]" in words
        assert not path.exists()
    (tmp_path / "more.yaml").write_text(SILENT)
    more = str(tmp_path / "more.yaml")
    assert said in refused("convert", "eck-stack", "-", more, "--release=r", stdin=text)


def test_what_is_not_said_is_eck_stacks_default() -> None:
    found = convert(SILENT)
    assert found["elasticsearch"]["default"]["name"] == "elasticsearch"
    assert found["kibana"]["default"] == {
        "name": "r-eck-kibana",
        "count": 1,
        "elasticsearchRef": "default",
    }
    assert found["version"]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ("[]", "stdin"),
        ("just text", "stdin"),
        ('{"eck-kibana": []}', "eck-kibana"),
        ('{"eck-kibana": null}', "eck-kibana"),
        ('{"eck-kibana": {"enabled": "false"}}', "eck-kibana.enabled"),
        ('{"eck-kibana": {"elasticsearchRef": "elasticsearch"}}', "eck-kibana.elasticsearchRef"),
        ('{"eck-kibana": {"spec": {"elasticsearchRef": "e"}}}', "eck-kibana.spec.elasticsearchRef"),
        ('{"eck-kibana": {"spec": []}}', "eck-kibana.spec"),
        ('{"eck-kibana": {"labels": ["a"]}}', "eck-kibana.labels"),
        ('{"eck-kibana": {"version": 9}}', "eck-kibana.version"),
        ('{"eck-kibana": {"ingress": true}}', "eck-kibana.ingress"),
        ('{"eck-kibana": {"ingress": {"hosts": ["a"]}}}', "eck-kibana.ingress.hosts[0]"),
        ('{"eck-kibana": {"extraObjects": "text"}}', "eck-kibana.extraObjects"),
        ('{"eck-elasticsearch": {"nodeSets": {"hot": {}}}}', f"{ES}.nodeSets"),
        ('{"eck-elasticsearch": {"nodeSets": [null]}}', f"{ES}.nodeSets[0]"),
        ('{"eck-elasticsearch": {"nodeSets": ["hot"]}}', f"{ES}.nodeSets[0]"),
        ('{"eck-elasticsearch": {"monitoring": "on"}}', f"{ES}.monitoring"),
        ('{"extraObjects": 5}', "extraObjects"),
        ('{"global": "x"}', "global"),
    ],
)
def test_values_of_another_type_are_refused(values: str, path: str) -> None:
    message = problem(values)
    assert message.startswith(f"eck-mesh: {path}: must be ")
    assert "[wrong-type]" in message or "[unquoted-string]" in message


def test_all_problems_are_shown_at_once() -> None:
    message = problem({"eck-kibana": {"labels": []}, ES: {"nodeSets": {}}, "eck-beats": 1})
    assert len(message.splitlines()) == 3


def test_what_is_no_yaml_is_refused() -> None:
    assert "stdin: is not YAML: line 2" in problem("a: [")
    assert "stdin: is not YAML" in problem("a: 1\n---\nb: 2\n")
    assert "contains itself" in problem("a: &a [*a]")


def test_what_is_no_text_is_refused() -> None:
    done = start("convert", "eck-stack", "-", stdin=b"a: \xff")
    assert (done.returncode, done.stderr) == (1, b"eck-mesh: stdin is not UTF-8 at byte 3.\n")


def test_values_of_other_charts_are_refused() -> None:
    assert "[values-of-eck-mesh]" in problem({"elasticsearch": {"default": {}}})
    assert "[values-of-eck-mesh]" in problem({"mesh": {"mode": "strict"}}, "eck-kibana")
    assert "[values-of-parent-chart]" in problem({"eck-stack": {ES: {}}})
    assert "[values-of-eck-stack]" in problem({"eck-kibana": {}}, "eck-kibana")
    message = problem({"nodeSets": [], "version": "9.5.0"})
    assert "[values-of-a-part]" in message
    assert "eck-elasticsearch" in message


def test_an_unknown_chart_is_a_usage_error() -> None:
    assert "eck-kibana" in refused("convert", "eck-maps", "-", status=2)
    assert refused("convert", "eck-stack", status=2)


def test_a_part_of_another_eck_stack_is_not_lost() -> None:
    assert "eck-maps: is not a part of eck-stack" in problem({"eck-maps": {"enabled": True}})
    assert "[unknown-part]" in problem({"eck-maps": {"enabled": True}})
    for values in {"eck-maps": {"enabled": False}}, {"other": {"enabled": True}}:
        (note,) = notes(values)
        assert note.startswith(f"{next(iter(values))}: ")


def test_ignored_values_are_named() -> None:
    values = {
        "fooled": 1,
        ES: {"name": "logs", "ingress": {"path": "/", "hosts": [{"host": "a", "paths": []}]}},
        "eck-kibana": {"spec": {"replicas": 2}, "replicas": 3},
    }
    found = notes(values)
    assert [note.partition(": ")[0] for note in found] == [
        "fooled",
        f"{ES}.name",
        f"{ES}.ingress.path",
        f"{ES}.ingress.hosts[0].paths",
        "eck-kibana.replicas",
        "eck-kibana.spec.replicas",
    ]
    assert all(note.endswith("[value-is-ignored]") for note in found)


def test_a_field_of_a_part_at_the_top_is_named() -> None:
    (note,) = notes({"version": "9.4.0", "eck-kibana": {"count": 2}})
    assert note.startswith("version: eck-stack 0.20.0 ignores this value")


def test_values_of_what_is_off_are_named() -> None:
    assert notes({"eck-beats": {"type": "filebeat"}})[0].endswith("[part-is-off]")
    assert notes({"eck-beats": {"enabled": False}}) == []


def test_a_value_that_spec_hides_is_named() -> None:
    assert notes({"eck-kibana": {"count": 2, "spec": {"count": 3}}})[0].endswith(
        "[value-is-hidden]"
    )
    assert notes({"eck-kibana": {"count": 2, "spec": {"count": 2}}}) == []
    (note,) = notes({"eck-kibana": {"version": "9.4.0", "spec": {"version": "9.4.1"}}})
    assert note.startswith("eck-kibana.spec.version: ")
    assert note.endswith("[value-is-ignored]")
    values = {"eck-kibana": {"count": 2, "spec": {"count": 0}}}
    assert (notes(values), convert(values)["kibana"]["default"]["count"]) == ([], 2)


def test_fields_of_a_nodeset_that_ecks_crd_lacks_are_named() -> None:
    values = {ES: {"nodeSets": [{"name": "hot", "count": 1, "storage": {"size": "1Gi"}}]}}
    (note,) = notes(values)
    assert note.startswith(f"{ES}.nodeSets[0].storage: ")
    assert note.endswith("[field-is-unknown]")
    assert convert(values)["elasticsearch"]["default"]["nodeSets"] == {"hot": {"count": 1}}


def test_a_field_that_eck_stack_writes_and_ecks_crd_lacks_is_named() -> None:
    beats = {"enabled": True, "type": "filebeat", "daemonSet": {}, "http": {"tls": {}}}
    (note,) = notes({"eck-beats": beats})
    assert note.startswith("eck-beats.http: ECK has no such field")


def test_a_value_that_eck_stack_writes_in_a_wrong_place_is_named() -> None:
    """Under eck-stack it has no effect: configRef is null, and spec.secretName is no field."""
    given = {"enabled": True, "configRef": {"secretName": "s"}}
    (note,) = notes({"eck-enterprise-search": given})
    assert note.startswith("eck-enterprise-search.configRef: ")
    assert note.endswith("[value-is-misplaced]")


def test_a_version_below_spec_counts_where_the_template_reads_it() -> None:
    for chart, section, version in (
        ("eck-kibana", "kibana", "1.0.0"),
        ("eck-beats", "beat", "2.0.0"),
    ):
        spec = {"version": "2.0.0", "daemonSet": {}, "type": "filebeat"}
        values = {chart: {"enabled": True, "version": "1.0.0", "spec": spec}}
        assert convert(values)[section]["default"]["version"] == version


def test_values_of_a_kubernetes_kind_are_not_taken_for_those_of_this_chart() -> None:
    found = convert({"statefulSet": {}}, chart="eck-fleet-server")
    assert found["agent"]["fleet-server"]["statefulSet"] == {}


def test_a_key_is_misspelled_only_in_a_pod_template() -> None:
    service = {"metadata": {"labels": {"emptydir": "mine"}}}
    values = {"eck-kibana": {"http": {"service": service}}}
    assert notes(values) == []
    assert convert(values)["kibana"]["default"]["http"]["service"] == service


def test_a_missing_count_is_ecks_and_not_this_charts() -> None:
    values = {ES: {"nodeSets": [{"name": "hot"}]}}
    assert notes(values)[0].endswith("[count-is-missing]")
    assert convert(values)["elasticsearch"]["default"]["nodeSets"] == {"hot": {"count": 0}}
    assert convert({"eck-kibana": {"count": 0}})["kibana"]["default"]["count"] == 0


def test_the_release_is_needed_only_where_a_name_contains_it() -> None:
    assert "eck-kibana: the name of its resource" in problem(SILENT, release="")
    assert "[release-not-given]" in problem(SILENT, release="")
    done = run("convert", "eck-stack", "-", stdin='{"eck-kibana": {"fullnameOverride": "kb"}}')
    assert (done.returncode, yaml.safe_load(done.stdout)["kibana"]["default"]["name"]) == (0, "kb")


@pytest.mark.parametrize(
    ("release", "overrides", "name"),
    [
        ("r", {}, "r-eck-beats"),
        ("my-eck-beats-1", {}, "my-eck-beats-1"),
        ("r", {"nameOverride": "shippers"}, "r-shippers"),
        ("shippers", {"nameOverride": "ship"}, "shippers"),
        ("r", {"nameOverride": "a", "fullnameOverride": "logs"}, "logs"),
        ("r", {"fullnameOverride": f"{'a' * 62}-b"}, "a" * 62),
    ],
)
def test_names_are_those_of_eck_stack(release: str, overrides: dict[str, str], name: str) -> None:
    beats = {"enabled": True, "type": "filebeat", "daemonSet": None, **overrides}
    values = json.dumps({"eck-beats": beats})
    done = run("convert", "eck-stack", "-", f"--release={release}", stdin=values)
    assert yaml.safe_load(done.stdout)["beat"]["default"]["name"] == name


@pytest.mark.parametrize("name", ["1st", "a.b", "A"])
def test_a_name_that_this_chart_cannot_have_is_refused(name: str) -> None:
    assert "[name-cannot-be-kept]" in problem({"eck-kibana": {"fullnameOverride": name}})


def test_later_files_win_and_a_null_removes_a_default(tmp_path: Path) -> None:
    first = {"eck-kibana": {"count": 3, "labels": {"a": "b"}}, "eck-logstash": {"enabled": True}}
    second = {"eck-kibana": {"count": 5, "labels": {"c": "d"}, "elasticsearchRef": None}}
    for name, values in ("1.yaml", first), ("2.yaml", second):
        (tmp_path / name).write_text(json.dumps(values))
    done = run("convert", "eck-stack", *(f"{tmp_path}/{n}.yaml" for n in (1, 2)), "--release=r")
    found = yaml.safe_load(done.stdout)
    kibana = found["kibana"]["default"]
    assert (kibana["count"], kibana["labels"]) == (5, {"a": "b", "c": "d"})
    assert kibana["elasticsearchRef"] == ""
    assert found["logstash"]["default"]["name"] == "r-eck-logstash"


def test_computed_values_get_no_defaults() -> None:
    """As `helm get values --all` prints them: an absent value was removed with a null."""
    given = {"eck-kibana": {"enabled": False}, ES: {"enabled": True, "version": "8.19.0"}}
    agent = {"enabled": True, "daemonSet": {}, "version": "8.19.0"}
    text = f"COMPUTED VALUES:\n{yaml.safe_dump({**given, 'eck-agent': agent})}"
    done = run("convert", "eck-stack", "-", "--release=r", stdin=text)
    found = yaml.safe_load(done.stdout)
    assert (done.stderr, found["version"]) == ("", "8.19.0")
    assert found["elasticsearch"]["default"] == {"name": "r-eck-elasticsearch"}
    assert found["agent"]["default"] == {"name": "r-eck-agent", "daemonSet": {}}
    assert "extraObjects" not in found


def test_user_supplied_values_have_a_heading_too() -> None:
    text = "USER-SUPPLIED VALUES:\neck-kibana:\n  count: 2\n"
    done = run("convert", "eck-stack", "-", "--release=r", stdin=text)
    assert yaml.safe_load(done.stdout)["kibana"]["default"]["count"] == 2
    assert done.stderr.count("note: ") == 1


def test_keys_that_are_no_strings_are_read_as_helm_does() -> None:
    text = "eck-kibana:\n  labels: {on: 'x', 5: 'y'}\n  config: {1: {null: 2}}\n"
    entry = convert(text)["kibana"]["default"]
    assert entry["labels"] == {"true": "x", "5": "y"}
    assert entry["config"] == {"1": {"null": 2}}


def test_global_values_that_only_this_chart_reads_are_left_out() -> None:
    values = {"global": {"imageRegistry": "r.example.com", "team": "search"}}
    (note,) = notes(values)
    assert note.startswith("global.imageRegistry: ")
    assert note.endswith("[global-value-is-read]")
    assert convert(values)["global"] == {"team": "search"}


def test_anchors_are_resolved() -> None:
    text = """
x-labels: &labels {team: search}
eck-kibana: {labels: *labels}
eck-elasticsearch: {labels: {<<: *labels, tier: data}}
"""
    found = convert(text)
    assert found["kibana"]["default"]["labels"] == {"team": "search"}
    assert found["elasticsearch"]["default"]["labels"] == {"team": "search", "tier": "data"}


def test_nulls_in_a_pod_template_go_and_those_of_a_config_stay() -> None:
    beats = {
        "enabled": True,
        "type": "filebeat",
        "config": {"processors": [{"add_host_metadata": None}], "name": None},
        "daemonSet": {"podTemplate": {"spec": {"hostNetwork": None, "volumes": [{"name": "a"}]}}},
    }
    entry = convert({"eck-beats": beats})["beat"]["default"]
    assert entry["config"] == beats["config"]
    assert entry["daemonSet"]["podTemplate"]["spec"] == {"volumes": [{"name": "a"}]}


def test_versions_that_differ_stay_with_their_resource() -> None:
    found = convert({ES: {"version": "9.4.0"}, "eck-logstash": {"enabled": True}})
    assert found["version"] == "9.5.0"
    assert found["elasticsearch"]["default"]["version"] == "9.4.0"
    assert "version" not in found["kibana"]["default"]


def test_an_account_that_pods_use_needs_no_note() -> None:
    pods = {"podTemplate": {"spec": {"serviceAccountName": "elastic-agent"}}}
    values = {"eck-agent": {"enabled": True, "daemonSet": pods}}
    assert notes(values) == []
    assert convert(values)["agent"]["default"]["serviceAccount"] == {"name": "elastic-agent"}
    (note,) = notes({"eck-agent": {"enabled": True, "daemonSet": {}}})
    assert note.endswith("[account-is-not-used]")
    unused = convert({"eck-agent": {"enabled": True, "daemonSet": {}}})
    assert "serviceAccount" not in unused["agent"]["default"]
    assert "eck-agent-service-account" in unused["extraObjects"]


def test_an_account_without_a_name_is_refused() -> None:
    beats = {"enabled": True, "type": "filebeat", "daemonSet": {}, "clusterRole": {"rules": []}}
    assert "[object-without-name]" in problem({"eck-beats": {**beats, "clusterRole": {"a": 1}}})


def test_notes_can_be_errors() -> None:
    assert "[notes-are-errors]" in refused(
        "convert", "eck-stack", "-", "--release=r", "--fail-on-notes", stdin=SILENT
    )


def test_the_result_can_go_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    done = run("convert", "eck-stack", "-", "--release=r", f"--output={path}", stdin=SILENT)
    assert (done.returncode, done.stdout) == (0, "")
    assert yaml.safe_load(path.read_text())["kibana"]


def test_the_values_of_a_chart_are_not_overwritten(tmp_path: Path) -> None:
    """Nor through a link; elsewhere the name is free."""
    path, link = tmp_path / "values.yaml", tmp_path / "elastic.yaml"
    path.write_text("before")
    link.symlink_to(path)
    (tmp_path / "Chart.yaml").touch()
    words = ("convert", "eck-stack", "-", "--release=r")
    for named in path, link:
        said = refused(*words, f"--output={named}", stdin=SILENT)
        assert f"{named}: is the values.yaml of the chart beside it" in said
        assert "[file-of-a-chart]" in said
        assert path.read_text() == "before"
    (tmp_path / "Chart.yaml").unlink()
    assert run(*words, f"--output={path}", stdin=SILENT).returncode == 0
    assert path.read_text() != "before"
