"""Carriers to VK: chats of the responsible, replies to residents."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harvester.errors import (
    Flooded,
    HarvestError,
    KeyRefused,
    Malformed,
    Misdirected,
    Refused,
)
from harvester.writer import Writer
from pipeline.dispatch.chat import Chat
from pipeline.dispatch.outbox import Parcel, guid
from pipeline.dispatch.verdict import Cause, Verdict, later, refused, sent, stopped

log = logging.getLogger(__name__)

CAPTCHA = 14
NO_KEY = "нет ключа сообщества для записи: задайте OTKLIK_VK_WRITE_TOKEN"


@dataclass(slots=True)
class Communities:
    """Which key writes for which community; VK tells it once a run."""

    writers: Sequence[Writer]
    _known: dict[int, Writer] | None = None

    def writer(self, owner_id: int | None) -> Writer | None:
        """The community's writer; None given, the only or first one."""
        if owner_id is None:
            return self.writers[0] if self.writers else None
        if self._known is None:
            self._known = dict(self._introduced())
        return self._known.get(owner_id)

    def _introduced(self) -> Iterator[tuple[int, Writer]]:
        for writer in self.writers:
            try:
                yield writer.community(), writer
            except KeyRefused as exc:
                # The other communities can still be answered.
                log.warning("key %s writes for nobody: %s", writer.token.mark, exc)


@dataclass(frozen=True, slots=True)
class VkChat:
    """messages.send by the community's key."""

    communities: Communities

    def send(self, parcel: Parcel) -> Verdict:
        """Repeating under the same random_id is known to VK."""
        group, _, peer = Chat.parse(parcel.peer).address.rpartition("/")
        owner_id = -int(group.removeprefix("club")) if group else None
        return _carried(
            self.communities,
            owner_id,
            lambda writer: writer.send_message(int(peer), parcel.text, parcel.random_id),
        )


@dataclass(frozen=True, slots=True)
class VkComment:
    """wall.createComment by the key of the wall's community."""

    communities: Communities

    def send(self, parcel: Parcel) -> Verdict:
        """Repeating under the same guid is known to VK."""
        place: Mapping[str, int] = parcel.body["reply_to"]
        owner_id = int(place["owner_id"])
        return _carried(
            self.communities,
            owner_id,
            lambda writer: writer.reply(
                owner_id,
                int(place["post_id"]),
                int(place["comment_id"]),
                parcel.text,
                guid(parcel.key),
            ),
        )


def _carried(
    communities: Communities, owner_id: int | None, call: Callable[[Writer], int]
) -> Verdict:
    try:
        writer = communities.writer(owner_id)
        if writer is None:
            return stopped(NO_KEY if owner_id is None else f"{NO_KEY} (сообщество {-owner_id})")
        return sent(str(call(writer)))
    except HarvestError as exc:
        return _verdict(exc)


def _verdict(error: HarvestError) -> Verdict:
    match error:
        case Flooded():
            return later(str(error), Cause.FLOOD)
        case KeyRefused() if error.code == CAPTCHA:
            return later(str(error), Cause.CAPTCHA)
        case KeyRefused() | Misdirected():
            return stopped(str(error))
        case Refused() | Malformed():
            return refused(str(error))
    # Over the limit, overloaded, unreachable, an answer of another shape: it may have arrived.
    return later(str(error))
