"""Attachments: what they are and where to look at them, without what changes at every reading."""

from collections.abc import Mapping, Sequence
from typing import Any

from harvester.shape import Raw, find_int, get_list, get_part, get_text

NUMBERS = ("owner_id", "id", "sticker_id", "product_id")


def attachments_of(raw: Raw) -> tuple[dict[str, Any], ...]:
    """Each as VK's own object, cut down to kind, numbers, title and one link."""
    return tuple(_slim(part) for part in get_list(raw, "attachments") if isinstance(part, Mapping))


def _slim(raw: Raw) -> dict[str, Any]:
    kind = get_text(raw, "type")
    body = get_part(raw, kind)
    slim: dict[str, Any] = {n: v for n in NUMBERS if (v := find_int(body, n)) is not None}
    if title := get_text(body, "title"):
        slim["title"] = title
    if url := get_text(body, "url") or _largest(get_list(body, "sizes")):
        slim["url"] = url
    return {"type": kind, kind: slim} if kind else {"type": ""}


def _largest(sizes: Sequence[Any]) -> str:
    known = [size for size in sizes if isinstance(size, Mapping) and get_text(size, "url")]
    if not known:
        return ""
    widest = max(known, key=lambda size: (find_int(size, "width") or 0, get_text(size, "type")))
    return get_text(widest, "url")


def names_of(attachments: Sequence[Raw]) -> list[str]:
    """«photo-1_2»: stays the same while links are signed anew at every reading."""
    return [_name(part) for part in attachments]


def _name(part: Raw) -> str:
    kind = get_text(part, "type")
    body = get_part(part, kind)
    numbers = "_".join(str(body[number]) for number in NUMBERS if number in body)
    # A link has no number: its address is its name.
    return f"{kind}{numbers or get_text(body, 'url')}"
