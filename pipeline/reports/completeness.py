"""The reconciliation as a summary: the equation, and the posts whose counts differ."""

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from pipeline.harvest.reconcile import posts_that_differ
from pipeline.register.form import Form
from pipeline.reports.equation import Equation, equation
from pipeline.reports.question import Question
from pipeline.reports.report import Definition, Heading, Report, Table, define
from pipeline.reports.sketches import funnel_of
from pipeline.reports.terms import terms

Part = tuple[str, int, str]  # name, count, where data explain it

SUM = (Heading("name", "Слагаемое", Form.TEXT), Heading("count", "Комментариев", Form.COUNT))
POSTS = (
    Heading("post", "Запись", Form.TEXT),
    Heading("vk_count", "ВКонтакте", Form.COUNT),
    Heading("stored", "У нас", Form.COUNT),
    Heading("deleted", "Удалено", Form.COUNT),
    Heading("hidden", "Скрыто", Form.COUNT),
    Heading("since", "Расходится с", Form.MOMENT),
)


def completeness(session: Session, asked: Question) -> Report:
    """Both sums of the contract for a period, and every post that does not add up."""
    period, now = asked.period, asked.now  # no share: the sum is of all comments
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
            _sum("comments", "Комментарии", _comments(sums), sums.harvested),
            _sum("appeals", "Обращения", _appeals(sums), sums.appeals),
            Table(
                "posts",
                "Записи, которые не сходятся",
                POSTS,
                tuple(tuple(getattr(post, head.code) for head in POSTS) for post in posts),
                definitions=define(POSTS, deleted="post_deleted"),
                empty="Все записи сходятся.",
            ),
        ),
        pictures=(funnel_of(sums),),
    )


def _sum(code: str, title: str, parts: Iterable[Part], total: int) -> Table:
    rows = [*parts]
    return Table(
        code,
        title,
        SUM,
        tuple((name, count) for name, count, _ in rows),
        (f"{title}, всего", total),
        tuple(Definition(name, terms().measures[key]) for name, _, key in rows),
    )


def _comments(sums: Equation) -> Iterator[Part]:
    yield "не обращения", sums.not_appeals, "sum_not_appeals"
    yield "на проверке", sums.review, "sum_review"
    yield "обращения", sums.appeals, "sum_appeals"
    yield "не разобрано", sums.unread, "sum_unread"


def _appeals(sums: Equation) -> Iterator[Part]:
    yield "отвечено", sums.answered, "sum_answered"
    yield "открыто", sums.open, "sum_open"
    yield "завершено без ответа, с причиной", sums.ended, "sum_ended"
