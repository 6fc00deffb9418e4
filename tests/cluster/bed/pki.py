"""The bed's own certificates: one CA, the API server's, the administrator's, and the key of service account tokens."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def write(folder: Path, name: str, key: Key, certificate: x509.Certificate | None = None) -> None:
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    (folder / f"{name}.pub").write_bytes(key.public_key().public_bytes(pem, public))
    if certificate:
        (folder / f"{name}.crt").write_bytes(certificate.public_bytes(pem))


def subject(name: str, organization: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organization:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(attributes)


def builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
    )


def make(folder: Path, addresses: list[str]) -> None:
    """ca, apiserver and admin (.key and .crt), service-accounts (.key and .pub) in the folder; good for a day."""
    folder.mkdir()
    ca_key, ca_name = ec.generate_private_key(ec.SECP256R1()), subject("bed")
    is_ca = x509.BasicConstraints(ca=True, path_length=None)
    ca = (
        builder(ca_name, ca_name, ca_key)
        .add_extension(is_ca, critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    write(folder, "ca", ca_key, ca)
    hosts = [
        x509.DNSName(name)
        for name in ("kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost")
    ]
    names = x509.SubjectAlternativeName(
        [*hosts, *(x509.IPAddress(ipaddress.ip_address(a)) for a in addresses)]
    )
    for name, of, usage, extra in (
        ("apiserver", subject("kube-apiserver"), ExtendedKeyUsageOID.SERVER_AUTH, names),
        ("admin", subject("admin", "system:masters"), ExtendedKeyUsageOID.CLIENT_AUTH, None),
    ):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = builder(of, ca_name, key).add_extension(
            x509.ExtendedKeyUsage([usage]), critical=False
        )
        leaf = leaf.add_extension(extra, critical=False) if extra else leaf
        write(folder, name, key, leaf.sign(ca_key, hashes.SHA256()))
    write(
        folder, "service-accounts", rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
