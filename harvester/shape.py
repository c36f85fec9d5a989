"""Reading foreign JSON: what is there in the type we need, or an error naming what is not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from harvester.errors import UnknownShape
from harvester.text import storable

Raw = Mapping[str, Any]
Item = TypeVar("Item")

LIMIT = 2**63  # no identifier, count or moment is greater, and no database would take it


def find_int(raw: Raw, key: str) -> int | None:
    """A whole number under the key; None when it is absent or nonsense."""
    value = raw.get(key)
    if type(value) is int and -LIMIT < value < LIMIT:
        return value  # nearly always, and there are millions of them
    try:
        number = int(value) if isinstance(value, (bool, int, float, str)) else None
    except (ValueError, OverflowError):
        return None
    return number if number is not None and abs(number) < LIMIT else None


def get_int(raw: Raw, key: str) -> int:
    """A whole number that must be there."""
    value = find_int(raw, key)
    if value is None:
        msg = f"нет числа «{key}» среди полей {sorted(map(str, raw))[:12]}"
        raise UnknownShape(msg)
    return value


def get_moment(raw: Raw, key: str) -> datetime:
    """A moment out of Unix seconds that must be there."""
    try:
        return datetime.fromtimestamp(get_int(raw, key), UTC)
    except (ValueError, OverflowError, OSError) as exc:
        msg = f"«{key}» не похоже на время: {raw.get(key)!r}"
        raise UnknownShape(msg) from exc


def get_text(raw: Raw, key: str) -> str:
    """A text, empty when absent, with nothing that a database would refuse."""
    value = raw.get(key)
    return storable(value) if isinstance(value, str) else ""


def get_part(raw: Raw, key: str) -> Raw:
    """An inner object, empty when absent."""
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def get_list(raw: Raw, key: str) -> Sequence[Any]:
    """An inner list, empty when absent."""
    value = raw.get(key)
    return value if isinstance(value, list) else ()


def as_object(value: Any) -> Raw:
    """An object, or an error naming what came instead."""
    if not isinstance(value, Mapping):
        msg = f"вместо объекта пришло {type(value).__name__}"
        raise UnknownShape(msg)
    return value


def readable(raws: Iterable[Any], parse: Callable[[Any], Item]) -> tuple[list[Item], int]:
    """What can be parsed, and how many cannot."""
    items, broken = [], 0
    for raw in raws:
        try:
            items.append(parse(raw))
        except UnknownShape:
            broken += 1
    return items, broken


def as_page(value: Any) -> tuple[Raw, Sequence[Any]]:
    """An answer that holds a list of items, and the list."""
    answer = as_object(value)
    items = answer.get("items", () if find_int(answer, "count") == 0 else None)
    if not isinstance(items, (list, tuple)):
        msg = f"в ответе нет списка items, есть {sorted(map(str, answer))[:12]}"
        raise UnknownShape(msg)
    return answer, items
