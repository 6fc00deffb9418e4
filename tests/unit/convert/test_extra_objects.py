"""Objects besides the resources: what eck-stack's templates would make of extraObjects, an Ingress and accounts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.converted import convert, problem

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n"


def extra(values: dict[str, Any]) -> Any:
    return convert(values)["extraObjects"]


def of_kibana(*texts: str, **values: object) -> dict[str, Any]:
    return {"eck-kibana": {"extraObjects": [*texts], **values}}


def test_an_object_without_a_template_is_a_mapping() -> None:
    assert extra(of_kibana(MAP.format("a"))) == {
        "eck-kibana-1": {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
    }


@pytest.mark.parametrize(
    ("template", "result"),
    [
        ('{{ include "kibana.fullname" . }}', '{{ "r-eck-kibana" }}'),
        ('{{- include "kibana.fullname" $ | quote -}}', '{{- "r-eck-kibana" | quote -}}'),
        ('{{ template "kibana.name" . }}', '{{ "eck-kibana" }}'),
        (
            '{{ printf "%s-x" (include "kibana.fullname" .) }}',
            '{{ printf "%s-x" ("r-eck-kibana") }}',
        ),
        ("{{ .Values.labels.team }}", '{{ "search" }}'),
        ("{{ $.Values.count }}", "{{ 2 }}"),
        ("{{ .Chart.Name }}", '{{ "eck-kibana" }}'),
        ("{{ .Release.Name }}", "{{ .Release.Name }}"),
        ("{{ .Values.global.team }}", "{{ .Values.global.team }}"),
        ('{{ "include .Values" }}', '{{ "include .Values" }}'),
        ("{{/* .Values.unknown */}}", "{{/* .Values.unknown */}}"),
        ("{{ .Values.annotations.smile }}", '{{ "\U0001f600 \\"x\\"" }}'),
    ],
)
def test_templates_of_eck_stack_become_their_results(template: str, result: str) -> None:
    values = of_kibana(MAP.format(template), labels={"team": "search"}, count=2)
    values["eck-kibana"]["global"] = {"team": "search"}
    values["eck-kibana"]["annotations"] = {"smile": '\U0001f600 "x"'}
    assert extra(values)["eck-kibana-1"] == MAP.format(result)


@pytest.mark.parametrize(
    "template",
    [
        '{{ include "kibana.labels" . | nindent 4 }}',
        '{{ include "elasticsearch.fullname" . }}',
        "{{ .Values.unknown }}",
        "{{ .Values.labels | toYaml }}",
        "{{ range $k, $v := .Values.labels }}{{ end }}",
        "{{ .Chart.Version }}",
        '{{ .Files.Get "a" }}',
        "{{ toYaml .Values }}",
        "{{ .Subcharts.x }}",
    ],
)
def test_other_templates_of_eck_stack_are_refused(template: str) -> None:
    message = problem(of_kibana(MAP.format(template), labels={"team": "search"}))
    assert message.startswith("eck-mesh: eck-kibana.extraObjects[0]: ")
    assert message.endswith("[template-of-eck-stack]\n")


def test_several_documents_are_several_entries() -> None:
    found = extra(of_kibana(f"---\n{MAP.format('a')}---\n{MAP.format('b')}"))
    assert {k: v["metadata"]["name"] for k, v in found.items()} == {
        "eck-kibana-1-1": "a",
        "eck-kibana-1-2": "b",
    }
    block = f"{{{{ if true }}}}\n{MAP.format('a')}---\n{MAP.format('b')}{{{{ end }}}}"
    assert "[several-documents]" in problem(of_kibana(block))


def test_a_mapping_of_objects_and_those_of_eck_stack_itself() -> None:
    values = {"extraObjects": {"mine": MAP.format('{{ include "eck-stack.fullname" . }}')}}
    assert extra(values) == {"eck-stack-mine": MAP.format('{{ "r-eck-stack" }}')}


def test_an_ingress_keeps_its_name_and_its_literal_braces() -> None:
    ingress = {
        "enabled": True,
        "className": "nginx",
        "annotations": {"snippet": "{{ not a template }}"},
        "hosts": [{"host": "a.example.com"}, {"host": "b.example.com", "path": "/kb"}],
        "tls": {"enabled": True},
    }
    values = {"eck-kibana": {"labels": {"team": "search"}, "ingress": ingress}}
    found = extra(values)["eck-kibana-ingress"]
    assert found["metadata"] == {
        "name": "r-eck-kibana",
        "labels": {"team": "search"},
        "annotations": {"snippet": "{{ `{{` }} not a template }}"},
    }
    assert found["spec"]["tls"] == [
        {
            "hosts": ["a.example.com", "b.example.com"],
            "secretName": "r-eck-kibana-kb-http-certs-internal",
        }
    ]
    assert [rule["http"]["paths"][0]["path"] for rule in found["spec"]["rules"]] == ["/", "/kb"]


def test_an_ingress_without_a_host_is_for_every_host() -> None:
    ingress = {"enabled": True, "hosts": [{"path": "/"}], "tls": {"enabled": True}}
    spec = extra({"eck-kibana": {"ingress": ingress}})["eck-kibana-ingress"]["spec"]
    assert (spec["rules"][0]["host"], spec["tls"][0]["hosts"]) == ("", [""])


def test_an_account_of_another_namespace_is_not_that_of_the_pods() -> None:
    pods = {"podTemplate": {"spec": {"serviceAccountName": "sa"}}}
    beats = {"enabled": True, "type": "filebeat", "daemonSet": pods}
    found = convert({"eck-beats": {**beats, "serviceAccount": {"name": "sa", "namespace": "n"}}})
    assert "serviceAccount" not in found["beat"]["default"]
    assert found["extraObjects"]["eck-beats-service-account"]["metadata"]["namespace"] == "n"


def test_accounts_have_the_labels_of_their_part_and_their_own() -> None:
    beats = {
        "enabled": True,
        "type": "filebeat",
        "daemonSet": {},
        "labels": {"a": "part", "b": "part"},
        "annotations": {"c": "part"},
        "serviceAccount": {"name": "sa", "namespace": "other", "labels": {"b": "own"}},
        "clusterRoleBinding": {
            "name": "crb",
            "subjects": [{"kind": "ServiceAccount", "name": "sa"}],
        },
    }
    found = extra({"eck-beats": beats})
    assert found["eck-beats-service-account"]["metadata"] == {
        "name": "sa",
        "labels": {"a": "part", "b": "own"},
        "annotations": {"c": "part"},
        "namespace": "other",
    }
    (subject,) = found["eck-beats-cluster-role-binding"]["subjects"]
    assert subject["namespace"] == "{{ .Release.Namespace }}"
    assert "eck-beats-cluster-role" not in found
