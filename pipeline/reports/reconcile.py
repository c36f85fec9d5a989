"""The sverka: every comment in its place, every post counted as VK counts it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.errors import Suspicious
from pipeline.reconcile import PostDifference, posts_that_differ
from pipeline.register.wording import moment
from pipeline.reports.equation import Equation, as_text, equation

SHOWN = 20  # posts named in the text


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both halves of the equation of completeness."""

    equation: Equation
    posts: tuple[PostDifference, ...]  # only those that differ

    @property
    def holds(self) -> bool:
        """Nothing is missing anywhere."""
        return self.equation.holds and not self.posts

    def text(self) -> str:
        """Ready to read."""
        return "\n".join([as_text(self.equation), *self._posts()])

    def _posts(self) -> Iterator[str]:
        if not self.posts:
            yield "Записи: число комментариев ВКонтакте сходится с сохранённым."
            return
        yield f"Записи, где число ВКонтакте не сходится с сохранённым: {len(self.posts)}"
        for post in self.posts[:SHOWN]:
            since = f", с {moment(post.since)}" if post.since else ""
            yield (
                f"  {post.post}: ВКонтакте {post.vk_count}, у нас {post.stored},"
                f" удалено {post.deleted}, скрыто {post.hidden}{since}"
            )

    def raise_for_difference(self) -> None:
        """Raises Suspicious when anything does not add up."""
        if not self.holds:
            msg = "Сверка не сошлась: выполните otklik harvest --full и повторите сверку."
            raise Suspicious(msg)


def reconcile(
    session: Session, *, since: datetime | None = None, until: datetime | None = None
) -> Reconciliation:
    """Check the sums of a period and the counts of all posts."""
    return Reconciliation(equation(session, since, until), tuple(posts_that_differ(session)))
