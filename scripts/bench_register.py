"""Measure the export of a large register: python -m scripts.bench_register --rows 1000000.

The tickets carry texts of the seed corpus; half of them are answered and half of those resolved.
Each profile is exported by a process of its own, so that its peak of memory is its own too; the
tickets are made in another, because a child begins with the peak of its parent.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, func, insert, select

from models import Address, Answer, Appeal, Base, Comment, Event, Post, Prediction, Source, Ticket
from models.base import UtcDateTime
from models.database import open_engine, open_sessions, upgrade

START = datetime(2023, 10, 7, tzinfo=UTC)
DISTRICTS = ("Всеволожский", "Кингисеппский", "Гатчинский", "Выборгский", "Тосненский", None)
TOPICS = ("heating", "hot_water", "billing", "snow_removal")
OWNER = -192657233
CHUNK = 20_000
REPLIES = 10_000_000  # their comments' numbers begin there
NUMBERED = frozenset({"id", "vk_id", "from_id", "comment_id", "prediction_id", "ticket_id"})


def main() -> None:
    """Build the database, export it in each profile asked for, print time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profiles", default="excel-ru,xlsx")
    parser.add_argument("--database", type=Path, help="keep the tickets here and use them again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = asked.database or Path(folder) / "bench.db"
        if not database.exists():
            apart(build, f"sqlite:///{database}", asked.rows)
        for profile in asked.profiles.split(","):
            path = Path(folder) / f"register.{profile}"
            found = apart(export, f"sqlite:///{database}", path, profile)
            print(
                f"{profile}: {found['rows']} rows, {found['seconds']:.1f} s"
                f" ({found['cpu']:.1f} s of one core),"
                f" peak {found['mib']:.0f} MiB, file {path.stat().st_size >> 20} MiB"
            )


def apart(function: Callable[..., Any], *arguments: object) -> Any:
    """What the function says in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(function, arguments)


def export(url: str, path: Path, profile: str) -> dict[str, Any]:
    """Write one register; tells rows, seconds and the peak of this process's memory."""
    from pipeline.register.export import export_register
    from pipeline.register.profile import Profile

    with open_sessions(open_engine(url))() as session:
        began, cpu = time.perf_counter(), time.process_time()
        now = START + timedelta(days=365)
        written = export_register(session, path, now=now, profile=Profile(profile))
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": written.rows, "seconds": seconds, "cpu": cpu, "mib": peak}


def build(url: str, rows: int) -> None:
    """A season of so many tickets."""
    engine = open_engine(url)
    upgrade(engine)
    texts = cycle(corpus())
    with engine.connect() as connection:
        # Nobody misses this database after a crash; in memory first, its indexes grow sooner.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
            connection.connection.cursor().execute(f"PRAGMA {pragma}")
        connection.execute(insert(Source), [{"id": 1, "owner_id": OWNER, "name": "Теплоштаб"}])
        post = {"id": 1, "source_id": 1, "owner_id": OWNER, "vk_id": 3845, "from_id": OWNER}
        connection.execute(insert(Post), [{**post, "published_at": START, "text": ""}])
        first = range(1, min(CHUNK, rows) + 1)
        fill(connection, first, list(islice(texts, len(first))))
        for there in range(CHUNK, rows, CHUNK):
            repeat(connection, there, min(CHUNK, rows - there))
        connection.commit()
    engine.dispose()


def fill(connection: Connection, numbers: range, texts: list[str]) -> None:
    """Insert one chunk of tickets with what belongs to them."""
    for table, row in (
        (Comment, comment),
        (Prediction, prediction),
        (Address, address),
        (Ticket, ticket),
        (Appeal, appeal),
        (Event, event),
    ):
        add(connection, table, (row(n, text) for n, text in zip(numbers, texts, strict=True)))
    replied = [n for n in numbers if n % 2]
    add(connection, Comment, (reply(n) for n in replied))
    add(connection, Answer, (answer(n) for n in replied))


def repeat(connection: Connection, there: int, more: int) -> None:
    """The first tickets once more, so many numbers later; the database copies them itself."""
    for table in (Comment, Prediction, Address, Ticket, Appeal, Event, Answer):
        columns = list(table.__table__.columns)
        own = table.__table__.c.get("ticket_id", table.__table__.c.id)
        number = own % REPLIES  # answers are comments too
        values = select(*(later(column, there) for column in columns)).where(number <= more)
        connection.execute(insert(table).from_select(columns, values))


def later(column: ColumnElement[Any], there: int) -> ColumnElement[Any]:
    """A column's value so many tickets later."""
    if column.key in NUMBERED and isinstance(column.type, Integer):
        return column + there
    if column.key == "number":
        return func.printf("ТШ-2023-%06d", Ticket.id + there)
    if isinstance(column.type, UtcDateTime):
        return func.strftime("%Y-%m-%d %H:%M:%f000", column, f"{20 * there:+d} seconds")
    return column


def add(connection: Connection, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows of one table."""
    connection.execute(insert(table), list(rows))


def corpus() -> Iterator[str]:
    """The texts of the seed corpus."""
    for path in sorted((files("data") / "corpus").iterdir(), key=lambda path: path.name):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


def opened(number: int) -> datetime:
    """Tickets come one every twenty seconds."""
    return START + timedelta(seconds=20 * number)


def comment(number: int, text: str) -> dict[str, Any]:
    """The opening comment."""
    return {
        "id": number,
        "post_id": 1,
        "owner_id": OWNER,
        "vk_id": number,
        "from_id": number,
        "published_at": opened(number),
        "text": text,
        "content_hash": "",
    }


def reply(number: int) -> dict[str, Any]:
    """An official answer."""
    said = comment(number, "Передано в район, ответ до вечера.")
    at = opened(number) + timedelta(hours=2)
    return {**said, "id": REPLIES + number, "vk_id": REPLIES + number, "published_at": at}


def prediction(number: int, _text: str) -> dict[str, Any]:
    """What the classifier said."""
    return {
        "id": number,
        "comment_id": number,
        "version": 1,
        "kind": "complaint",
        "labels": ["heating"],
        "scores": {"heating": 0.9321, "billing": 0.0412, "hot_water": 0.0213},
        "subtopics": ["heating.none"],
        "urgent": False,
        "review": False,
        "facts": {},
        "because": ["батареи", "холодные"],
        "artifact": "seed-1",
        "taxonomy": "2023-1",
        "rules": "1",
    }


def address(number: int, _text: str) -> dict[str, Any]:
    """The place in the comment."""
    return {
        "prediction_id": number,
        "ordinal": 0,
        "start": 0,
        "stop": 9,
        "text": "Кирова 16",
        "confidence": 0.9,
    }


def ticket(number: int, _text: str) -> dict[str, Any]:
    """The ticket itself."""
    at, answered, resolved = opened(number), number % 2, number % 4 == 1
    return {
        "id": number,
        "number": f"ТШ-2023-{number:06}",
        "source_id": 1,
        "topic": TOPICS[number % len(TOPICS)],
        "labels": [TOPICS[number % len(TOPICS)]],
        "status": "answered" if resolved else "assigned" if answered else "new",
        "status_since": at,
        "district": DISTRICTS[number % len(DISTRICTS)],
        "settlement": "Мурино",
        "street": "улица Шувалова",
        "house": f"{number % 90}/{number % 7}",
        "facts": {"temperature_c": 14.5},
        "opened_at": at,
        "registered_at": at,
        "last_at": at,
        "take_by": at + timedelta(hours=2),
        "answer_by": at + timedelta(hours=3),
        "solve_by": at + timedelta(hours=8),
        "taken_at": at + timedelta(hours=1) if answered else None,
        "answered_at": at + timedelta(hours=2) if answered else None,
        "resolved_at": at + timedelta(hours=6) if resolved else None,
        "outcome": "fixed" if resolved else None,
        "department": "Комитет по ТЭК",
        "policy": "2023-1",
        "last_event": 1,
    }


def appeal(number: int, _text: str) -> dict[str, Any]:
    """The comment as part of its ticket."""
    return {"comment_id": number, "ticket_id": number, "role": "opening", "version": 1}


def event(number: int, _text: str) -> dict[str, Any]:
    """The beginning of the history."""
    return {
        "ticket_id": number,
        "sequence": 1,
        "at": opened(number),
        "actor": "otklik",
        "kind": "opened",
    }


def answer(number: int) -> dict[str, Any]:
    """The official answer as part of its ticket."""
    at = opened(number) + timedelta(hours=2)
    return {
        "ticket_id": number,
        "comment_id": REPLIES + number,
        "state": "published",
        "created_at": at,
        "published_at": at,
    }


if __name__ == "__main__":
    main()
