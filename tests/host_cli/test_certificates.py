from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from pileus.host import certificates, files
from pileus.host.certificates import Certificates

INSTALLATION = "9b0c6a54-30a8-4f4e-9d0e-6b4a2d3c1e00"
NAMES = ["host.example.org", "localhost", "127.0.0.1"]
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def at(tmp_path: Path) -> Certificates:
    files.folder(tmp_path / "tls", 0o700)
    return Certificates(tmp_path / "tls")


def server(at: Certificates) -> x509.Certificate:
    return x509.load_pem_x509_certificate(at.certificate.read_bytes())


def test_the_authority_vouches_for_every_name(at: Certificates) -> None:
    assert certificates.ensure(at, INSTALLATION, NAMES, now=NOW)
    authority = x509.load_pem_x509_certificate(at.ca.read_bytes())
    server(at).verify_directly_issued_by(authority)
    names = server(at).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == NAMES
    assert at.ca_key.stat().st_mode & 0o777 == 0o600
    assert at.key.stat().st_mode & 0o777 == 0o600


def test_a_valid_certificate_stays(at: Certificates) -> None:
    certificates.ensure(at, INSTALLATION, NAMES, now=NOW)
    before = server(at).serial_number
    assert not certificates.ensure(at, INSTALLATION, NAMES[:2], now=NOW + timedelta(days=300))
    assert server(at).serial_number == before


@pytest.mark.parametrize(
    ("later", "names"), [(380, NAMES), (1, [*NAMES, "10.0.0.7"])], ids=["it ends soon", "the host has another address"]
)
def test_it_is_renewed_by_the_same_authority_when(at: Certificates, later: int, names: list[str]) -> None:
    certificates.ensure(at, INSTALLATION, NAMES, now=NOW)
    authority = at.ca.read_bytes()
    assert certificates.trouble(at, names, now=NOW + timedelta(days=later))
    assert certificates.ensure(at, INSTALLATION, names, now=NOW + timedelta(days=later))
    assert not certificates.trouble(at, names, now=NOW + timedelta(days=later))
    assert at.ca.read_bytes() == authority


def test_a_damaged_certificate_is_made_anew(at: Certificates) -> None:
    certificates.ensure(at, INSTALLATION, NAMES, now=NOW)
    at.certificate.write_text("gone wrong")
    assert "damaged" in certificates.trouble(at, NAMES, now=NOW)
    assert certificates.ensure(at, INSTALLATION, NAMES, now=NOW)
