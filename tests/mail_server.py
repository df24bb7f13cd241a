"""A mail server of a test's own: SMTP with STARTTLS, TLS from the start and log-in, on a loopback address of its own."""

import base64
import ipaddress
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Received:
    """A mail that the server took."""

    sender: str
    to: list[str]
    message: EmailMessage
    user: str | None
    password: str | None
    protocol: str | None
    """TLS protocol of the connection, if it was encrypted."""


@dataclass
class Mailbox:
    """The server's place, what it took, and how it is to behave."""

    host: str
    port: int
    certificate: Path
    mails: list[Received] = field(default_factory=list[Received])
    greets_after: float = 0.0
    answers_after: float = 0.0
    """Before it says that it took a mail."""
    hangs_up_after: int | None = None
    """Mails of one connection after which it is gone without a word."""
    knows: Callable[[str, str], bool] = lambda _user, _password: True

    @property
    def subjects(self) -> list[str]:
        """What came, in its order."""
        return [str(mail.message["Subject"]) for mail in self.mails]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    box: Mailbox
    encryption: ssl.SSLContext
    encrypted: bool

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a sender that gave up closes its connection."""


class _Talk(socketserver.StreamRequestHandler):
    sender = ""
    user: str | None = None
    password: str | None = None

    def setup(self) -> None:
        if self._server.encrypted:
            self.request = self._server.encryption.wrap_socket(self.request, server_side=True)
        super().setup()
        self.to: list[str] = []
        self.taken = 0

    def finish(self) -> None:
        super().finish()
        self.request.close()

    @property
    def _server(self) -> _Server:
        return cast("_Server", self.server)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        time.sleep(self._server.box.greets_after)  # the lateness is what is being tried
        self._say("220 mailbox")
        while line := self.rfile.readline().decode().strip():
            if not self._answer(line):
                return

    def _answer(self, line: str) -> bool:
        """Whether the talk goes on."""
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                self._say("250-mailbox")
                self._say("250 AUTH PLAIN" if self._protocol() else "250 STARTTLS")
            case "STARTTLS":
                self._say("220 go on")
                self.rfile.close()
                self.request = self._server.encryption.wrap_socket(self.request, server_side=True)
                self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
            case "AUTH":
                _, self.user, self.password = base64.b64decode(rest.split()[1]).decode().split("\0")
                self._say("235 welcome" if self._server.box.knows(self.user, self.password) else f"535 {self.password} is wrong")
            case "MAIL":
                self.sender, self.to = rest.partition("<")[2].partition(">")[0], []
                self._say("250 ok")
            case "RCPT":
                self.to.append(rest.partition("<")[2].partition(">")[0])
                self._say("250 ok")
            case "DATA":
                return self._data()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _data(self) -> bool:
        box = self._server.box
        if self.taken == box.hangs_up_after:
            return False
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        time.sleep(box.answers_after)  # the lateness is what is being tried
        message = message_from_bytes(b"".join(lines), policy=policy.SMTP)
        box.mails.append(Received(self.sender, self.to, message, self.user, self.password, self._protocol()))
        self.taken += 1
        self._say("250 taken")
        return True

    def _protocol(self) -> str | None:
        return self.request.version() if isinstance(self.request, ssl.SSLSocket) else None


def _certificate(folder: Path, host: str) -> Path:
    """A certificate that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailbox")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "mailbox.pem"
    unlocked = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unlocked)
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM) + private)
    return path


@contextmanager
def mailbox(folder: Path, *, host: str = "127.0.0.1", port: int = 0, encrypted: bool = False) -> Generator[Mailbox]:
    """A running server; `encrypted` ones speak TLS from the start. Senders trust it where SSL_CERT_FILE names its certificate."""
    certificate = _certificate(folder, host)
    with _Server((host, port), _Talk) as server:
        server.encrypted = encrypted
        server.encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.encryption.load_cert_chain(certificate)
        server.box = Mailbox(host, server.server_address[1], certificate)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.box
        finally:
            server.shutdown()
            thread.join()
            with suppress(OSError):
                server.socket.shutdown(socket.SHUT_RDWR)
