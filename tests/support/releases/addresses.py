"""Addresses that users write into the settings of their resources, in the words of each program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.support.releases.dice import Body, Dice, Made

# What is next to an address, by the key below the connection, and how often.
BESIDE: dict[str, tuple[float, object]] = {
    "ssl.certificate_authorities": (0.4, [["/mnt/ca.crt"], ["${CA}"]]),
    "ssl.verification_mode": (0.2, ["full", "none"]),
    "username": (0.5, "writer"),
    "ssl.certificate": (0.04, "/mnt/tls.crt"),
    "proxy_url": (0.04, "http://proxy.example:3128"),
}
TRUST: dict[str, tuple[float, object]] = {
    "ssl.certificateAuthorities": (0.4, "/mnt/ca.crt"),
    "ssl.verificationMode": (0.2, ["full", "none"]),
    "username": (0.5, "reader"),
}
SPELLINGS = ["dots", "nested", "both"]


def write_addresses(dice: Dice, made: Sequence[Made], bodies: Sequence[Body]) -> int:
    """Addresses in some of the resources, and in how many. bodies: the manifests of `made`."""
    count = 0
    targets = [one for one in made if one.port]
    for one, body in zip(made, bodies, strict=False):
        write = WRITERS.get(one.kind)
        if write and targets and dice.chance(0.3):
            write(Addresses(dice, one, targets), body["spec"])
            count += 1
    return count


class Addresses:
    """What one client writes."""

    def __init__(self, dice: Dice, client: Made, targets: list[Made]) -> None:
        self.dice, self.client, self.targets = dice, client, targets

    def target(self, kinds: str) -> Made:
        found = [one for one in self.targets if one.kind in kinds]
        return self.dice.of(found or self.targets)

    def host(self, target: Made) -> str:
        full = f"{target.service}.{target.namespace}"
        forms = [full, f"{full}.svc", f"{full}.svc.cluster.local", target.service, "own-0"]
        return self.dice.of(forms, [3, 6, 3, 2, 0.3])

    def url(self, target: Made) -> str:
        scheme = self.dice.of(["https", "https", "https", "HTTPS", "http"])
        port = self.dice.of([f":{target.port}", "", ":443", ":${PORT}"], [12, 1, 0.3, 0.2])
        return f"{scheme}://{self.host(target)}{port}{self.dice.of(['', '', '/path'])}"

    def urls(self, target: Made) -> list[str]:
        stranger = ["https://elsewhere.example:9200"] if self.dice.chance(0.05) else []
        return [self.url(target) for _ in range(self.dice.of([1, 1, 2]))] + stranger

    def spelled(self, settings: Body) -> Body:
        """Settings whose keys have dots, written with dots, nested, or some of each."""
        how, found = self.dice.of(SPELLINGS), Body()
        for key, value in settings.items():
            steps = (
                [key]
                if how == "dots" or (how == "both" and self.dice.chance(0.5))
                else key.split(".")
            )
            here = found
            for step in steps[:-1]:
                here = here.setdefault(step, {})
            here[steps[-1]] = value
        return found

    def connection(self, at: str, hosts: Body, beside: dict[str, tuple[float, object]]) -> Body:
        return {f"{at}.{key}": value for key, value in {**hosts, **self.dice.some(beside)}.items()}


def _of_kibana(own: Addresses, spec: Body) -> None:
    hosts = {"hosts": own.urls(own.target("Elasticsearch"))}
    at = own.dice.of(["elasticsearch", "monitoring.ui.elasticsearch"])
    config = own.connection(at, hosts, TRUST)
    if own.dice.chance(0.5):
        output = {
            "id": "a",
            "name": "a",
            "type": "elasticsearch",
            "hosts": own.urls(own.target("Elasticsearch")),
        }
        config["xpack.fleet.outputs"] = [
            {**output, **own.dice.some({"ca_trusted_fingerprint": (0.5, "ab")})}
        ]
        config["xpack.fleet.agents.fleet_server.hosts"] = own.urls(own.target("Agent"))
    spec["config"] = own.spelled(config)


def _of_beat(own: Addresses, spec: Body) -> None:
    target = own.target("Elasticsearch")
    hosts: Body = {"hosts": own.urls(target)}
    if own.dice.chance(0.4):
        hosts = {"hosts": [f"{own.host(target)}:{target.port}"], "protocol": "https"}
    config = own.connection("output.elasticsearch", hosts, BESIDE)
    monitor = {"type": "http", "urls": own.urls(own.target("Kibana ApmServer Agent"))}
    config["heartbeat.monitors"] = [monitor]
    spec["config"] = own.spelled(config)


def _of_agent(own: Addresses, spec: Body) -> None:
    hosts = {"hosts": own.urls(own.target("Elasticsearch"))}
    spec["config"] = own.spelled(own.connection("outputs.default", hosts, BESIDE))


def _of_logstash(own: Addresses, spec: Body) -> None:
    target = own.target("Elasticsearch")
    hosts = own.dice.of(
        [f'["{own.url(target)}"]', '"${MAIN_ES_HOSTS}"', f"'{own.host(target)}'"], [3, 2, 1]
    )
    settings = [
        "ssl_enabled => true",
        'cacert => "${MAIN_ES_SSL_CERTIFICATE_AUTHORITY}"',
        "# a comment }\n",
        'api_key => "${KEY}"',
        'index => "a-%{[b]}"',
    ]
    chosen = [
        one
        for one, share in zip(settings, (0.5, 0.3, 0.3, 0.05, 0.5), strict=True)
        if own.dice.chance(share)
    ]
    text = f"elasticsearch {{ hosts => {hosts} {' '.join(chosen)} }}"
    if own.dice.chance(0.3):
        text = f'if [a] == "{{" {{ {text} }} else {{ http {{ url => "{own.url(own.target("Kibana"))}" http_method => put }} }}'
    ending = "}" if own.dice.chance(0.95) else ""
    spec["pipelines"] = [
        {
            "pipeline.id": "main",
            "config.string": f"input {{ stdin {{}} }}\noutput {{\n  {text}\n{ending}",
        }
    ]


def _of_others(own: Addresses, spec: Body) -> None:
    at, hosts, beside = "elasticsearch", Body({"host": own.url(own.target("Elasticsearch"))}), TRUST
    if own.client.kind == "ApmServer":
        at, hosts, beside = (
            "output.elasticsearch",
            {"hosts": own.urls(own.target("Elasticsearch"))},
            BESIDE,
        )
    spec["config"] = own.spelled(own.connection(at, hosts, beside))


WRITERS: dict[str, Callable[[Addresses, Body], None]] = {
    "Kibana": _of_kibana,
    "Beat": _of_beat,
    "Agent": _of_agent,
    "Logstash": _of_logstash,
    "ApmServer": _of_others,
    "EnterpriseSearch": _of_others,
    "ElasticMapsServer": _of_others,
}
