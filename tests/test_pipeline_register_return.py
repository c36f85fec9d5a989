"""A register full of traps comes back as it went out, also when LibreOffice saved it between."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from models import Ticket
from models.database import open_engine, open_sessions, upgrade
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.errors import WrongUsage
from pipeline.register.export import export_register, manifest_of
from pipeline.register.profile import Profile
from pipeline.register.reception import take_in
from pipeline.register.returned import read_returned
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, ticket
from tests.test_pipeline_register_injection import HOSTILE, SPREADSHEETS, through_libreoffice

NOW = NOON + timedelta(hours=1)
PROFILES = [*SPREADSHEETS, Profile.XLSX]


@pytest.fixture
def sessions(tmp_path: Path) -> sessionmaker[Session]:
    engine = open_engine(f"sqlite:///{tmp_path / 'otklik.db'}")
    upgrade(engine)
    made = open_sessions(engine)
    with made.begin() as session:
        for number, text in enumerate(HOSTILE):
            at = NOON + timedelta(seconds=number)
            ticket(session, opened_at=at, department=text, assignee=text, reason=text, house=text)
    return made


@pytest.fixture
def taken_out(sessions: sessionmaker[Session], tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / f"register{profile.suffix}"
    with sessions() as session:
        export_register(session, path, now=NOW, profile=profile)
    return path


@pytest.mark.parametrize("profile", PROFILES)
def test_what_nobody_touched_asks_for_nothing(
    sessions: sessionmaker[Session], taken_out: Path, profile: Profile
) -> None:
    check_unchanged(sessions, taken_out)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("profile", PROFILES)
def test_what_libreoffice_saved_asks_for_nothing(
    sessions: sessionmaker[Session], taken_out: Path, profile: Profile, tmp_path: Path
) -> None:
    saved = through_libreoffice(taken_out, profile, tmp_path)
    shutil.copy(manifest_of(taken_out), manifest_of(saved))
    check_unchanged(sessions, saved)


def check_unchanged(sessions: sessionmaker[Session], path: Path) -> None:
    """The file is taken in, every line is known, and no ticket is the worse for it."""
    editor = Editor(shipped_phrases(), NOW + timedelta(days=1))
    with sessions() as session:
        before = [words(told) for told in session.query(Ticket).order_by(Ticket.id)]
    came = take_in(sessions, shipped_policy(), editor, read_returned(path))
    assert [str(mistake) for mistake in came.mistakes] == []
    assert [(before[one.row - 2], one.wanted) for one in came.changed] == []
    assert came.lines == len(HOSTILE)
    with sessions() as session:
        assert [words(told) for told in session.query(Ticket).order_by(Ticket.id)] == before


def words(told: Ticket) -> tuple[str, ...]:
    return told.status, told.department, told.assignee, told.reason


def test_a_quotation_mark_without_its_pair_is_named(tmp_path: Path) -> None:
    path = tmp_path / "реестр.csv"
    path.write_text('Номер обращения;Статус\nТШ-2023-000001;"Новое\n' + "я" * 140_000, "utf-8")
    with pytest.raises(WrongUsage, match="проверьте парность кавычек"):
        read_returned(path)
