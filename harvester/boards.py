"""Topics of a community's board."""

from collections.abc import Callable
from typing import Any

from harvester.errors import Gone, Malformed
from harvester.items import PostItem
from harvester.request import Request, topic
from harvester.shape import as_page

Ask = Callable[[Request], Any]


def get_topic(ask: Ask, owner_id: int, topic_id: int) -> tuple[PostItem, Request, Any]:
    """The topic as a post, with the request and its answer; raises Gone for an unknown one."""
    request = topic(owner_id, topic_id)
    try:
        answer = ask(request)
    except Malformed as exc:
        raise Gone(_unknown(owner_id, topic_id), exc.code) from exc
    _, raws = as_page(answer)
    for item in (PostItem.from_topic(raw, owner_id) for raw in raws):
        if item.post_id == topic_id:
            return item, request, answer
    raise Gone(_unknown(owner_id, topic_id))


def _unknown(owner_id: int, topic_id: int) -> str:
    return f"обсуждение topic{owner_id}_{topic_id} не найдено"
