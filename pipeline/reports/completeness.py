"""The sverka as a summary: the equation, and the posts whose counts differ."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from pipeline.harvest.reconcile import posts_that_differ
from pipeline.register.form import Form, Value
from pipeline.register.selection import Selection
from pipeline.reports.equation import Equation, equation
from pipeline.reports.gaps import find_gaps
from pipeline.reports.period import Period
from pipeline.reports.report import Heading, Report, Table
from pipeline.reports.sketches import funnel_of

Line = tuple[Value, ...]

SUM = (Heading("name", "Слагаемое", Form.TEXT), Heading("count", "Комментариев", Form.COUNT))
POSTS = (
    Heading("post", "Запись", Form.TEXT),
    Heading("vk_count", "ВКонтакте", Form.COUNT),
    Heading("stored", "У нас", Form.COUNT),
    Heading("deleted", "Удалено", Form.COUNT),
    Heading("hidden", "Скрыто", Form.COUNT),
    Heading("since", "Расходится с", Form.MOMENT),
)


def completeness(session: Session, period: Period, now: datetime, wanted: Selection) -> Report:
    """Both sums of the contract for a period, and every post that does not add up."""
    del wanted  # the sum is of all comments
    sums = equation(session, period.start, period.end, now=now)
    posts = tuple(posts_that_differ(session))
    return Report(
        name="reconcile",
        title=f"Сверка: {period}",
        now=now,
        period=period,
        sentences=(
            "Равенство сходится." if sums.holds else "Равенство НЕ СХОДИТСЯ.",
            f"Записей, где число ВКонтакте не равно сохранённому: {len(posts)}.",
        ),
        tables=(
            _sum("comments", "Комментарии", _comments(sums), ("Собрано", sums.harvested)),
            _sum("appeals", "Обращения", _appeals(sums), ("Обращения", sums.appeals)),
            Table(
                "posts",
                "Записи, которые не сходятся",
                POSTS,
                tuple(tuple(getattr(post, head.code) for head in POSTS) for post in posts),
                empty="Все записи сходятся.",
            ),
        ),
        pictures=(funnel_of(sums),),
        gaps=tuple(map(str, find_gaps(session, period, now))),
    )


def _sum(code: str, title: str, parts: Iterable[Line], total: Line) -> Table:
    return Table(code, title, SUM, tuple(parts), total)


def _comments(sums: Equation) -> Iterator[Line]:
    yield "не обращения", sums.not_appeals
    yield "на проверке", sums.review
    yield "обращения", sums.appeals
    yield "не разобрано", sums.unread


def _appeals(sums: Equation) -> Iterator[Line]:
    yield "отвечено", sums.answered
    yield "открыто", sums.open
    yield "отклонено, перенаправлено или закрыто без ответа с причиной", sums.ended
