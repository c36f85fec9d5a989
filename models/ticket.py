"""The unit of work: one problem at one place, its appeals and its history."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Document, RowId, Words
from models.comment import Comment
from models.incident import Incident
from models.source import Source


class Status(StrEnum):
    """Where a ticket stands; allowed moves are a table of the policy."""

    NEW = "new"
    REVIEW = "review"
    NEED_INFO = "need_info"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    INTERIM = "interim"
    RESOLVED = "resolved"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    REDIRECTED = "redirected"
    REJECTED = "rejected"
    MERGED = "merged"


class Outcome(StrEnum):
    """What became of the problem; «closed» alone never means «fixed»."""

    FIXED = "fixed"
    EXPLAINED = "explained"
    PLANNED = "planned"
    NOT_CONFIRMED = "not_confirmed"
    NATURAL = "natural"  # it melted by itself: not counted as solved
    NO_ACCESS = "no_access"
    OUT_OF_SCOPE = "out_of_scope"
    AUTHOR_SILENT = "author_silent"


class Role(StrEnum):
    """What a comment is to its ticket."""

    OPENING = "opening"
    DUPLICATE = "duplicate"
    FOLLOW_UP = "follow_up"
    RESOLVED = "resolved"
    REOPENING = "reopening"
    ANSWER = "answer"


class Priority(StrEnum):
    """Classes of the policy, from threat to life to a plain question."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class EventKind(StrEnum):
    """What happened to a ticket."""

    OPENED = "opened"
    JOINED = "joined"  # one more appeal
    MOVED = "moved"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    NOTED = "noted"
    MERGED = "merged"
    SPLIT = "split"
    EDITED = "edited"
    ESCALATED = "escalated"
    TERMS = "terms"  # deadlines changed
    INCIDENT = "incident"  # became part of a mass incident, or left it
    CORRECTED = "corrected"  # a person knows the topic or the place better


class Ticket(Base):
    """One problem at one place, with its clocks and its responsible body."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_place", "place_key", "settlement", "last_at"),
        Index("ix_ticket_near", "settlement", "topic", "last_at"),
        Index("ix_ticket_opened_at_id", "opened_at", "id"),
    )

    id: Mapped[RowId]
    number: Mapped[str] = mapped_column(unique=True)  # «ТШ-2023-004512»
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    topic: Mapped[str]  # main label
    subtopic: Mapped[str] = mapped_column(default="")
    labels: Mapped[Words]
    urgent: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[str] = mapped_column(default=Priority.D)
    status: Mapped[str] = mapped_column(default=Status.NEW, index=True)
    status_since: Mapped[datetime]
    outcome: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")  # of a rejection or a redirection
    district: Mapped[str | None] = mapped_column(index=True)
    settlement: Mapped[str | None]
    street: Mapped[str | None]
    house: Mapped[str | None]
    building: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")  # canonical, for people
    place_key: Mapped[str] = mapped_column(default="")  # what folding compares; empty: no address
    facts: Mapped[Document]
    opened_at: Mapped[datetime]  # the opening comment's own time: the honest clock
    registered_at: Mapped[datetime]
    last_at: Mapped[datetime]  # the latest appeal's own time
    take_by: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]
    solve_by: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]  # the solve clock stands: the author was asked
    interim_until: Mapped[datetime | None]  # term promised by an interim answer
    first_answered_at: Mapped[datetime | None]  # stays when a reopening asks for another answer
    first_solve_by: Mapped[datetime | None]  # stays when a reopening starts a new clock
    department: Mapped[str] = mapped_column(default="", index=True)
    assignee: Mapped[str] = mapped_column(default="")
    policy: Mapped[str] = mapped_column(default="")  # version of the policy that set the clocks
    repeats: Mapped[int] = mapped_column(default=0)  # times it was reopened
    voices: Mapped[int] = mapped_column(default=1)  # residents who complain of it
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    last_event: Mapped[int] = mapped_column(default=0)  # sequence of the latest row of its history

    # Every change leaves an event, so an update that meets another number came too late.
    __mapper_args__ = {  # noqa: RUF012 (SQLAlchemy reads a plain dict)
        "version_id_col": last_event,
        "version_id_generator": False,
    }

    source: Mapped[Source] = relationship()
    incident: Mapped[Incident | None] = relationship()
    merged_into: Mapped["Ticket | None"] = relationship(remote_side="Ticket.id", viewonly=True)
    # For reading alone: appeals and events know their ticket.
    appeals: Mapped[list["Appeal"]] = relationship(order_by="Appeal.id", viewonly=True)
    events: Mapped[list["Event"]] = relationship(order_by="Event.sequence", viewonly=True)


class Appeal(Base):
    """A resident's comment as part of a ticket."""

    __tablename__ = "appeal"

    id: Mapped[RowId]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    role: Mapped[str]
    version: Mapped[int]  # of the text that was folded
    why: Mapped[str] = mapped_column(default="")  # why it is in this ticket, for people
    copy_key: Mapped[str] = mapped_column(default="", index=True)  # equal for a pasted text
    words: Mapped[str] = mapped_column(default="", deferred=True)  # lemmas, for the search

    comment: Mapped[Comment] = relationship()
    ticket: Mapped[Ticket] = relationship()


class Event(Base):
    """Who did what to a ticket, when, and why; rows are only added."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("ticket_id", "sequence"),
        Index("ix_event_at", "at"),
    )

    id: Mapped[RowId]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    reason: Mapped[str] = mapped_column(default="")
    data: Mapped[Document]

    ticket: Mapped[Ticket] = relationship()
