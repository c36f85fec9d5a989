"""The tables, their migrations and the two databases that hold them."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from models import Base, Post, RawAnswer, Source
from models.database import NewerDatabase, upgrade
from models.text import storable
from models.upsert import upsert


def test_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_is_upgrading_once(engine: Engine) -> None:
    upgrade(engine)


def test_a_database_of_a_newer_program_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match="9999"):
        upgrade(engine)


def test_foreign_keys_are_enforced(session: Session) -> None:
    session.add(
        Post(
            source_id=999, owner_id=-1, vk_id=1, from_id=-1, text="", published_at=datetime.now(UTC)
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_naive_times_never_reach_the_database(session: Session) -> None:
    session.add(Source(owner_id=-1, gone_at=datetime(2023, 10, 7)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"):
        session.flush()


def test_moments_come_back_in_utc(session: Session) -> None:
    moment = datetime(2023, 10, 7, 9, 30, tzinfo=UTC)
    session.add(Source(owner_id=-1, gone_at=moment))
    session.commit()
    session.expire_all()
    assert session.scalars(select(Source)).one().gone_at == moment


def test_saving_twice_is_saving_once(session: Session) -> None:
    for name in ("Тепло", "Тепло", "Теплоштаб"):
        upsert(
            session,
            Source,
            [{"owner_id": -5, "topic_id": 0, "name": name}],
            ["owner_id", "topic_id"],
        )
    assert session.scalars(select(Source.name)).all() == ["Теплоштаб"]


def test_an_upsert_takes_more_rows_than_one_statement_holds(session: Session) -> None:
    rows = [{"owner_id": -n, "topic_id": 0, "name": str(n)} for n in range(1, 20_001)]
    upsert(session, Source, rows, ["owner_id", "topic_id"])
    assert len(session.scalars(select(Source.id)).all()) == 20_000


def test_documents_are_compared_by_content(session: Session) -> None:
    row = {
        "request_hash": "r",
        "sequence": 1,
        "method": "wall.get",
        "params": {"b": 1, "a": "ё"},
        "body_hash": "",
        "body": b"",
        "fetched_at": datetime(2023, 10, 7, tzinfo=UTC),
    }
    upsert(session, RawAnswer, [row], ["request_hash", "sequence"])
    upsert(session, RawAnswer, [row | {"params": {"a": "ё", "b": 1}}], ["request_hash", "sequence"])
    assert session.scalars(select(RawAnswer.params)).all() == [{"a": "ё", "b": 1}]


def test_text_that_no_database_takes_keeps_its_offsets() -> None:
    assert storable("а\x00б\ud83dв") == "а\ufffdб\ufffdв"
