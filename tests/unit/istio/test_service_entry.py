"""ServiceEntries: names, wildcards and addresses each need another kind."""

from __future__ import annotations

from eck_mesh.istio.service_entry import OutsideHost, entries_for


def test_hosts_of_one_kind_share_an_entry() -> None:
    hosts = [
        OutsideHost("a.example.com", (443,), "TLS"),
        OutsideHost("*.b.example.com", (443,), "TLS"),
        OutsideHost("c.example.com", (443,), "TLS"),
        OutsideHost("k.example.com", (9092, 9093), "TCP"),
        OutsideHost("10.0.0.0/8", (9200,), "TCP"),
        OutsideHost("2001:db8::1", (9200,), "TCP"),
    ]
    found = {one.name: one for one in entries_for("kb", hosts)}
    assert {name: (one.names, one.spec["resolution"]) for name, one in found.items()} == {
        "kb-tls-443": (["a.example.com", "c.example.com"], "DNS"),
        "kb-wildcard-tls-443": (["*.b.example.com"], "NONE"),
        "kb-tcp-9092-9093": (["kb-tcp-9092-9093.eck-mesh.invalid"], "NONE"),
        "kb-addresses-9200": (["kb-addresses-9200.eck-mesh.invalid"], "NONE"),
    }
    assert found["kb-addresses-9200"].spec["addresses"] == ["10.0.0.0/8", "2001:db8::1"]
    assert all(one.spec["exportTo"] == ["."] for one in found.values())
    numbers = [port["number"] for port in found["kb-tcp-9092-9093"].spec["ports"]]
    assert numbers == [9092, 9093]
