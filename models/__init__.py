"""The tables: what is stored, under which natural keys."""

from models.answer import Answer, AnswerState
from models.audit import Audit
from models.base import Base
from models.comment import Comment, CommentVersion
from models.incident import Incident
from models.label import Label
from models.outbox import Message, MessageState
from models.post import Channel, Post
from models.prediction import Address, Prediction
from models.raw import RawAnswer
from models.register import RegisterHouse, RegisterObject, RegisterVersion
from models.review import Review, ReviewReason
from models.run import Run
from models.source import Source
from models.ticket import Appeal, Event, EventKind, Outcome, Priority, Role, Status, Ticket
from models.token import TokenPace, TokenStop, TokenUse

__all__ = [
    "Address",
    "Answer",
    "AnswerState",
    "Appeal",
    "Audit",
    "Base",
    "Channel",
    "Comment",
    "CommentVersion",
    "Event",
    "EventKind",
    "Incident",
    "Label",
    "Message",
    "MessageState",
    "Outcome",
    "Post",
    "Prediction",
    "Priority",
    "RawAnswer",
    "RegisterHouse",
    "RegisterObject",
    "RegisterVersion",
    "Review",
    "ReviewReason",
    "Role",
    "Run",
    "Source",
    "Status",
    "Ticket",
    "TokenPace",
    "TokenStop",
    "TokenUse",
]
