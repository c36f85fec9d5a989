"""The two calls that write: a message to a chat, a reply under a comment.

Both may be repeated without doubling anything, under the same random_id or guid: VK knows them.
"""

import time
from collections import Counter
from collections.abc import Callable

from harvester.client import Gate
from harvester.door import VK_URL, Door
from harvester.errors import (
    Again,
    Flooded,
    KeyRefused,
    Limited,
    UnknownShape,
)
from harvester.shape import Raw, as_object, find_int, get_int, get_list
from harvester.token import Token

Params = dict[str, int | str]

PAUSES = (1.0, 3.0)  # seconds before the second and the third attempt


class Writer:
    """Writes in the name of the community that the key belongs to."""

    def __init__(
        self,
        token: Token,
        gate: Gate,
        base: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.token = token
        self._door = Door(token, base or VK_URL)
        self._gate = gate
        self._sleep = sleep

    def community(self) -> int:
        """The negative owner id of the key's community."""
        answer = as_object(self._call("groups.getById", {}))
        for group in get_list(answer, "groups"):
            return -get_int(as_object(group), "id")
        msg = "groups.getById: в ответе нет сообщества, которому принадлежит ключ"
        raise UnknownShape(msg)

    def send_message(self, peer_id: int, text: str, random_id: int) -> int:
        """Put a message into a chat; its number, which VK may give as 0."""
        params: Params = {
            "peer_id": peer_id,
            "message": text,
            "random_id": random_id,
            "dont_parse_links": 1,  # a card under each link would hide the next message
            "disable_mentions": 1,
        }
        number = find_int({"id": self._call("messages.send", params)}, "id")
        if number is None:
            msg = "messages.send: в ответе нет номера сообщения"
            raise UnknownShape(msg)
        return number

    def reply(self, owner_id: int, post_id: int, comment_id: int, text: str, guid: str) -> int:
        """Answer a comment on the community's own wall; the number of the new comment."""
        params: Params = {
            "owner_id": owner_id,
            "post_id": post_id,
            "reply_to_comment": comment_id,
            "from_group": -owner_id,
            "message": text,
            "guid": guid,
        }
        answer: Raw = as_object(self._call("wall.createComment", params))
        return get_int(answer, "comment_id")

    def _call(self, method: str, params: Params) -> object:
        if stopped := self._gate.stopped(self.token, method):
            raise stopped
        for pause in (*PAUSES, None):
            try:
                return self._once(method, params)
            except Flooded:
                raise  # minutes: the outbox has them, this call has not
            except Again:
                if pause is None:
                    raise
                self._sleep(pause)
        raise AssertionError  # the last attempt raises

    def _once(self, method: str, params: Params) -> object:
        self._gate.enter(self.token, method, Counter())
        try:
            return self._door.call(method, params)["response"]
        except (KeyRefused, Limited) as exc:
            self._gate.stop(self.token, method, exc)
            raise
        finally:
            self._gate.leave(self.token)
