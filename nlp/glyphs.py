"""Characters that a reader does not see, or takes for plainer ones."""

import re
import unicodedata

# Soft hyphens, stress marks, zero-width characters, what turns an emoji or a line around.
SILENT = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]"
)
BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # of a line; one space looks the same


def seen(text: str) -> str:
    """The text as it looks: without silent characters, «и» and its breve as «й»."""
    if SILENT.search(text) is None:
        return text
    return SILENT.sub("", unicodedata.normalize("NFC", text))


def spaced(text: str) -> str:
    """The same with single spaces between the words of a line."""
    return BLANKS.sub(" ", text)
