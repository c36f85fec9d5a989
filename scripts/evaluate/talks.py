"""Written threads with gold tickets, and how they become a dump."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.text import dump_json
from pipeline.tickets.hours import MOSCOW

PROFILES = {-1: "heating", -2: "snow", -3: "default"}


@dataclass(frozen=True, slots=True)
class GoldTicket:
    """What a dispatcher would have made of some comments."""

    topic: str
    address: dict[str, str | None]
    roles: dict[str, str]  # comment → role
    status_end: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A post with its comments, as VK numbers them."""

    name: str
    post: dict[str, Any]
    comments: list[dict[str, Any]]
    tickets: tuple[GoldTicket, ...]
    numbers: dict[str, int]  # comment → number on VK

    def lines(self) -> Iterator[bytes]:
        """The talk in the dump format."""
        yield dump_json(self.post).encode()
        for comment in self.comments:
            yield dump_json(comment).encode()


def read_talks(path: Path) -> list[Talk]:
    """The threads of a file, numbered without gaps."""
    talks, free = [], 1
    for line in path.read_text("utf-8").splitlines():
        raw = json.loads(line)
        talks.append(_talk(raw, free))
        free += 1 + len(raw["comments"])
    return talks


def groups() -> Iterator[bytes]:
    """The communities whose walls the threads stand on."""
    for owner, profile in PROFILES.items():
        group = {"type": "group", "id": -owner, "name": profile, "screen_name": f"{profile}_lo"}
        yield dump_json(group).encode()


def _talk(raw: dict[str, Any], free: int) -> Talk:
    owner = raw["post"]["from_id"]
    numbers = {comment["id"]: free + n for n, comment in enumerate(raw["comments"], start=1)}
    post = {
        "type": "post",
        "id": free,
        "owner_id": owner,
        "from_id": owner,
        "date": _seconds(raw["post"]["time"]),
        "text": raw["post"]["text"],
        "comments": {"count": len(numbers)},
    }
    parents = {comment["id"]: comment["reply_to"] for comment in raw["comments"]}
    comments = [
        {
            "type": "comment",
            "id": numbers[said["id"]],
            "owner_id": owner,
            "post_id": free,
            "from_id": said["from_id"],
            "date": _seconds(said["time"]),
            "text": said["text"],
            **_reply(said["id"], parents, numbers),
        }
        for said in raw["comments"]
    ]
    return Talk(raw["thread_id"], post, comments, _tickets(raw["tickets"]), numbers)


def _reply(name: str, parents: dict[str, str | None], numbers: dict[str, int]) -> dict[str, Any]:
    parent = root = parents[name]
    if parent is None or root is None:
        return {"parents_stack": []}
    while above := parents[root]:
        root = above
    return {"parents_stack": [numbers[root]], "reply_to_comment": numbers[parent]}


def _tickets(raw: Sequence[dict[str, Any]]) -> tuple[GoldTicket, ...]:
    return tuple(
        GoldTicket(ticket["topic"], ticket["address"] or {}, ticket["roles"], ticket["status_end"])
        for ticket in raw
    )


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=MOSCOW).timestamp())
