"""Made-up comments for measuring: a season of posts, or one day under one post."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from models import Address, Base, Comment, Post, Prediction, Source

BEGIN = datetime(2023, 10, 1, tzinfo=UTC)
SEASON = timedelta(days=150)
LIFE = timedelta(days=1)  # for which a post is talked over, on average
CROWD = 60  # comments of a post
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
Row = tuple[type[Base], dict[str, Any]]


class Talk:
    """What is said under one post: of one town, mostly of one trouble, by people who come back."""

    def __init__(self, number: int, random: Random) -> None:
        self.number, self.random = number, random
        self.town, self.topic = f"Посёлок {random.randrange(200)}", random.choice(TOPICS)
        self.latest: deque[tuple[int, int]] = deque(maxlen=20)  # comments and their authors

    def say(self, number: int, at: datetime) -> Iterator[Row]:
        """One more comment with what the classifier heard: a reply in every fourth."""
        random, kind = self.random, self.random.randrange(len(KINDS))
        back = random.choice(self.latest) if self.latest and random.random() < 0.5 else None
        reply = random.choice(self.latest)[0] if self.latest and random.random() < 0.25 else None
        author = back[1] if back else 1_000_000 + number
        self.latest.append((number, author))
        yield Comment, {
            "id": number, "post_id": self.number, "owner_id": -1, "vk_id": number,
            "from_id": author, "published_at": at, "text": TEXTS[kind],
            "content_hash": str(number), "reply_to": reply, "thread_root": reply,
        }  # fmt: skip
        topic = self.topic if random.random() < 0.7 else random.choice(TOPICS)
        yield Prediction, {
            "id": number, "comment_id": number, "version": 1, "kind": KINDS[kind],
            "labels": [topic] if KINDS[kind] == "complaint" else ["not_complaint"],
            "scores": {topic: 0.9}, "subtopics": [], "urgent": random.random() < 0.05,
            "review": random.random() < 0.05, "review_reason": "doubtful_kind", "facts": {},
            "because": [], "artifact": "bench", "taxonomy": "1", "rules": "1",
        }  # fmt: skip
        if random.random() < 0.6:
            house = str(random.randrange(1, 40)) if random.random() < 0.8 else None
            yield Address, {
                "prediction_id": number, "ordinal": 0, "start": 0, "stop": 1, "text": "",
                "district": "Всеволожский", "settlement": self.town,
                "street": f"{random.randrange(12)}-я улица", "house": house, "confidence": 0.9,
            }  # fmt: skip


def made_up(count: int, *, posts: int, span: timedelta) -> Iterator[Row]:
    """So many comments in order of their time, each under one of the latest posts."""
    random = Random(4512)
    yield Source, {"id": 1, "owner_id": -1, "name": "Теплоштаб", "screen_name": "teplo"}
    talks = [Talk(number, random) for number in range(1, posts + 1)]
    for number in range(posts):
        yield Post, {
            "id": number + 1, "source_id": 1, "owner_id": -1, "vk_id": number + 1, "from_id": -1,
            "published_at": BEGIN + span * number / posts, "text": "Пишите адрес и что случилось",
        }  # fmt: skip
    for number in range(1, count + 1):
        past = number / (count + 1) - random.expovariate(span / LIFE)
        talk = talks[max(0, int(past * posts))]
        yield from talk.say(number, BEGIN + span * number / count)


def fill(sessions: sessionmaker[Session], rows: Iterator[Row]) -> None:
    """Write them."""
    tables: dict[type[Base], list[dict[str, Any]]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    with sessions.begin() as session:
        for table, found in tables.items():
            session.execute(insert(table), found)
