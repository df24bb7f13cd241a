"""The instance's own certificate authority, and the certificate that its HTTPS port shows.

What may not stand here: which port uses it.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pileus.host import files, network_plan
from pileus.host.errors import HostError

CA_LIFE = timedelta(days=3650)
LIFE = timedelta(days=397)
"""Browsers refuse more."""

RENEW_BEFORE = timedelta(days=30)

BACKDATED = timedelta(hours=1)
"""Clocks of other machines may be behind."""

PUBLIC = 0o644


@dataclass(frozen=True)
class Certificates:
    """The files of one folder."""

    folder: Path

    @property
    def ca(self) -> Path:
        """What clients must trust; readable for everybody who may enter the folder."""
        return self.folder / "ca.crt"

    @property
    def ca_key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def certificate(self) -> Path:
        return self.folder / "server.crt"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"


def ensure(at: Certificates, installation: str, names: Sequence[str], *, gid: int = -1, now: datetime | None = None) -> bool:
    """Makes what is missing and renews what ends soon or lacks one of the names; tells whether the server's certificate is a new one.

    The server's key becomes readable for group `gid`. The authority is made once and never replaced: clients trust it.
    """
    moment = now or datetime.now(UTC)
    authority, authority_key = _authority(at, installation, moment)
    if not trouble(at, names, now=moment):
        return False
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _builder(_name(names[0]), authority.subject, key, moment, LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    files.write(at.key, _key_bytes(key), 0o640 if gid >= 0 else files.ONLY_OWNER, gid=gid)
    files.write(at.certificate, _pem(built) + _pem(authority), PUBLIC)
    return True


def trouble(at: Certificates, names: Sequence[str], *, now: datetime | None = None) -> str:
    """Why the server's certificate must be made anew; empty if it is fine."""
    moment = now or datetime.now(UTC)
    if not at.certificate.exists() or not at.key.exists():
        return "there is none yet"
    try:
        certificate = x509.load_pem_x509_certificate(at.certificate.read_bytes())
        covered = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound) as error:
        return f"{at.certificate} is damaged ({error})"
    if certificate.not_valid_after_utc - RENEW_BEFORE < moment:
        return f"it ends on {certificate.not_valid_after_utc:%Y-%m-%d}"
    known = {str(name.value) for name in covered}
    missing = [name for name in names if name not in known]
    return f"it lacks the names {', '.join(missing)}" if missing else ""


def names_of_this_machine() -> list[str]:
    """The names and addresses that this machine is reached by: its host name first, loopback too."""
    found = [socket.gethostname(), socket.getfqdn(), "localhost", "127.0.0.1", "::1", *network_plan.own_addresses()]
    return list(dict.fromkeys(name for name in found if name and _fits(name)))


def _fits(name: str) -> bool:
    """Whether it may stand in a certificate."""
    try:
        x509.DNSName(name)
    except ValueError:
        return False
    return len(name) <= 64


def _authority(at: Certificates, installation: str, moment: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    if at.ca.exists() and at.ca_key.exists():
        try:
            key = serialization.load_pem_private_key(at.ca_key.read_bytes(), password=None)
            certificate = x509.load_pem_x509_certificate(at.ca.read_bytes())
        except ValueError as error:
            raise HostError(
                str(at.folder), f"the certificate authority is damaged ({error})", "restore the folder from a backup"
            ) from error
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return certificate, key
        raise HostError(str(at.ca_key), "is no key of ours", "restore the folder from a backup")
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Pileus {installation}")
    certificate = (
        _builder(name, name, key, moment, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
                data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    files.write(at.ca_key, _key_bytes(key))
    files.write(at.ca, _pem(certificate), PUBLIC)
    return certificate, key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, moment: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - BACKDATED)
        .not_valid_after(moment + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
