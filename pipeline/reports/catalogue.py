"""Which summaries there are, how far back each looks, and the forms they come in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Comment
from pipeline.errors import WrongUsage
from pipeline.register.naming import expect_own
from pipeline.register.part import written_whole
from pipeline.register.selection import Selection
from pipeline.register.share import told_of
from pipeline.reports.completeness import completeness
from pipeline.reports.daily import daily
from pipeline.reports.districts import districts
from pipeline.reports.document import as_json
from pipeline.reports.gaps import find_gaps
from pipeline.reports.incidents import incidents
from pipeline.reports.markdown import as_markdown
from pipeline.reports.names import ReportFormat, ReportName
from pipeline.reports.page import as_html
from pipeline.reports.period import Period
from pipeline.reports.public import published
from pipeline.reports.quality import quality
from pipeline.reports.question import Question
from pipeline.reports.report import Report
from pipeline.reports.text import as_text
from pipeline.reports.waiting import ageing, unanswered
from pipeline.reports.weekly import weekly
from pipeline.reports.workbook import write_workbook
from pipeline.tickets.policy import Policy, shipped_policy

Build = Callable[[Session, Question], Report]


BUILDERS: dict[ReportName, Build] = {
    ReportName.DAILY: daily,
    ReportName.WEEKLY: weekly,
    ReportName.DISTRICTS: districts,
    ReportName.INCIDENTS: incidents,
    ReportName.UNANSWERED: unanswered,
    ReportName.AGEING: ageing,
    ReportName.RECONCILE: completeness,
    ReportName.QUALITY: quality,
}
# How far a summary looks back when nobody says.
REACH = {ReportName.DAILY: timedelta(days=1)}
WEEK = timedelta(days=7)
WHOLE = (ReportName.RECONCILE, ReportName.QUALITY)  # have no shares

RENDERERS: dict[ReportFormat, Callable[[Report], str]] = {
    ReportFormat.TEXT: as_text,
    ReportFormat.MARKDOWN: as_markdown,
    ReportFormat.HTML: as_html,
    ReportFormat.JSON: as_json,
}


def make_report(
    session: Session,
    name: ReportName,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    wanted: Selection | None = None,
    public: bool = False,
    policy: Policy | None = None,
) -> Report:
    """A summary of a period as things stood at a moment; the period ends then unless told."""
    end = min(until, now) if until is not None else now
    start = since if since is not None else _start(session, name, end)
    if start > end:
        msg = f"Период пуст: {Period(start, end)}. Проверьте --since, --until и --as-of."
        raise WrongUsage(msg)
    rules = policy or shipped_policy()
    asked = Question(Period(start, end), now, wanted or Selection(), rules)
    made = BUILDERS[name](session, asked)
    told = replace(
        made,
        sentences=(*_told(name, asked), *made.sentences),
        gaps=tuple(map(str, find_gaps(session, asked.period, now))),
    )
    return published(told) if public else told


def _told(name: ReportName, asked: Question) -> Iterator[str]:
    if (words := told_of(asked.wanted, asked.policy)) and name not in WHOLE:
        yield f"Только доля — {words}."


def _start(session: Session, name: ReportName, end: datetime) -> datetime:
    if name is not ReportName.RECONCILE:
        return end - REACH.get(name, WEEK)
    # The sums must hold over all time.
    first = session.scalar(select(func.min(Comment.published_at)))
    return min(first, end) if first is not None else end


def find_format(name: str, path: Path | None = None) -> ReportFormat:
    """A form by its name, else by the name of the file; raises WrongUsage with all of them."""
    endings = {form.suffix: form for form in ReportFormat}
    if path:
        expect_own(path, *endings)
    if not name:
        return endings.get(path.suffix.lower(), ReportFormat.TEXT) if path else ReportFormat.TEXT
    try:
        return ReportFormat(name)
    except ValueError as exc:
        msg = f"Нет вида {name}: выберите из {', '.join(ReportFormat)}"
        raise WrongUsage(msg) from exc


def print_report(report: Report, form: ReportFormat) -> str:
    """A summary for the screen; raises WrongUsage for a form that only a file can hold."""
    if form is ReportFormat.XLSX:
        msg = "Сводку в XLSX пишут в файл: добавьте -o ФАЙЛ.xlsx"
        raise WrongUsage(msg)
    return RENDERERS[form](report)


def write_report(report: Report, path: Path, form: ReportFormat) -> None:
    """Write a summary; a crash leaves the old file as it was. Raises WrongUsage."""
    with written_whole(path) as part:
        if form is ReportFormat.XLSX:
            write_workbook(report, part)
        else:
            part.write_text(RENDERERS[form](report), encoding="utf-8")
