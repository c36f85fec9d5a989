"""A summary as plain text: for a terminal, a chat, a letter."""

from collections.abc import Iterator
from textwrap import fill

from pipeline.reports.grid import WIDTH, lay_out
from pipeline.reports.report import Definition, Report, Table

NO_GAPS = "Пробелов в сборе за период не отмечено."
SAME_GAPS = "Пробелы в сборе — те же."


def as_text(report: Report) -> str:
    """Sentences, then tables unless the summary is a brief one."""
    return "\n".join(_brief(report) if report.brief else _lines(report))


def gap_lines(report: Report) -> list[str]:
    """What could not be known, in so many words."""
    return [f"Пробел: {gap}." for gap in report.gaps] or [NO_GAPS]


def _brief(report: Report) -> Iterator[str]:
    # To be pasted into a chat, which folds lines itself.
    yield from report.sentences
    if report.gaps:
        yield from gap_lines(report)


def _lines(report: Report) -> Iterator[str]:
    title = fill(report.title, WIDTH)
    yield title
    yield "=" * max(map(len, title.splitlines()))
    yield from (fill(sentence, WIDTH) for sentence in report.sentences)
    for number, table in enumerate(report.tables):
        yield ""
        yield from _table(table)
        # On one screen with the table above, a list of failures need not be read twice.
        gaps = [SAME_GAPS] if number and report.gaps else gap_lines(report)
        yield from (fill(line, WIDTH) for line in gaps)


def _table(table: Table) -> Iterator[str]:
    yield table.title
    if not table.rows:
        yield table.empty
        return
    yield from lay_out(table)
    for definition in table.definitions:
        yield fill(_told(definition), WIDTH, initial_indent="  ", subsequent_indent="    ")


def _told(definition: Definition) -> str:
    term, short = definition.term, definition.short
    named = f"{term} ({short})" if short and short.lower() != term.lower() else term
    return f"{named} — {definition.text}."
