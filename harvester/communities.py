"""Which community a name means."""

from collections.abc import Callable, Sequence
from typing import Any

from harvester.errors import Gone, Malformed, UnknownShape
from harvester.items import GroupItem
from harvester.request import Request, groups
from harvester.shape import get_list

Ask = Callable[[Request], Any]


def find_groups(ask: Ask, names: Sequence[str]) -> dict[str, GroupItem]:
    """Communities by the names asked for; an unknown name is left out."""
    if not names:
        return {}
    try:
        found = _read(ask(groups(list(names))))
    except (Malformed, Gone):
        # One unknown name spoils the answer for all.
        return {} if len(names) == 1 else _one_by_one(ask, names)
    if len(names) == len(found) == 1:
        return {names[0]: found[0]}  # perhaps under a new name
    return {name: item for name in names if (item := _called(found, name))}


def _one_by_one(ask: Ask, names: Sequence[str]) -> dict[str, GroupItem]:
    return {name: item for one in names for name, item in find_groups(ask, [one]).items()}


def _read(answer: Any) -> list[GroupItem]:
    # A list until some version, an object with «groups» after it.
    raws = get_list(answer, "groups") if isinstance(answer, dict) else answer
    if not isinstance(raws, (list, tuple)):
        msg = "groups.getById: в ответе нет списка сообществ"
        raise UnknownShape(msg)
    return [GroupItem.from_api(raw) for raw in raws]


def _called(found: Sequence[GroupItem], name: str) -> GroupItem | None:
    for item in found:
        number = str(-item.owner_id)
        if name.lower() in (item.screen_name.lower(), number, f"club{number}", f"public{number}"):
            return item
    return None
