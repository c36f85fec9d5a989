"""How text reaches the database: deterministic JSON, and only characters that it can hold."""

import json
import re
from typing import Any

# PostgreSQL refuses NUL; a lone surrogate cannot be written as UTF-8. VK texts hold both.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def storable(text: str) -> str:
    """The text with U+FFFD for what no database takes; offsets stay."""
    return UNSTORABLE.sub("\ufffd", text)


def dump_json(value: Any) -> str:
    """JSON whose bytes depend on the value alone."""
    return ENCODER.encode(value)
