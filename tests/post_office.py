"""A mail server of one's own: TLS from the first byte or asked for, one user, letters kept."""

import ssl
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, cast

USER, PASSWORD = "shtab@example.org", "ne-podsmotrish"
UNKNOWN = "nobody@example.org"


@dataclass
class Office:
    """Where the server listens, and what was brought there."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    protected: list[bool] = field(default_factory=list)  # each letter's connection


@contextmanager
def post_office(certificate: Path, *, at_once: bool) -> Iterator[Office]:
    """Open while the block lasts; the certificate holds its key too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = _Server(("127.0.0.1", 0), _Clerk)
    server.context, server.at_once = context, at_once
    server.office = Office(server.server_address[1])
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.office
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def make_certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody trusts unless told to, its key in the same file."""
    path = folder / "server.pem"
    name = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", *name, "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


class _Server(ThreadingTCPServer):
    daemon_threads = True
    context: ssl.SSLContext
    at_once: bool
    office: Office


class _Clerk(StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.secure, self.known = False, False
        with suppress(ssl.SSLError, ConnectionError, ValueError):
            if self.server.at_once:
                self._protect()
            self._say("220 post office")
            while line := self.rfile.readline():
                if not self._answer(line.decode().strip()):
                    return

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def _answer(self, line: str) -> bool:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                offers = ["AUTH PLAIN"] if self.secure else ["STARTTLS"]
                self._say("250-post office", *(f"250 {offer}" for offer in offers))
            case "STARTTLS":
                self._say("220 go on")
                self._protect()
            case "AUTH":
                self._say("235 welcome" if self._recognise(rest.split()[1]) else "535 who are you")
            case "RCPT":
                self._say("550 no such box" if UNKNOWN in rest else "250 ok")
            case "DATA":
                self._say("354 speak")
                self._keep()
                self._say("250 kept")
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _protect(self) -> None:
        self.connection = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.secure = True

    def _recognise(self, words: str) -> bool:
        self.known = b64decode(words).decode().split("\0")[1:] == [USER, PASSWORD]
        return self.known

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        read: Any = message_from_bytes(b"".join(lines), policy=default)
        self.server.office.letters.append(cast(EmailMessage, read))
        self.server.office.protected.append(self.secure)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
