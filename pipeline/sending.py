"""Letters with summaries and registers: SMTP, over TLS unless the relay is this very machine."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from hashlib import blake2b
from mimetypes import guess_type
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from pipeline.errors import OtklikError, Unauthorised, Unavailable, WrongUsage
from pipeline.faults import why

SECONDS = 60
UNKNOWN = "application/octet-stream"
LATER = "файл сохранён, письмо уйдёт в другой раз."
LOCAL = ("localhost", "127.0.0.1", "::1")


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # to this very machine only


class MailSettings(BaseModel):
    """The section [mail]; the password comes from the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: int = 465
    security: Security = Security.TLS
    user: str = ""
    sender: str

    @model_validator(mode="after")
    def protected(self) -> "MailSettings":
        """Letters carry residents' words: they do not cross a network in the open."""
        if self.security is Security.NONE and self.host not in LOCAL:
            msg = f"security = «none» только для {LOCAL[0]}: для {self.host} нужен tls или starttls"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to one address."""

    key: str  # the same letter sent twice has the same Message-ID
    to: str
    subject: str
    text: str
    html: str | None = None
    attachments: tuple[Path, ...] = ()

    def message(self, sender: str, at: datetime) -> EmailMessage:
        """As it travels."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = sender, self.to
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{blake2b(self.key.encode(), digest_size=16).hexdigest()}@otklik>"
        message.set_content(self.text)
        if self.html is not None:
            message.add_alternative(self.html, subtype="html")
        for path in self.attachments:
            kind, subtype = (guess_type(path.name)[0] or UNKNOWN).split("/")
            message.add_attachment(
                path.read_bytes(), maintype=kind, subtype=subtype, filename=path.name
            )
        return message


Connect = Callable[[MailSettings], smtplib.SMTP]


def connect(mail: MailSettings) -> smtplib.SMTP:
    """A connection whose other end has proved who it is."""
    context = ssl.create_default_context()
    if mail.security is Security.TLS:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    if mail.security is Security.STARTTLS:
        server.starttls(context=context)
    return server


def send(
    letter: Letter,
    mail: MailSettings,
    password: str,
    *,
    at: datetime,
    connect: Connect = connect,
) -> None:
    """Send one letter; raises Unauthorised, WrongUsage for the address or [mail], Unavailable."""
    where = f"Почтовый сервер {mail.host}:{mail.port}"
    if mail.user and not password.isascii():  # the protocol has no letters for it
        msg = f"{where}: в OTKLIK_MAIL_PASSWORD могут быть только латиница, цифры и знаки."
        raise Unauthorised(msg)
    try:
        with connect(mail) as server:
            if mail.user:
                server.login(mail.user, password)
            server.send_message(letter.message(mail.sender, at))
    except OSError as exc:  # as all errors of smtplib are
        raise _refusal(exc, where, mail, letter) from exc


def _refusal(fault: OSError, where: str, mail: MailSettings, letter: Letter) -> OtklikError:
    """What went wrong, by what its reader can do."""
    match fault:
        case smtplib.SMTPAuthenticationError():
            return Unauthorised(
                f"{where} не принял пароль {mail.user}: проверьте OTKLIK_MAIL_PASSWORD."
            )
        case smtplib.SMTPRecipientsRefused():
            return WrongUsage(
                f"{where} не принимает писем для {letter.to}: проверьте адрес в otklik.toml."
            )
        case smtplib.SMTPNotSupportedError():
            return WrongUsage(
                f"{where} не умеет того, что задано в [mail] ({fault}): проверьте security и user."
            )
        case ssl.SSLError():
            return Unavailable(
                f"{where}: защищённое соединение не установлено ({fault.reason}): проверьте [mail]."
            )
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
            return Unavailable(f"{where} отказал ({code} {words}): {LATER}")
        case smtplib.SMTPServerDisconnected():
            return Unavailable(f"{where} оборвал соединение: {LATER}")
        case _:
            return Unavailable(f"{where} не отвечает ({why(fault)}): {LATER}")
