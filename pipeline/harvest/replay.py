"""Posts and comments rebuilt from the raw archive, without a single call."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from harvester.comments import Reading
from harvester.items import PostItem
from harvester.request import DELETED, Request
from harvester.shape import Raw, find_int, get_list, readable
from models import Channel, Comment, RawAnswer
from models.database import alone
from pipeline.harvest.archive import unpack
from pipeline.harvest.arrivals import Arrival, save_arrivals
from pipeline.harvest.comments import SavedComments
from pipeline.harvest.deletion import ABSENCES, bury_post
from pipeline.harvest.posts import find_posts
from pipeline.progress import Progress, Silent

BATCH = 50  # answers of one transaction


@dataclass(slots=True)
class ReplayReport:
    """What the archive gave."""

    answers: int = 0
    posts_new: int = 0
    comments: SavedComments = field(default_factory=SavedComments)

    def counts(self) -> dict[str, int]:
        """The numbers alone, for the journal."""
        return {
            "answers": self.answers,
            "posts_new": self.posts_new,
            "comments_new": self.comments.new,
            "comments_edited": self.comments.edited,
            "comments_deleted": self.comments.deleted,
        }

    def sentence(self) -> str:
        """For people."""
        return (
            f"Из архива ({self.answers} ответов VK) восстановлено: записей {self.posts_new}, "
            f"комментариев {self.comments.new}."
        )


def replay(
    sessions: sessionmaker[Session],
    *,
    officials: Collection[int] = (),
    progress: Progress | None = None,
) -> ReplayReport:
    """Read every stored answer again, in the order they came; what is there already stays."""
    report, progress = ReplayReport(), progress or Silent()
    sessions = alone(sessions)
    with sessions() as session:
        progress.start("Архив", session.scalar(select(func.count(RawAnswer.id))))
    for ids in _batches(sessions):
        with sessions.begin() as session:
            stmt = select(RawAnswer).where(RawAnswer.id.in_(ids)).order_by(RawAnswer.id)
            # Answers of one run show one state: nothing is lost by saving them together.
            for (fetched_at, method), rows in groupby(session.scalars(stmt), key=_run_of):
                if method == DELETED:
                    report.comments.deleted += sum(_bury(session, row) for row in rows)
                else:
                    _save(session, list(rows), fetched_at, officials, report)
        report.answers += len(ids)
        progress.advance(len(ids))
    progress.finish()
    return report


def _batches(sessions: sessionmaker[Session]) -> Iterator[list[int]]:
    with sessions() as session:
        numbers = iter(session.scalars(select(RawAnswer.id).order_by(RawAnswer.id)).all())
    while batch := list(islice(numbers, BATCH)):
        yield batch


def _run_of(row: RawAnswer) -> tuple[datetime, str]:
    return row.fetched_at, DELETED if row.method == DELETED else ""


def _save(
    session: Session,
    rows: Sequence[RawAnswer],
    fetched_at: datetime,
    officials: Collection[int],
    report: ReplayReport,
) -> None:
    arrivals = [
        arrival
        for row in rows
        for arrival in READERS[row.method](Request.of(row.method, **row.params), unpack(row.body))
    ]
    saved = save_arrivals(session, arrivals, fetched_at, officials, revive=True)
    report.posts_new += saved.posts_new
    report.comments.add(saved.comments)


def _posts(request: Request, answer: Raw) -> list[Arrival]:
    owner_id = find_int(request.document, "owner_id")
    raws = answer if isinstance(answer, list) else get_list(answer, "items")
    posts, _ = readable(raws, lambda raw: PostItem.from_api(raw, owner_id))
    return [Arrival(post) for post in posts]


def _topics(request: Request, answer: Raw) -> list[Arrival]:
    owner_id = -int(request.document["group_id"])
    raws = get_list(answer, "items")
    topics, _ = readable(raws, lambda raw: PostItem.from_topic(raw, owner_id))
    return [Arrival(topic, Channel.TOPIC) for topic in topics]


def _comments(request: Request, answer: Raw) -> list[Arrival]:
    asked = request.document
    reading = Reading(int(asked["owner_id"]), int(asked["post_id"]))
    page = reading.take(request, answer, find_int(asked, "comment_id"))
    return [Arrival(item) for item in page]


def _topic_comments(request: Request, answer: Raw) -> list[Arrival]:
    asked = request.document
    reading = Reading(-int(asked["group_id"]), int(asked["topic_id"]))
    return [Arrival(item, Channel.TOPIC) for item in reading.take(request, answer, None)]


READERS: dict[str, Callable[[Request, Raw], list[Arrival]]] = {
    "wall.get": _posts,
    "wall.getById": _posts,
    "wall.getComments": _comments,
    "board.getTopics": _topics,
    "board.getComments": _topic_comments,
}


def _bury(session: Session, row: RawAnswer) -> int:
    asked, gone = row.params, unpack(row.body)
    found = find_posts(session, asked["owner_id"], asked["channel"], [asked["post_id"]])
    if not found:
        return 0
    [post] = found.values()
    if gone["post"]:
        return bury_post(session, post, row.fetched_at)
    dead = session.scalars(
        update(Comment)
        .where(Comment.post_id == post.id, Comment.vk_id.in_(gone["comments"]))
        .values(deleted_at=row.fetched_at, absences=ABSENCES)
        .returning(Comment.id)
    )
    return len(dead.all())
