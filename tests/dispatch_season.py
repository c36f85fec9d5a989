"""Small seasons for the tests of dispatch: a wall, residents, tickets, the responsible."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from models import Appeal, Base, Comment, Incident, Post, Priority, Role, Source, Status, Ticket
from models.database import open_engine, open_sessions
from pipeline.dispatch.chat import Chat
from pipeline.dispatch.desk import Desk
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.dispatch.responsible import Responsible, parse_responsible
from pipeline.dispatch.rules import shipped_rules
from pipeline.tickets.policy import shipped_policy

NOON = datetime(2023, 10, 24, 9, 0, tzinfo=UTC)  # 12:00 in Moscow, a Tuesday
NIGHT = datetime(2023, 10, 24, 21, 30, tzinfo=UTC)  # 00:30
GROUP = -5
CHAT = "vk:2000000012"
DUTY = Chat.parse("vk:2000000001")

PEOPLE = f"""\
department;district;person;chat;valid_from;valid_to;deputy;deputy_from;deputy_to
Комитет по ТЭК;;Иванов И. И.;{CHAT};;;;;
"""


def people(text: str = PEOPLE) -> tuple[Responsible, ...]:
    """The responsible, as the file names them."""
    return parse_responsible(text, "responsible.csv")


def desk(now: datetime = NOON, **changes: Any) -> Desk:
    """The rules of an ordinary day."""
    given = {
        "people": people(),
        "duty": DUTY,
        "policy": shipped_policy(),
        "rules": shipped_rules(),
        "phrases": shipped_phrases(),
        "now": now,
    }
    return Desk(**{**given, **changes})


@contextmanager
def sqlite(path: Path) -> Iterator[sessionmaker[Session]]:
    """Sessions over a fresh database."""
    engine = open_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    yield open_sessions(engine)
    engine.dispose()


@dataclass
class Season:
    """Writes comments and tickets, numbering them."""

    session: Session
    post: Post = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        known = self.session.scalars(select(Post)).first()
        if known is not None:  # an earlier transaction began it
            self.post, self.count = known, self._rows()
            return
        source = Source(owner_id=GROUP, screen_name="shtab", profile="heating")
        self.post = Post(
            source_id=0,
            owner_id=GROUP,
            vk_id=10,
            from_id=GROUP,
            published_at=NOON - timedelta(days=10),
            text="Приём обращений",
            source=source,
        )
        self.session.add_all([source, self.post])
        self.session.flush()

    def _rows(self) -> int:
        counts = (select(func.count()).select_from(table) for table in (Ticket, Comment))
        return sum(self.session.scalar(count) or 0 for count in counts)

    def comment(self, text: str = "Холодно", author: int = 100, **changes: Any) -> Comment:
        """A resident's words under the post."""
        self.count += 1
        given: dict[str, Any] = {
            "post": self.post,
            "owner_id": GROUP,
            "vk_id": 1_000 + self.count,
            "from_id": author,
            "published_at": NOON,
            "text": text,
            "content_hash": str(self.count),
        }
        row = Comment(**{**given, **changes})
        self.session.add(row)
        self.session.flush()
        return row

    def ticket(self, *words: str, **changes: Any) -> Ticket:
        """A ticket of class B with an appeal for each text, each of another author."""
        self.count += 1
        number = self.count
        opened = changes.pop("opened_at", NOON)
        given: dict[str, Any] = {
            "number": f"ТШ-2023-{number:06d}",
            "source_id": self.post.source_id,
            "topic": "heating",
            "labels": ["heating"],
            "priority": Priority.B,
            "status": Status.NEW,
            "status_since": opened,
            "district": "Кингисеппский",
            "settlement": "Ивангород",
            "address": f"Ивангород, Садовая улица, д. {number}",
            "facts": {},
            "opened_at": opened,
            "registered_at": opened,
            "last_at": opened,
            "take_by": opened + timedelta(hours=2),
            "answer_by": opened + timedelta(hours=3),
            "solve_by": opened + timedelta(hours=8),
            "department": "Комитет по ТЭК",
            "voices": max(len(words), 1),
        }
        row = Ticket(**{**given, **changes})
        self.session.add(row)
        for order, text in enumerate(words or ("Холодно",)):
            said = self.comment(text, author=1_000 * number + order, published_at=opened)
            role = Role.DUPLICATE if order else Role.OPENING
            self.session.add(Appeal(comment_id=said.id, ticket=row, role=role, version=1))
        self.session.flush()
        return row

    def incident(self, *tickets: Ticket) -> Incident:
        """A mass incident over the tickets."""
        row = Incident(
            number="И-2023-0007",
            topic="heating",
            level="settlement",
            settlement="Ивангород",
            opened_at=NOON,
            last_at=NOON,
        )
        self.session.add(row)
        for ticket in tickets:
            ticket.incident = row
        self.session.flush()
        return row
