"""What a Secret holds, in clear."""

from __future__ import annotations

from eck_mesh.manifests.paths import texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest


def decoded(secret: Manifest) -> Manifest:
    """A Secret whose data is decoded; without what is not base64 or not UTF-8."""
    clear = {key: _clear(value) for key, value in texts(secret.body, ("data",)).items()}
    return secret._replace(body={**secret.body, "data": clear})


def _clear(value: str) -> str:
    """The text that a value encodes; "" for what is not base64 or not UTF-8."""
    from binascii import a2b_base64

    try:
        return a2b_base64(value).decode()
    except ValueError:
        return ""
