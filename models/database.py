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


class NewerDatabase(Exception):
    """The database was written by a newer program than this one."""


def open_engine(url: str) -> Engine:
    """An engine; SQLite gets WAL, foreign keys and transactions that begin when they say so."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, json_serializer=dump_json, pool_pre_ping=True)
    engine = create_engine(url, json_serializer=dump_json, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would start a transaction only at the first write and break savepoints.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """A maker of sessions whose objects stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


def upgrade(engine: Engine) -> None:
    """Create the tables or bring them to today's revision; raises NewerDatabase."""
    config = Config()
    config.set_main_option("script_location", "models:migrations")
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise NewerDatabase(found)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
