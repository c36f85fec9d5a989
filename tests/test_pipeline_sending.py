"""Letters with summaries and registers, brought to a real server over TLS."""

import shutil
from datetime import timedelta
from pathlib import Path
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPServerDisconnected,
)

import pytest
from pydantic import ValidationError

from pipeline.errors import OtklikError, Unauthorised, Unavailable, WrongUsage
from pipeline.sending import Letter, MailSettings, Security, send
from tests.factory import NOON
from tests.post_office import PASSWORD, UNKNOWN, USER, Office, make_certificate, post_office

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not installed: no certificate to show"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The server's certificate, trusted like any other."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return certificate


def mail(office: Office, security: Security = Security.TLS) -> MailSettings:
    return MailSettings(
        host="127.0.0.1", port=office.port, security=security, user=USER, sender=USER
    )


def letter(to: str = "ktek@example.org", *paths: Path) -> Letter:
    return Letter("mail:report:daily", to, "Сводка за сутки", "На 09:00 тихо", "<p>тихо", paths)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_letter_arrives_with_its_files(trusted: Path, tmp_path: Path, security: Security) -> None:
    register = tmp_path / "реестр_КТЭК_2023-10-24_0900.csv"
    register.write_bytes("№;Номер\r\n".encode("utf-8-sig"))
    with post_office(trusted, at_once=security is Security.TLS) as office:
        for hours in (0, 1):  # sent again, it is the same letter
            sent = letter("ktek@example.org", register)
            at = NOON + timedelta(hours=hours)
            send(sent, mail(office, security), PASSWORD, at=at)
    one, two = office.letters
    assert office.protected == [True, True]
    assert (one["Subject"], one["From"], one["To"]) == ("Сводка за сутки", USER, "ktek@example.org")
    assert one["Message-ID"] == two["Message-ID"]
    [attached] = one.iter_attachments()
    assert attached.get_filename() == register.name
    assert attached.get_payload(decode=True) == register.read_bytes()
    plain, page = (one.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    assert plain.get_content().split("\r\n") == ["На 09:00 тихо", ""]
    assert page.get_content().split("\r\n") == ["<p>тихо", ""]


def test_a_server_that_cannot_prove_itself_gets_nothing(certificate: Path) -> None:
    with (
        post_office(certificate, at_once=True) as office,
        pytest.raises(Unavailable, match="защищённое соединение не установлено"),
    ):
        send(letter(), mail(office), PASSWORD, at=NOON)
    assert not office.letters


def test_a_server_without_tls_gets_nothing(trusted: Path) -> None:
    with post_office(trusted, at_once=False) as office, pytest.raises(Unavailable):
        send(letter(), mail(office, Security.TLS), PASSWORD, at=NOON)
    assert not office.letters


@pytest.mark.parametrize("wrong", ["zabytyj", "забытый"])
def test_a_wrong_password_is_told_of_without_it(trusted: Path, wrong: str) -> None:
    with (
        post_office(trusted, at_once=True) as office,
        pytest.raises(Unauthorised, match="OTKLIK_MAIL_PASSWORD") as refused,
    ):
        send(letter(), mail(office), wrong, at=NOON)
    assert wrong not in str(refused.value)
    assert not office.letters


def test_an_address_that_nobody_has_is_named(trusted: Path) -> None:
    with (
        post_office(trusted, at_once=True) as office,
        pytest.raises(WrongUsage, match=UNKNOWN),
    ):
        send(letter(UNKNOWN), mail(office), PASSWORD, at=NOON)


def test_nobody_at_home_is_another_time(certificate: Path) -> None:
    with post_office(certificate, at_once=True) as office:
        pass
    with pytest.raises(Unavailable, match=r"\(соединение отклонено\).*письмо уйдёт в другой раз"):
        send(letter(), mail(office), PASSWORD, at=NOON)


class Failing(SMTP):
    """Hears a letter out and fails."""

    def __init__(self, fault: SMTPException) -> None:
        super().__init__(host="")
        self.fault = fault

    def login(self, *_: object, **__: object) -> tuple[int, bytes]:
        return 235, b""

    def send_message(self, *_: object, **__: object) -> dict[str, tuple[int, bytes]]:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "kind", "told"),
    [
        (SMTPDataError(452, "ящик полон".encode()), Unavailable, r"отказал \(452 ящик полон\)"),
        (SMTPServerDisconnected("Connection lost"), Unavailable, "оборвал соединение: файл"),
        (SMTPNotSupportedError("no AUTH"), WrongUsage, "no AUTH.*проверьте security и user"),
    ],
)
def test_a_refusal_says_whether_to_wait(
    fault: SMTPException, kind: type[OtklikError], told: str
) -> None:
    settings = MailSettings(host="mail.example.org", sender=USER)
    with pytest.raises(kind, match=told):
        send(letter(), settings, PASSWORD, at=NOON, connect=lambda _: Failing(fault))


def test_letters_do_not_cross_a_network_in_the_open() -> None:
    with pytest.raises(ValidationError, match="нужен tls или starttls"):
        MailSettings(host="mail.example.org", security=Security.NONE, sender=USER)
