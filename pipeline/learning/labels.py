"""What people of this workspace decided, as examples to learn from and to measure by."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from models import Comment, Label, Post
from nlp.answer import Answer
from nlp.prediction import NOT_COMPLAINT, Kind
from nlp.remark import Remark

APART = 5  # every fifth text is kept for measuring

Parent = aliased(Comment)
REPLIED_TO = and_(
    Parent.owner_id == Comment.owner_id,
    Parent.channel == Comment.channel,
    Parent.vk_id == func.coalesce(Comment.reply_to, Comment.thread_root),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Decisions to learn from, and those kept apart to measure by."""

    learnt: tuple[Answer, ...]
    apart: tuple[Answer, ...]

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Labelled":
        """Split by the words themselves, so that copies of a text stay on one side."""
        apart = [crc32(answer.remark.text.encode()) % APART == 0 for answer in answers]
        pairs = list(zip(answers, apart, strict=True))
        return cls(
            tuple(answer for answer, kept in pairs if not kept),
            tuple(answer for answer, kept in pairs if kept),
        )


def local_answers(session: Session) -> list[Answer]:
    """The last decision about each comment whose text is still the one decided upon."""
    stmt = (
        select(Label, Comment.text, Post.text.label("post"), Parent.text.label("parent"))
        .join(Comment, Label.comment_id == Comment.id)
        .join(Post, Comment.post_id == Post.id)
        .outerjoin(Parent, REPLIED_TO)
        .where(Label.version == Comment.version, Comment.official.is_(False))
        .order_by(Label.decided_at, Label.id)
    )
    last = {label.comment_id: (label, rest) for label, *rest in session.execute(stmt)}
    return [_answer(label, *rest) for _, (label, rest) in sorted(last.items())]


def _answer(label: Label, text: str, post: str, parent: str | None) -> Answer:
    return Answer(
        remark=Remark(text, post=post, parent=parent),
        labels=tuple(label.labels) or (NOT_COMPLAINT,),
        kind=Kind(label.kind),
        urgent=label.urgent,
    )
