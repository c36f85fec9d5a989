"""The dump format: VK's own objects, one a line, in and out."""

import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from gzip import GzipFile
from itertools import islice
from pathlib import Path
from typing import IO, Any, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from harvester.errors import UnknownShape
from harvester.items import CommentItem, GroupItem, PostItem
from models import Channel, Comment, Post, Source
from models.text import dump_json
from pipeline.errors import OtklikError, Partial, WrongUsage
from pipeline.exchange.documents import comment_document, group_document, post_document
from pipeline.exchange.spreadsheet import BrokenRow
from pipeline.faults import why
from pipeline.harvest.arrivals import Arrival, save_arrivals
from pipeline.harvest.comments import SavedComments
from pipeline.progress import Progress, Silent
from pipeline.register.part import written_whole

BATCH = 500  # lines of one transaction
STANDARD = Path("-")  # stdin or stdout
SHOWN = 5  # broken lines that a message names

KINDS: dict[str, Callable[[Any], GroupItem | PostItem | CommentItem]] = {
    "group": GroupItem.from_api,
    "post": PostItem.from_api,
    "comment": CommentItem.from_api,
}


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that nobody can read."""

    number: int
    reason: str


@dataclass(slots=True)
class ImportReport:
    """What a dump brought."""

    lines: int = 0
    groups: int = 0
    posts_new: int = 0
    comments: SavedComments = field(default_factory=SavedComments)
    broken: list[BrokenLine] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The numbers alone, for the journal."""
        return {
            "lines": self.lines,
            "posts_new": self.posts_new,
            "comments_new": self.comments.new,
            "comments_edited": self.comments.edited,
            "comments_deleted": self.comments.deleted,
            "broken": len(self.broken),
        }

    def sentence(self) -> str:
        """For people."""
        found = self.comments
        return (
            f"Загружено: записей {self.posts_new}, комментариев {found.new}, "
            f"изменено {found.edited}, удалено {found.deleted}."
        )

    def failure(self) -> OtklikError | None:
        """Partial when lines were left out; None when all came."""
        if not self.broken:
            return None
        first = "; ".join(f"строка {line.number}: {line.reason}" for line in self.broken[:SHOWN])
        rest = len(self.broken) - SHOWN
        more = f" и ещё {rest}" if rest > 0 else ""
        return Partial(
            f"Не разобрано строк: {len(self.broken)} ({first}{more}). Остальное загружено."
        )


def import_dump(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring in a dump, «-» for stdin; a line that cannot be read is reported, the rest is kept."""
    with _opened(path) as lines:
        written = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        return import_lines(sessions, written, now=now, progress=progress)


def import_lines(
    sessions: sessionmaker[Session],
    lines: Iterable[tuple[int, bytes | BrokenRow]],
    *,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """The same from numbered lines of the dump format, or what is wrong with them."""
    report, progress = ImportReport(), progress or Silent()
    progress.start("Загрузка")
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        arrivals = list(_read(batch, report))
        with sessions.begin() as session:
            saved = save_arrivals(session, arrivals, now)
        report.lines += len(batch)
        report.posts_new += saved.posts_new
        report.comments.add(saved.comments)
        progress.advance(len(batch))
    progress.finish()
    return report


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    if path == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        file = _open(path, "rb", packed=_is_packed(path))
    except OSError as exc:
        msg = f"{path}: файл не открыт ({why(exc)}). Проверьте путь и права."
        raise WrongUsage(msg) from exc
    try:
        with file:
            yield file
    except (OSError, EOFError, zlib.error) as exc:
        reason = why(exc) if isinstance(exc, OSError) and exc.errno else "архив повреждён"
        msg = f"{path}: файл не прочитан ({reason}). То, что загружено до этого места, сохранено."
        raise WrongUsage(msg) from exc


def _open(path: Path, mode: Literal["rb", "wb"], *, packed: bool) -> IO[bytes]:
    # gzip would write the time of day: equal dumps must be equal files.
    return cast("IO[bytes]", GzipFile(path, mode, mtime=0)) if packed else path.open(mode)


def _is_packed(path: Path) -> bool:
    return path.suffix == ".gz"


def _read(
    batch: Iterable[tuple[int, bytes | BrokenRow]], report: ImportReport
) -> Iterator[Arrival]:
    for number, line in batch:
        try:
            if isinstance(line, BrokenRow):
                raise line
            yield _arrival(json.loads(line))
        except (UnknownShape, ValueError, RecursionError) as exc:
            report.broken.append(BrokenLine(number, _reason(exc)))


def _reason(error: Exception) -> str:
    said = isinstance(error, UnknownShape | BrokenRow)
    return str(error) if said else "это не JSON в кодировке UTF-8"


def _arrival(raw: Any) -> Arrival:
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        msg = "нет type со значением group, post или comment"
        raise UnknownShape(msg)
    channel = Channel.TOPIC if raw.get("channel") == Channel.TOPIC else Channel.WALL
    return Arrival(KINDS[kind](raw), channel)


def write_dump(session: Session, path: Path) -> int:
    """Write everything that is stored, «-» for stdout; how many lines that made."""
    lines = 0
    with _writing(path) as file:
        for document in _documents(session):
            file.write(dump_json(document).encode() + b"\n")
            lines += 1
    return lines


@contextmanager
def _writing(path: Path) -> Iterator[IO[bytes]]:
    if path == STANDARD:
        yield sys.stdout.buffer
        return
    with written_whole(path) as part, _open(part, "wb", packed=_is_packed(path)) as file:
        yield file


def _documents(session: Session) -> Iterator[dict[str, Any]]:
    # A wall and the topics of its board are one community; the wall, numbered 0, comes last.
    sources = session.scalars(select(Source).order_by(Source.owner_id, Source.topic_id.desc()))
    for source in {source.owner_id: source for source in sources}.values():
        yield group_document(source)
    for post in session.scalars(select(Post).order_by(Post.id).execution_options(yield_per=500)):
        yield post_document(post)
    comments = select(Comment, Post.vk_id).join(Post).order_by(Comment.id)
    for comment, post_id in session.execute(comments.execution_options(yield_per=500)):
        yield comment_document(comment, post_id)
