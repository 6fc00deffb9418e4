"""Values without the secrets in them: a password may stand in any address, pipeline or setting.

What is concealed is found by its name and by its form. What a variable holds is not in the text.
"""

from __future__ import annotations

from eck_mesh.standard import re

CONCEALED = "…"
# How the names of secrets end, in settings of the Elastic Stack and in environment variables.
_ENDINGS = (
    r"pass(?:word|wd|phrase)|(?<![a-z])pass|pwd|secrets?|tokens?|credentials?|authorization|cloud[_.]auth"
    r"|(?:api|access|private|secret|account|encryption|license)[_.-]?key"
)
_NAME = rf"[\w.-]{{0,99}}(?:{_ENDINGS})"
_VALUE = r"\"[^\"\n]*\"|'[^'\n]*'|[^\s\"',{}\]&]+"
# Lengths have limits: without them a string of many openings takes time by its square.
_GAP = r"[ \t]{0,9}"
_USER_INFO = r"(://[^/@\s:\"']{0,250}):[^/\s\"']{1,250}@"
_ASSIGNED = rf"((?:{_ENDINGS})[\"']?{_GAP}(?:=>|:|=(?!>)){_GAP})(?![\s]|[\"']?\$)({_VALUE})"
_CURL = r"((?:^|\s)(?:-u|--user)[\s=]{1,9}[\"']?[^\s:\"'$]{1,250}):[^\s\"']{1,250}"
_HEADER = r"\b((?:Basic|Bearer|ApiKey)[ \t]{1,9})(?!\$)[\w.~+/=-]{4,}"
_KEY = "PRIVATE KEY-----"


def concealed_text(text: str) -> str:
    """A text without the passwords in it.

    >>> concealed_text('hosts => "https://elastic:changeme@es:9200" password => "x"')
    'hosts => "https://elastic:…@es:9200" password => …'
    """
    if _KEY in text:
        return CONCEALED
    for pattern, kept in ((_USER_INFO, rf"\1:{CONCEALED}@"), (_CURL, rf"\1:{CONCEALED}")):
        text = re.sub(pattern, kept, text)
    for pattern in (_HEADER, _ASSIGNED):
        text = re.sub(pattern, rf"\1{CONCEALED}", text, flags=re.IGNORECASE)
    return text


def concealed(value: object, name: str = "") -> object:
    """A value without the secrets in it. name: of the value: its key, or that of a variable."""
    if isinstance(value, dict):
        variable = value.get("name")
        own = variable if isinstance(variable, str) and "value" in value else ""
        return {key: concealed(one, _name_of(key, own)) for key, one in value.items()}
    if isinstance(value, list):
        return [concealed(one, name) for one in value]
    if value is None or isinstance(value, bool):
        return value
    if _is_secret(name) and not str(value).startswith("${"):
        return CONCEALED
    return concealed_text(value) if isinstance(value, str) else value


def _name_of(key: object, variable: str) -> str:
    """The name by which the value of a key is judged: of env, that of the variable."""
    return variable if key == "value" and variable else str(key)


def _is_secret(name: str) -> bool:
    return bool(name) and bool(re.fullmatch(_NAME, name, re.IGNORECASE))
