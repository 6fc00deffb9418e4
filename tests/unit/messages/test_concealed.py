"""What is secret in a value is found by its name and by its form, and nothing else is concealed."""

from __future__ import annotations

import time

import pytest

from eck_mesh.messages.concealed import concealed, concealed_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://elastic:changeme@es:9200/x", "https://elastic:…@es:9200/x"),
        ("https://u:p@ss@h/", "https://u:…@h/"),
        ('es { hosts => "es" password => "x y" }', 'es { hosts => "es" password => … }'),
        ("api_key => 'id:key'", "api_key => …"),
        ('cloud_auth => "elastic:pw"', "cloud_auth => …"),
        ('{"secret_token": "x"}', '{"secret_token": …}'),
        ("ssl.key_passphrase: abc", "ssl.key_passphrase: …"),
        ("DB_PASSWORD=abc", "DB_PASSWORD=…"),
        ("curl -u elastic:x https://es:9200", "curl -u elastic:… https://es:9200"),
        ("curl -H 'ApiKey QWxhZGRpbg=='", "curl -H 'ApiKey …'"),
        ('password => "${ES_PASSWORD:x}"', 'password => "${ES_PASSWORD:…}"'),
        ("-----BEGIN RSA PRIVATE KEY-----\nx", "…"),
    ],
)
def test_a_secret_is_not_shown(text: str, shown: str) -> None:
    assert concealed_text(text) == shown
    assert concealed_text(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "http://user@es-es-http:9200/path",
        "hosts => [\"http://es:9200\"]\npassword => '${ES_PASSWORD}'",
        "bypass: true",
        "curl -u $USER:$PASSWORD https://es:9200",
        "secretName: creds",
        "/run/secrets/token",
        "token:\n  enabled: true",
        'proxyMetadata:\n  OUTPUT_CERTS: "/certs"',
    ],
)
def test_what_is_no_secret_is_shown(text: str) -> None:
    assert concealed_text(text) == text


def test_values_are_judged_by_their_names() -> None:
    env = [{"name": "DB_PASSWORD", "value": "x"}, {"name": "A", "value": "y"}]
    reference = {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "s", "key": "token"}}}
    config = {"xpack.x.encryptionKey": "k", "authc.token.enabled": True, "ssl": {"api_key": 1}}
    assert concealed({"env": [*env, reference], "config": config}) == {
        "env": [{"name": "DB_PASSWORD", "value": "…"}, env[1], reference],
        "config": {
            "xpack.x.encryptionKey": "…",
            "authc.token.enabled": True,
            "ssl": {"api_key": "…"},
        },
    }
    assert concealed(["a", "${B}"], "passwords_and_password") == ["…", "${B}"]


@pytest.mark.parametrize(
    "text",
    ["://a:", "password=", "a.", "-u a:", "Basic ", "token: ", " \t", "'\"", "passwordtoken"],
)
def test_no_text_takes_time_by_its_square(text: str) -> None:
    used = []
    for times in (2_000, 16_000):
        start = time.process_time()
        concealed_text(text * times)
        used.append(time.process_time() - start)
    assert used[1] < 30 * max(used[0], 0.01)
