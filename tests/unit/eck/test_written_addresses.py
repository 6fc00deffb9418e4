"""Addresses in settings: which host, port and protocol each spelling means."""

from __future__ import annotations

import pytest

from eck_mesh.eck.program_settings import Setting
from eck_mesh.eck.written_addresses import addresses_of, unread_variables
from eck_mesh.manifests.manifest import Ref

REF = Ref("", "Kibana", "prod", "kb")


def found(key: str, value: object, **ports: object) -> list[tuple[str, int, str]]:
    beside = {name.replace("_", "."): port for name, port in ports.items()}
    every = addresses_of(Setting(REF, ("spec",), key, value), beside)
    return [(one.host, one.port, one.protocol) for one in every]


@pytest.mark.parametrize(
    ("key", "value", "host", "port", "protocol"),
    [
        ("a.url", "https://Es.Example.com", "es.example.com", 443, "TLS"),
        ("a.url", "https://user:p%40ss@es.example.com:9243/x", "es.example.com", 9243, "TLS"),
        ("a.url", "http://es.example.com/x", "es.example.com", 80, "HTTP"),
        ("a.url", "HTTPS://[2001:db8::1]:9200", "2001:db8::1", 9200, "TLS"),
        ("a.url", "ldaps://ad.example.com", "ad.example.com", 636, "TCP"),
        ("a.url", "jdbc:postgresql://db.example.com/logs", "db.example.com", 5432, "TCP"),
        ("a.url", "unknown://x.example.com:77", "x.example.com", 77, "TCP"),
        ("https.proxy", "http://proxy.example.com:3128", "proxy.example.com", 3128, "TCP"),
        ("xpack.fleet.registryProxyUrl", "http://p.example.com:80", "p.example.com", 80, "TCP"),
        ("hosts", ["redis.example.com"], "redis.example.com", 0, "TCP"),
        ("output.elasticsearch.hosts", ["es.example.com"], "es.example.com", 9200, "TCP"),
        ("output.kafka.hosts", ["k.example.com:9093"], "k.example.com", 9093, "TCP"),
        ("reindex.remote.whitelist", "old.example.com:9200", "old.example.com", 9200, "TCP"),
        ("xpack.actions.allowedHosts", ["hooks.slack.com"], "hooks.slack.com", 443, "TLS"),
        ("s3.client.a.endpoint", "minio.example.com", "minio.example.com", 443, "TLS"),
        ("outputs", {"a": {"hosts": ["es.example.com:9200"]}}, "es.example.com", 9200, "TCP"),
        (
            "config.string",
            'input { kafka { bootstrap_servers => "k.example.com:9092" } }',
            "k.example.com",
            9092,
            "TCP",
        ),
        (
            "config.string",
            'output { tcp { host => "t.example.com" port => 5000 } }',
            "t.example.com",
            5000,
            "TCP",
        ),
    ],
)
def test_an_address_has_a_host_a_port_and_a_protocol(
    key: str, value: object, host: str, port: int, protocol: str
) -> None:
    assert found(key, value) == [(host, port, protocol)]


def test_the_port_may_be_in_a_setting_of_its_own() -> None:
    key = "xpack.notification.email.account.a.smtp"
    ports = {f"{key}.port": 465}
    every = addresses_of(Setting(REF, ("spec",), f"{key}.host", "mail.example.com"), ports)
    assert [(one.host, one.port) for one in every] == [("mail.example.com", 465)]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("server.publicBaseUrl", "https://kb.example.com"),
        ("xpack.security.authc.realms.saml.a.sp.acs", "https://kb.example.com/acs"),
        ("xpack.fleet.agents.fleet_server.hosts", ["https://fleet.example.com"]),
        ("network.host", "es.example.com"),
        ("a.url", "http://localhost:9200"),
        ("a.url", "https://127.0.0.1:9200"),
        ("hosts", ["localhost:9200", "0.0.0.0"]),
        ("image", "docker.elastic.co/kibana/kibana:9.4.3"),
        ("message", "see example.com:443"),
        ("path.data", "file:///var/data"),
        ("config.string", '# output { tcp { host => "t.example.com" port => 5000 } }'),
    ],
)
def test_what_nobody_connects_to_is_no_address(key: str, value: object) -> None:
    assert found(key, value) == []


@pytest.mark.parametrize(
    ("key", "value", "names"),
    [
        ("a.url", "https://${HOST}:9200", ["HOST"]),
        ("a.url", "https://$(HOST)/x", ["HOST"]),
        ("output.elasticsearch.hosts", ["${ES}", "es.example.com"], ["ES"]),
        ("hosts", ["https://${NODE_NAME}:10250"], ["NODE_NAME"]),
        ("config.string", 'output { elasticsearch { hosts => ["${MAIN_ES_HOSTS}"] } }', []),
        ("hosts", ["http://${POD_IP}:80", "${HOSTNAME}:80"], []),
        ("password", "${PASSWORD}", []),
        ("server.publicBaseUrl", "https://${HOST}", []),
    ],
)
def test_a_variable_may_stand_for_a_host(key: str, value: object, names: list[str]) -> None:
    found = unread_variables(Setting(REF, ("spec",), key, value))
    assert [variable for _, variable in found] == names
