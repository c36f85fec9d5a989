"""Bots Long Poll: live events of a community whose key we hold. A hint; the sweep is the truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import requests

from harvester.errors import Overloaded, Unreachable
from harvester.request import Request
from harvester.shape import Raw, as_object, find_int, get_list, get_part, get_text

WAIT = 25  # seconds that VK holds a request open
TIMEOUT = (10.0, WAIT + 15.0)

# VK answers «failed» with these.
BEHIND, EXPIRED, LOST = 1, 2, 3

Ask = Callable[[Request], Any]


class Happened(StrEnum):
    """What an event tells."""

    COMMENT = "comment"  # new, edited or restored
    DELETED = "deleted"
    POST = "post"


KINDS = {
    "wall_reply_new": Happened.COMMENT,
    "wall_reply_edit": Happened.COMMENT,
    "wall_reply_restore": Happened.COMMENT,
    "wall_reply_delete": Happened.DELETED,
    "wall_post_new": Happened.POST,
}


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One thing that happened, as VK describes it."""

    kind: Happened
    raw: Raw


@dataclass(frozen=True, slots=True)
class Batch:
    """Events up to a moment; ``lost`` says that some before them are gone for good."""

    ts: str
    events: Sequence[LiveEvent]
    lost: bool = False


class LongPoll:
    """Asks for events after a moment; raises HarvestError when nobody answers."""

    def __init__(self, ask: Ask, owner_id: int, session: requests.Session | None = None) -> None:
        self._ask = ask
        self._owner_id = owner_id
        self._http = session or requests.Session()
        self._url = self._key = ""

    def after(self, ts: str) -> Batch:
        """The next events; with an empty ts, from now on."""
        begun = ts
        if not self._key:
            now = self._enter()
            begun = ts or now
        answer = self._check(begun)
        failed = find_int(answer, "failed")
        if failed == BEHIND:
            # VK remembers less than we missed.
            return Batch(_ts(answer), (), lost=True)
        if failed == EXPIRED:
            self._key = ""
            return Batch(begun, ())
        if failed is not None:
            return Batch(self._enter(), (), lost=True)
        events = [event for raw in get_list(answer, "updates") if (event := _event(raw))]
        return Batch(_ts(answer), events)

    def _enter(self) -> str:
        request = Request.of("groups.getLongPollServer", group_id=-self._owner_id)
        answer = as_object(self._ask(request))
        self._url, self._key = get_text(answer, "server"), get_text(answer, "key")
        return _ts(answer)

    def _check(self, ts: str) -> Raw:
        query = {"act": "a_check", "key": self._key, "ts": ts, "wait": str(WAIT)}
        try:
            answer = self._http.get(self._url, params=query, timeout=TIMEOUT).json()
        except requests.exceptions.InvalidJSONError as exc:
            msg = "Long Poll ответил не JSON"
            raise Overloaded(msg) from exc
        except requests.exceptions.RequestException as exc:
            msg = f"Long Poll не отвечает ({type(exc).__name__})"
            # Not chained: the exception shows the address, and that holds the key of the queue.
            raise Unreachable(msg) from None
        return as_object(answer)


def _ts(answer: Raw) -> str:
    number = find_int(answer, "ts")
    return "" if number is None else str(number)


def _event(raw: Any) -> LiveEvent | None:
    update = as_object(raw)
    kind = KINDS.get(get_text(update, "type"))
    return LiveEvent(kind, get_part(update, "object")) if kind else None
