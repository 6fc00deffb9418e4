"""Addresses in what users write: which texts are one, and which are dialed by TLS."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.addresses import addresses_in
from eck_mesh.manifests.manifest import Manifest, Ref


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            {"a": "https://u:p@Es-Http.prod.svc:9200/x"},
            [("https", "es-http.prod.svc", 9200, ("a",))],
        ),
        ({"a": "http://es-http"}, [("http", "es-http", 0, None)]),
        ({"a": "es-http:9200"}, [("", "es-http", 9200, None)]),
        (
            {"a": "es-http.prod.svc.cluster.local"},
            [("", "es-http.prod.svc.cluster.local", 0, None)],
        ),
        ({"a": "es-http"}, []),
        (
            {"o": {"hosts": ["es-http"], "protocol": "https"}},
            [("", "es-http", 0, ("o", "protocol"))],
        ),
        ({"o": {"hosts": ["http://es-http"], "protocol": "https"}}, [("http", "es-http", 0, None)]),
        ({"o.hosts": "es-http", "o.protocol": "HTTPS"}, [("", "es-http", 0, ("o.protocol",))]),
        ({"o.hosts": "es-http", "p.protocol": "https"}, [("", "es-http", 0, None)]),
        (
            {"s.host": "kb-http:5601", "s": {"protocol": "https"}},
            [("", "kb-http", 5601, ("s", "protocol"))],
        ),
        (
            {"c": 'output { elasticsearch { hosts => ["es-http:9200"] ssl_enabled => true } }'},
            [("", "es-http", 9200, ("c",))],
        ),
        (
            {
                "c": 'output { elasticsearch { hosts => ["es-http:9200"] } }\n'
                "input { beats { ssl_enabled => true } }"
            },
            [("", "es-http", 9200, None)],
        ),
        (  # no pipeline, such as a file of several: it counts as TLS
            {"c": 'elasticsearch { hosts => ["es-http:9200"] }\nbeats { ssl_enabled => true }'},
            [("", "es-http", 9200, ("c",))],
        ),
        (
            {"c": 'output { elasticsearch { hosts => "es-http" } if [a] == "b:1" { drop {} } }'},
            [("", "es-http", 0, None)],
        ),
        (  # a host whose name ends like one of a plugin with TLS
            {
                "c": 'output { elasticsearch { hosts => "my-es-http:9200" ssl_enabled => true }\n'
                'elasticsearch { hosts => "es-http:9200" } }'
            },
            [("", "my-es-http", 9200, ("c",)), ("", "es-http", 9200, None)],
        ),
        ({"a": "es-http:" + "9" * 5000}, []),
        ({"c": 'output { stdout {} } # elasticsearch { hosts => "es-http:9200" }'}, []),
        ({"c": '# elasticsearch { hosts => "es-http:9200" ssl => true }'}, []),
        ({"n": [1, None, {"deep": [["es-http:9200"]]}]}, [("", "es-http", 9200, None)]),
        ({"hosts": ["redis:6379"]}, [("", "redis", 6379, None)]),
        ("not a mapping", []),
    ],
)
def test_addresses(body: Any, found: list[tuple[str, str, int, Any]]) -> None:
    addresses = addresses_in(Manifest(Ref("", "Any", "prod", "one"), body, 1), ())
    assert [(a.host.scheme, a.host.name, a.host.port, a.tls) for a in addresses] == found
