"""Opening a database and bringing its tables up to date."""

from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from models.text import dump_json

BUSY_SECONDS = 30  # how long SQLite waits for another writer
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "cache_size=-16000",  # KiB: two megabytes hold only a part of the indexes of a season
)
EVERYWHERE: dict[str, Any] = {
    "json_serializer": dump_json,
    "hide_parameters": True,  # an error would show the words of residents
}
UPGRADING = 7_074_851  # the lock's number on a PostgreSQL server


class NewerDatabase(Exception):
    """The database was written by a newer program than this one."""


def open_engine(url: str) -> Engine:
    """An engine; SQLite gets WAL, foreign keys and transactions that begin when they say so."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, **EVERYWHERE)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **EVERYWHERE)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would start a transaction only at the first write and break savepoints.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    kind = "IMMEDIATE" if connection.get_execution_options().get("alone") else ""
    connection.exec_driver_sql(f"BEGIN {kind}")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """A maker of sessions whose objects stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


def alone(sessions: sessionmaker[Session]) -> sessionmaker[Session]:
    """The same for a writer: on SQLite no other writer comes between its reading and writing."""
    bind: Engine = sessions.kw["bind"]
    return open_sessions(bind.execution_options(alone=True))


def upgrade(engine: Engine) -> None:
    """Create the tables or bring them to today's revision; raises NewerDatabase."""
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(found)
    with engine.execution_options(alone=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two hosts may meet the same empty database.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADING})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
