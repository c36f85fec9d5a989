"""Text as VK sends it, made fit for any database."""

import re

# PostgreSQL refuses NUL; a lone surrogate cannot be written as UTF-8. VK texts hold both.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with U+FFFD for what no database takes; offsets stay."""
    return UNSTORABLE.sub("\ufffd", text)
