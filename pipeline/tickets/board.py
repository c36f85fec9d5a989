"""What the database knows around a batch of statements, kept in step while they are folded."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import Answer, Appeal, Comment, Review, ReviewReason, Role, Ticket
from pipeline.tickets.appeals import VOICES
from pipeline.tickets.marks import Mark, mark_of, marked_rows
from pipeline.tickets.place import Spot
from pipeline.tickets.places import ANYWHERE, Place, Places
from pipeline.tickets.policy import Policy
from pipeline.tickets.stand import Anchor
from pipeline.tickets.statement import Statement

Heard = dict[int, deque[str]]  # topics of the latest voices by post
HEARD = 10  # voices under a post that tell what it is about


@dataclass(slots=True)
class Board:
    """Marks by comment and by author, tickets by place: what would else be asked one by one."""

    session: Session
    places: Places
    marks: dict[Anchor, Mark] = field(default_factory=dict)
    authors: dict[int, list[Mark]] = field(default_factory=dict)
    copies: dict[str, list[Mark]] = field(default_factory=dict)  # by the key of a pasted text
    appeals: dict[int, Appeal] = field(default_factory=dict)
    answers: dict[int, Answer] = field(default_factory=dict)
    reviews: dict[tuple[int, str], Review] = field(default_factory=dict)
    asked: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)  # new ones
    posts: Heard = field(default_factory=dict)

    @classmethod
    def around(
        cls, session: Session, policy: Policy, batch: Sequence[Statement], heard: Heard
    ) -> "Board":
        """Read what the statements of a batch may be about; what was heard is carried on."""
        reach = max(policy.fold.window, policy.fold.thread_window, policy.fold.reopen_window)
        board = cls(session, Places(session, policy, batch[0].at - reach))
        board._read_marks(batch, batch[0].at - policy.fold.thread_window)
        board.places.read({*_places(batch), *board._marked_places()})
        board._read_own(said.stand.comment_id for said in batch)
        board.posts = heard  # only now: the marks read were heard when they were made
        board._hear(said.stand.post_id for said in batch)
        return board

    def mark(self, mark: Mark) -> None:
        """One more comment belongs to a ticket."""
        self.marks[mark.stand.owner_id, mark.stand.channel, mark.stand.vk_id] = mark
        if mark.author is not None and mark.role is not Role.ANSWER:
            self.authors.setdefault(mark.author, []).append(mark)
        if mark.stand.post_id in self.posts and mark.role in VOICES:
            self.posts[mark.stand.post_id].append(mark.ticket.topic)
        if mark.copy_key:
            self.copies.setdefault(mark.copy_key, []).append(mark)

    def rehome(self, comments: Collection[int], ticket: Ticket) -> None:
        """Comments have gone over to another ticket."""
        for marks in (*self.authors.values(), *self.copies.values()):
            marks[:] = [_rehomed(mark, comments, ticket) for mark in marks]
        self.marks = {key: _rehomed(m, comments, ticket) for key, m in self.marks.items()}

    def at_place(self, spot: Spot) -> list[Ticket]:
        """Tickets at the same house or on the same street; of any town, where it is not told."""
        return self.places.at(spot)

    def common_topic(self, post_id: int) -> str | None:
        """What people lately complain of under a post, when most complain of one thing."""
        self._hear([post_id])
        heard = self.posts[post_id]
        return next((topic for topic in set(heard) if 2 * heard.count(topic) > len(heard)), None)

    def ask_person(
        self, comment_id: int, reason: ReviewReason, at: datetime, detail: str = ""
    ) -> None:
        """Put a comment on the queue of a person; one reason is asked about once."""
        known = self.reviews.get((comment_id, reason))
        if known is None:
            row = {"comment_id": comment_id, "reason": reason, "detail": detail, "opened_at": at}
            self.asked[comment_id, reason] = row
        elif known.closed_at is not None and reason is ReviewReason.EDITED:
            known.closed_at, known.opened_at = None, at

    def recall(self, comment_id: int) -> None:
        """Read what is still asked of a comment of an earlier batch."""
        reviews = self.session.scalars(select(Review).where(Review.comment_id == comment_id))
        self.reviews |= {(review.comment_id, review.reason): review for review in reviews}

    def settle(self, comment_id: int, reason: ReviewReason, at: datetime, actor: str) -> None:
        """Take a comment off the queue: the question answered itself."""
        self.asked.pop((comment_id, reason), None)
        known = self.reviews.get((comment_id, reason))
        if known is not None and known.closed_at is None:
            known.closed_at, known.actor = at, actor

    def _hear(self, posts: Iterable[int]) -> None:
        """Read the latest voices of posts that nobody has listened to yet."""
        new = {post for post in posts if post not in self.posts}
        if not new:
            return
        self.posts |= {post: deque(maxlen=HEARD) for post in new}
        for post, topic in self.session.execute(_latest_voices(new)):
            self.posts[post].append(topic)

    def _read_marks(self, batch: Sequence[Statement], since: datetime) -> None:
        rows = marked_rows(self.session, batch, since)
        tickets = self.places.get(row.ticket_id for row in rows)
        for row in rows:
            self.mark(mark_of(row, tickets[row.ticket_id]))

    def _marked_places(self) -> Iterator[Place]:
        """Where the tickets of the talk are: a word without a place is about them."""
        for mark in self.marks.values():
            ticket = mark.ticket
            if ticket.street or ticket.house:
                yield ticket.place_key, ticket.settlement or ANYWHERE
                yield ticket.place_key, None

    def _read_own(self, comments: Iterable[int]) -> None:
        ids = list(comments)
        appeals = self.session.scalars(select(Appeal).where(Appeal.comment_id.in_(ids)))
        self.appeals = {appeal.comment_id: appeal for appeal in appeals}
        answers = self.session.scalars(select(Answer).where(Answer.comment_id.in_(ids)))
        self.answers = {answer.comment_id or 0: answer for answer in answers}
        reviews = self.session.scalars(select(Review).where(Review.comment_id.in_(ids)))
        self.reviews = {(review.comment_id, review.reason): review for review in reviews}


def _latest_voices(posts: Collection[int]) -> Select[int, str]:
    latest = func.row_number().over(partition_by=Comment.post_id, order_by=Appeal.id.desc())
    voices = (
        select(Comment.post_id, Ticket.topic, Appeal.id, latest.label("place"))
        .join(Appeal, Appeal.comment_id == Comment.id)
        .join(Ticket, Appeal.ticket_id == Ticket.id)
        .where(Comment.post_id.in_(posts), Appeal.role.in_(VOICES))
        .subquery()
    )
    stmt = select(voices.c.post_id, voices.c.topic).where(voices.c.place <= HEARD)
    return stmt.order_by(voices.c.id)


def _rehomed(mark: Mark, comments: Collection[int], ticket: Ticket) -> Mark:
    return replace(mark, ticket=ticket) if mark.stand.comment_id in comments else mark


def _places(batch: Sequence[Statement]) -> Iterator[Place]:
    """The places that the batch names, each with and without its town."""
    for spot in {said.spot for said in batch if said.spot.is_point}:
        if spot.settlement is None:
            yield spot.key, ANYWHERE
        yield spot.key, spot.settlement
        yield spot.key, None
