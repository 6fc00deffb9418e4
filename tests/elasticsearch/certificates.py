"""A certificate for 127.0.0.1 and the CA that signed it, as PEM files."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
PEM = serialization.Encoding.PEM


def write_certificates(folder: Path) -> None:
    """ca.crt, tls.crt and tls.key in the folder; good for a day."""
    folder.mkdir()
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    is_ca = x509.BasicConstraints(ca=True, path_length=None)
    ca = certificate("ca", ca_key).add_extension(is_ca, critical=True)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = certificate("node", key).add_extension(address, critical=False)
    for name, made in (("ca", ca), ("tls", leaf)):
        signed = made.sign(ca_key, hashes.SHA256())
        (folder / f"{name}.crt").write_bytes(signed.public_bytes(PEM))
    private = key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "tls.key").write_bytes(private)


def certificate(name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    """One of the CA `ca`, unsigned."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ca")]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
    )
