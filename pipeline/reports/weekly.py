"""The свод: what became of a period's appeals, by district and by topic, with pictures."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy.orm import Session

from pipeline.register.selection import Selection
from pipeline.reports.breakdown import (
    UNKNOWN,
    Figure,
    Key,
    breakdown,
    by_district,
    by_topic,
    compared,
    counted,
    measured,
)
from pipeline.reports.equation import Equation, equation, not_appeals_by_district
from pipeline.reports.metrics import FORM, on_time_share
from pipeline.reports.pictures import Picture
from pipeline.reports.question import Question
from pipeline.reports.report import Headline, Report
from pipeline.reports.sketches import deadlines_of, funnel_of, heat_of, trend_of
from pipeline.reports.snapshot import Snapshot, read_snapshot

PLACE = 2  # «Не является обращением» stands third in the form


def weekly(session: Session, asked: Question) -> Report:
    """The tables of the form, each beside the period before."""
    snapshot = read_snapshot(session, asked)
    districts, topics = _figures(snapshot, by_district), _figures(snapshot, by_topic)
    pictures: list[Picture] = [trend_of(snapshot), deadlines_of(snapshot), heat_of(snapshot)]
    sentences = list(_sentences(snapshot))
    if asked.wanted == Selection():  # comments that are no appeals belong to no committee
        sums = equation(session, asked.period.start, asked.period.end, now=asked.now)
        sentences.append(sum_of(sums))
        pictures.insert(1, funnel_of(sums))
        districts.insert(PLACE, _not_appeals(session, snapshot))
    return Report(
        name="weekly",
        title=f"Свод обращений: {asked.period}",
        now=asked.now,
        period=asked.period,
        sentences=tuple(sentences),
        tables=(
            breakdown("districts", "По районам", "Район", snapshot, by_district, districts),
            breakdown("topics", "По темам", "Тема", snapshot, by_topic, topics),
        ),
        pictures=tuple(pictures),
        headlines=tuple(_headlines(snapshot)),
    )


def sum_of(sums: Equation) -> str:
    """The equation in one sentence."""
    return (
        f"Собрано комментариев {sums.harvested} = не обращения {sums.not_appeals}"
        f" + на проверке {sums.review} + обращения {sums.appeals} + не разобрано {sums.unread};"
        f" обращения {sums.appeals} = отвечено {sums.answered} + открыто {sums.open}"
        f" + отклонено или закрыто с причиной {sums.ended}."
    )


def _figures(snapshot: Snapshot, key: Key) -> list[Figure]:
    return [*(measured(measure, snapshot) for measure in FORM), *compared(snapshot, key)]


def _not_appeals(session: Session, snapshot: Snapshot) -> Figure:
    period = snapshot.period
    found = not_appeals_by_district(session, period.start, period.end, snapshot.now)
    named = Counter({name or UNKNOWN: count for name, count in found.items()})
    return counted("not_appeals", "Не является обращением", "не обр.", named)


def _headlines(snapshot: Snapshot) -> Iterator[Headline]:
    received = len(snapshot.received)
    yield Headline(
        "Поступило",
        str(received),
        f"{received - len(snapshot.before):+d} к предыдущему периоду",
    )
    answered = sum(state.answered_at is not None for state in snapshot.received)
    share = f"{100 * answered / received:.0f} % поступивших" if received else "из поступивших"
    yield Headline("Дан ответ", str(answered), share)
    on_time = on_time_share(snapshot.received, snapshot.now)
    told = "–" if on_time is None else f"{on_time:.0f} %"
    yield Headline("Завершено в срок", told, "из тех, чей срок наступил")
    yield Headline("Просрочено", str(len(snapshot.overdue())), "сейчас, со всеми прежними")


def _sentences(snapshot: Snapshot) -> Iterator[str]:
    received, before = len(snapshot.received), len(snapshot.before)
    yield f"Поступило {received}, {received - before:+d} к предыдущему периоду ({before})."
    share = on_time_share(snapshot.received, snapshot.now)
    if share is not None:
        yield f"В срок завершено {share:.0f} % из тех, чей срок наступил."
    yield f"Сейчас просрочено {len(snapshot.overdue())}, считая поступившие раньше."
