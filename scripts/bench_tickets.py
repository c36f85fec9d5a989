"""CPU seconds to load and list made-up appeals: python -m scripts.bench_tickets [COUNT ...]."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from models import Address, Base, Comment, Post, Prediction, Source
from models.database import open_engine, open_sessions, upgrade
from pipeline.progress import Silent
from pipeline.tickets.listing import Filter, as_json, find_tickets
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy

NOW = datetime(2024, 3, 1, tzinfo=UTC)
BEGIN = datetime(2023, 10, 1, tzinfo=UTC)
TOPICS = ("heating", "hot_water", "cold_water", "snow_removal", "billing", "garbage", "elevator")
TEXTS = (
    "Батареи холодные третий день, дома дети",
    "Нет горячей воды, когда дадут",
    "Двор не чистят, скорая не может проехать",
    "У нас так же",
    "Сколько можно ждать, никто не пришёл",
    "Дали тепло, спасибо",
)
KINDS = ("complaint", "complaint", "complaint", "follow_up", "follow_up", "resolved")
SEASON = timedelta(days=150)


def made_up(count: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """A season: as many authors as a third of the appeals, a reply in every fourth."""
    random = Random(4512)
    yield Source, {"id": 1, "owner_id": -1, "name": "Теплоштаб", "screen_name": "teplo"}
    for number in range(1, 21):
        at = BEGIN + SEASON * number / 25
        yield Post, {
            "id": number, "source_id": 1, "owner_id": -1, "vk_id": number, "from_id": -1,
            "published_at": at, "text": "Пишите адрес и что случилось",
        }  # fmt: skip
    for number in range(1, count + 1):
        kind = random.randrange(len(KINDS))
        at = BEGIN + SEASON * number / count
        reply = number - random.randrange(1, 50) if number > 50 and random.random() < 0.25 else None
        yield Comment, {
            "id": number, "post_id": 1 + number % 20, "owner_id": -1, "vk_id": 100 + number,
            "from_id": random.randrange(1, count // 3 + 2), "published_at": at,
            "text": TEXTS[kind], "content_hash": str(number),
            "reply_to": reply and 100 + reply, "thread_root": reply and 100 + reply,
        }  # fmt: skip
        topic = random.choice(TOPICS)
        yield Prediction, {
            "id": number, "comment_id": number, "version": 1, "kind": KINDS[kind],
            "labels": [topic] if KINDS[kind] == "complaint" else ["not_complaint"],
            "scores": {topic: 0.9}, "subtopics": [], "urgent": random.random() < 0.05,
            "review": random.random() < 0.05, "review_reason": "doubtful_kind", "facts": {},
            "because": [], "artifact": "bench", "taxonomy": "1", "rules": "1",
        }  # fmt: skip
        if random.random() < 0.6:
            yield Address, {
                "prediction_id": number, "ordinal": 0, "start": 0, "stop": 1, "text": "",
                "district": "Всеволожский", "settlement": f"Посёлок {random.randrange(200)}",
                "street": f"{random.randrange(30)}-я улица", "house": str(random.randrange(1, 90)),
                "confidence": 0.9,
            }  # fmt: skip


def fill(sessions: sessionmaker[Session], count: int) -> None:
    """Write the season."""
    tables: dict[type[Base], list[dict[str, Any]]] = {}
    for table, row in made_up(count):
        tables.setdefault(table, []).append(row)
    with sessions.begin() as session:
        for table, rows in tables.items():
            session.execute(insert(table), rows)


def measure(count: int) -> None:
    """Load and list one season on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        upgrade(engine)
        sessions = open_sessions(engine)
        fill(sessions, count)
        begun = time.process_time()
        report = load_tickets(sessions, shipped_policy(), now=NOW, progress=Silent())
        loaded = time.process_time() - begun
        print(f"{count} comments loaded in {loaded:.1f} s: {report.counts()}")
        for name, wanted in (
            ("all", Filter()),
            ("overdue", Filter(overdue=True)),
            ("new heating", Filter(status="new", topic="heating")),
            ("search", Filter(search="холодными батареями")),
        ):
            begun = time.process_time()
            with sessions() as session:
                found = find_tickets(session, wanted, NOW, 100)
                as_json(session, found, NOW)
            print(f"  list {name}, the first 100: {time.process_time() - begun:.3f} s")
        engine.dispose()


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="*", type=int, default=[10_000, 100_000])
    for count in parser.parse_args().count:
        measure(count)


if __name__ == "__main__":
    main()
