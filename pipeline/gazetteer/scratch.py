"""Houses while an export is read: a throw-away SQLite file, so that memory holds only a page."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pipeline.errors import BrokenDatabase

PREPARE = """
PRAGMA cache_size = -65536;  -- 64 MB: updates come in any order
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE house (
    object_id INTEGER PRIMARY KEY,
    guid TEXT, key TEXT, kind INTEGER, title TEXT, ended INTEGER,
    municipal INTEGER, administrative INTEGER,
    postal_code TEXT, many_flats INTEGER
);
"""
# The ended row of a house may stand before or after its current one.
NAME = """
INSERT INTO house (object_id, guid, key, kind, title) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (object_id) DO UPDATE SET guid = ?2, key = ?3, kind = ?4, title = ?5
"""
END = """
INSERT INTO house (object_id, ended) VALUES (?1, 1)
ON CONFLICT (object_id) DO UPDATE SET ended = 1
"""
PLACE = """
UPDATE house
SET municipal = coalesce(?2, municipal), administrative = coalesce(?3, administrative)
WHERE object_id = ?1
"""
DESCRIBE = """
UPDATE house
SET postal_code = coalesce(?2, postal_code), many_flats = coalesce(?3, many_flats)
WHERE object_id = ?1
"""
TOUCH = "INSERT OR IGNORE INTO house (object_id) VALUES (?1)"

Named = tuple[int, str, str, int, str]  # OBJECTID, guid, key, kind, title


@dataclass(frozen=True, slots=True)
class ScratchHouse:
    """What the files say of one house; None where they are silent."""

    object_id: int
    guid: str | None
    key: str | None
    kind: int | None
    title: str | None
    ended: int | None  # there is a row that is not current; there may be a current one too
    municipal: int | None
    administrative: int | None
    postal_code: str | None
    many_flats: int | None


class Scratch:
    """Facts of houses by OBJECTID, in whatever order the files bring them."""

    def __init__(self, connection: sqlite3.Connection, *, delta: bool) -> None:
        self._connection = connection
        self._delta = delta
        connection.executescript(PREPARE)

    @classmethod
    @contextmanager
    def at(cls, path: Path, *, delta: bool) -> Iterator[Self]:
        """A fresh one at the path; what a killed run left there is overwritten."""
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        try:
            yield cls(connection, delta=delta)
        except sqlite3.Error as exc:
            msg = f"Временный файл {path} не записан ({exc}): проверьте права и свободное место."
            raise BrokenDatabase(msg) from exc
        finally:
            connection.close()
            path.unlink(missing_ok=True)

    def name(self, rows: Iterable[Named]) -> None:
        """Houses by their current rows."""
        self._connection.executemany(NAME, rows)

    def end(self, numbers: Iterable[int]) -> None:
        """Houses with rows that are not current."""
        self._connection.executemany(END, ((number,) for number in numbers))

    def place(self, rows: Iterable[tuple[int, int | None, int | None]]) -> None:
        """OBJECTID and what it hangs from in the municipal and administrative hierarchy."""
        self._connection.executemany(PLACE, self._touched(rows))

    def describe(self, rows: Iterable[tuple[int, str | None, int | None]]) -> None:
        """OBJECTID, postal code, whether there are many flats."""
        self._connection.executemany(DESCRIBE, self._touched(rows))

    def _touched(self, rows: Iterable[tuple[int, Any, Any]]) -> Iterable[tuple[int, Any, Any]]:
        # A delta may tell of a house without repeating its number. In a full export a row that
        # belongs to no house is of a flat or a plot: its update is in vain.
        if not self._delta:
            return rows
        kept = list(rows)
        self._connection.executemany(TOUCH, ((row[0],) for row in kept))
        return kept

    def count(self) -> int:
        """How many houses there are."""
        return int(self._connection.execute("SELECT count(*) FROM house").fetchone()[0])

    def windows(self, size: int) -> Iterator[list[ScratchHouse]]:
        """All houses by rising OBJECTID, so many at a time."""
        cursor = self._connection.execute("SELECT * FROM house ORDER BY object_id")
        while rows := cursor.fetchmany(size):
            yield [ScratchHouse(*row) for row in rows]
