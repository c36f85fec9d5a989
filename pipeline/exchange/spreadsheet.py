"""Comments out of a table: CSV with a mapping of columns becomes objects of the dump format."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.errors import WrongUsage
from pipeline.faults import why

MOSCOW = ZoneInfo("Europe/Moscow")
CHUNK = 5_000  # rows read at a time
DATES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y.%m.%d %H:%M", "%Y.%m.%d")
NUMBER = re.compile(r"-?\d{1,18}")  # what any database takes
YES = frozenset({"1", "true", "да", "yes"})
WHOLE_FILE = 1  # the post of rows that name none

# What a row may tell; the rest of the columns is left alone.
FIELDS = ("id", "text", "date", "author", "post", "post_text", "reply_to", "official")


class BrokenRow(ValueError):
    """A row lacks what a comment needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows and which column tells what."""

    path: Path
    columns: Mapping[str, str]  # field → title in the file
    owner_id: int

    def objects(self) -> Iterator[tuple[int, dict[str, Any] | BrokenRow]]:
        """Line numbers with posts and comments in the dump format, or what is wrong there."""
        posts: set[int] = set()
        for number, row in self._rows():
            try:
                comment = self._comment(row)
            except BrokenRow as exc:
                yield number, exc
                continue
            if comment["post_id"] not in posts:
                posts.add(comment["post_id"])
                yield number, self._post(row, comment)
            yield number, comment

    def _rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        number = 1
        for chunk in read_chunks(self.path):
            self._check(list(chunk.columns))
            for values in chunk.to_dict("records"):
                number += 1
                yield number, {name: values[title] for name, title in self.columns.items()}

    def _check(self, titles: list[str]) -> None:
        missing = [title for title in self.columns.values() if title not in titles]
        if missing or "text" not in self.columns:
            msg = (
                f"{self.path.name}: нет столбца «{(missing or ['text'])[0]}». Есть: "
                f"{', '.join(titles)}. Укажите соответствие: --map text=Текст --map date=Дата"
            )
            raise WrongUsage(msg)

    def _comment(self, row: Mapping[str, str]) -> dict[str, Any]:
        author = row.get("author", "").strip()
        said = {
            "type": "comment",
            "id": number_of(row.get("id") or "|".join(row.values())),
            "owner_id": self.owner_id,
            "post_id": number_of(row["post"]) if row.get("post") else WHOLE_FILE,
            "from_id": number_of(author) if author else 0,
            "date": seconds(row.get("date", "")),
            "text": row["text"],
        }
        if row.get("official", "").strip().lower() in YES:
            return {**said, "from_id": self.owner_id}
        if row.get("reply_to"):
            said["reply_to_comment"] = number_of(row["reply_to"])
        return said if author else {**said, "author_unknown": True}

    def _post(self, row: Mapping[str, str], comment: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "type": "post",
            "id": comment["post_id"],
            "owner_id": self.owner_id,
            "from_id": self.owner_id,
            "date": comment["date"],
            "text": row.get("post_text", ""),
        }


def read_chunks(path: Path) -> Iterator[Any]:
    """Data frames of text, separator and encoding found out; raises WrongUsage."""
    import pandas as pd

    try:
        yield from pd.read_csv(
            path,
            dtype=str,
            keep_default_na=False,
            sep=None,
            engine="python",
            encoding=encoding_of(path),
            chunksize=CHUNK,
        )
    except OSError as exc:
        msg = f"Таблица {path} не открыта ({why(exc)}). Проверьте путь и права."
        raise WrongUsage(msg) from exc
    except csv.Error as exc:
        msg = f"Таблица {path} не прочитана: не видно, чем в ней отделены столбцы."
        raise WrongUsage(msg) from exc
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as exc:
        msg = f"Таблица {path} не прочитана ({exc}): нужен CSV в UTF-8 или Windows-1251."
        raise WrongUsage(msg) from exc


def encoding_of(path: Path) -> str:
    """UTF-8 when all of the file is, else the old Windows encoding."""
    try:
        with path.open(encoding="utf-8") as file:
            for _ in file:
                pass
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8-sig"


def number_of(text: str) -> int:
    """The number itself, or a stable one for a name: the same row is the same comment."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        return int(text)
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=6).digest())


def seconds(text: str) -> int:
    """Unix seconds out of a date in one of the usual forms, Moscow time; raises BrokenRow."""
    text = text.strip()
    if text.isdecimal() and 8 < len(text) < 19:
        return int(text)
    for read in (datetime.fromisoformat, *_patterns()):
        try:
            found = read(text)
        except ValueError:
            continue
        return int((found if found.tzinfo else found.replace(tzinfo=MOSCOW)).timestamp())
    msg = f"дата «{text[:30]}» не понята"
    raise BrokenRow(msg)


def _patterns() -> Iterator[Any]:
    for pattern in DATES:
        yield lambda text, pattern=pattern: datetime.strptime(text, pattern).replace(tzinfo=MOSCOW)


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """{"text": "Текст"} out of «text=Текст»; raises WrongUsage for an unknown field."""
    found = {}
    for pair in pairs:
        name, separator, title = pair.partition("=")
        if not separator or name not in FIELDS:
            msg = f"--map {pair}: нужно ПОЛЕ=СТОЛБЕЦ, поля: {', '.join(FIELDS)}"
            raise WrongUsage(msg)
        found[name] = title
    return found
