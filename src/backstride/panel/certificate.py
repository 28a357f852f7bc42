"""The certificate that this machine makes for itself, kept beside the accounts for this user's eyes only.

Nobody vouches for it, so every browser warns once; the fingerprint that is printed at the start tells if it is ours.
"""

from __future__ import annotations

import os
import socket
import ssl
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..errors import BadConfig
from .connections import tls_context

# A machine without internet has a clock that may stand years behind, and none must stand in the way of its panel.
FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


def encryption(path: Path, addresses: Iterable[str]) -> tuple[ssl.SSLContext, str]:
    """The context of the certificate in ``path``, which is made where it is absent, and its fingerprint."""
    try:
        if not path.exists():
            _write(path, make_certificate(addresses))
        path.chmod(0o600)
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        return tls_context(str(path)), fingerprint(certificate)
    except (OSError, ValueError) as fault:  # ssl.SSLError is an OSError
        raise BadConfig(f"{path}: holds no usable certificate; remove it and a new one is made") from fault


def fingerprint(certificate: x509.Certificate) -> str:
    """As browsers show it: SHA-256, pairs of digits with colons between."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def make_certificate(addresses: Iterable[str]) -> bytes:
    """A new key with its certificate, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Backstride")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.SubjectAlternativeName(_names(addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _names(addresses: Iterable[str]) -> list[x509.GeneralName]:
    host = socket.gethostname()
    names = dict.fromkeys(("localhost", host, f"{host}.local", "backstride.local"))
    return [
        *(x509.DNSName(name) for name in names if name.isascii()),
        *(x509.IPAddress(ip_address(address)) for address in dict.fromkeys(("127.0.0.1", *addresses))),
    ]


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, new = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
