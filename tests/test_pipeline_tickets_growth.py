"""The worst day: thousands write under one post; each costs as much as the first ones did.

Nothing is timed: counted are the rows that the database gives and the calls that Python makes.
"""

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session

from models import Address, Comment, Prediction
from models.database import open_engine, open_sessions, upgrade
from pipeline.progress import Silent
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, OWNER, post

BATCH = 25  # comments in a transaction: the desk loads every few minutes
DAY = timedelta(days=1)


@dataclass
class Effort:
    """What a load costs."""

    rows: int = 0
    calls: int = 0

    def watch(self, engine: Engine) -> None:
        """Count what is read from now on."""
        event.listen(engine, "connect", lambda connection, _: self._watch(connection))
        engine.dispose()  # its next connection is the first one watched

    def _watch(self, connection: Any) -> None:
        connection.row_factory = self._row

    def _row(self, _: object, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self.rows += 1
        return row

    def call(self, _frame: FrameType, what: str, _arg: object) -> None:
        """For sys.setprofile."""
        self.calls += what == "call"


def write_day(session: Session, count: int, *, houses: bool) -> None:
    """A town without heat: everybody names a street, and its house or none."""
    random, place = Random(4512), post(session).id
    said: list[dict[str, Any]] = []
    heard: list[dict[str, Any]] = []
    named: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        reply = number - random.randrange(1, 20) if number > 20 and number % 4 == 0 else None
        said.append({
            "id": number, "post_id": place, "owner_id": OWNER, "vk_id": number, "from_id": number,
            "published_at": NOON + DAY * number / count, "text": "батареи холодные",
            "content_hash": "", "reply_to": reply, "thread_root": reply,
        })  # fmt: skip
        heard.append({
            "id": number, "comment_id": number, "version": 1, "kind": "complaint",
            "labels": [random.choice(("heating", "hot_water", "elevator"))], "scores": {},
            "subtopics": [], "urgent": False, "review": False, "facts": {}, "because": [],
            "artifact": "", "taxonomy": "", "rules": "",
        })  # fmt: skip
        named.append({
            "prediction_id": number, "ordinal": 0, "start": 0, "stop": 1, "text": "",
            "settlement": "Ивангород", "street": f"{random.randrange(8)}-я улица",
            "house": str(random.randrange(1, 4)) if houses else None, "confidence": 0.9,
        })  # fmt: skip
    for table, rows in ((Comment, said), (Prediction, heard), (Address, named)):
        session.execute(insert(table), rows)


def effort(path: Path, count: int, *, houses: bool) -> Effort:
    """What it costs to load a day of so many comments."""
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    sessions, spent = open_sessions(engine), Effort()
    with sessions.begin() as session:
        write_day(session, count, houses=houses)
    spent.watch(engine)
    sys.setprofile(spent.call)
    try:
        load_tickets(sessions, shipped_policy(), now=NOON, progress=Silent(), size=BATCH)
    finally:
        sys.setprofile(None)
        engine.dispose()
    return spent


@pytest.mark.parametrize("houses", [True, False], ids=["houses", "streets alone"])
def test_a_crowded_post_costs_no_more_by_comment(tmp_path: Path, houses: bool) -> None:
    effort(tmp_path / "first.db", 50, houses=houses)  # what is read once is read
    few = effort(tmp_path / "few.db", 300, houses=houses)
    many = effort(tmp_path / "many.db", 1200, houses=houses)

    assert many.rows <= 4.4 * few.rows  # four times as many, and a tenth
    assert many.calls <= 4.4 * few.calls
