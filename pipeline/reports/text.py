"""A summary as plain text: for a terminal, a chat, a letter."""

from collections.abc import Iterator, Sequence
from textwrap import fill, wrap

from pipeline.reports.cells import NUMERIC, shown
from pipeline.reports.report import Heading, Report, Table

WIDTH = 100
WIDEST = 40  # of a column of words
NO_GAPS = "Пробелов в сборе за период не отмечено."


def as_text(report: Report) -> str:
    """Sentences, then tables unless the summary is a brief one."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    if not report.brief:
        yield report.title
        yield "=" * len(report.title)
    yield from report.sentences
    for table in () if report.brief else report.tables:
        yield ""
        yield from _table(table)
        yield from gap_lines(report)
    if report.brief and report.gaps:
        yield from gap_lines(report)


def gap_lines(report: Report) -> list[str]:
    """What could not be known, in so many words."""
    return [f"Пробел: {gap}." for gap in report.gaps] or [NO_GAPS]


def _table(table: Table) -> Iterator[str]:
    yield table.title
    if not table.rows:
        yield table.empty
        return
    lines = [*table.rows, *([table.total] if table.total else [])]
    cells = [
        [shown(value, head.form) for value, head in zip(line, table.headings, strict=True)]
        for line in lines
    ]
    yield from _grid(table.headings, cells, total=table.total is not None)
    for definition in table.definitions:
        yield fill(
            f"{definition.term} — {definition.text}.",
            WIDTH,
            initial_indent="  ",
            subsequent_indent="    ",
        )


def _grid(
    headings: Sequence[Heading], cells: Sequence[Sequence[str]], *, total: bool
) -> Iterator[str]:
    titles = [head.short or head.title for head in headings]
    widths = [
        min(WIDEST, max(len(title), *map(len, column)))
        for title, column in zip(titles, zip(*cells, strict=True), strict=True)
    ]
    right = [head.form in NUMERIC for head in headings]
    rule = "  ".join("-" * width for width in widths)
    yield _row(titles, widths, right)
    yield rule
    for number, line in enumerate(cells):
        if total and number == len(cells) - 1:
            yield rule
        yield from _folded(line, widths, right)


def _folded(line: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    parts = [wrap(cell, width) or [""] for cell, width in zip(line, widths, strict=True)]
    for number in range(max(map(len, parts))):
        row = [part[number] if number < len(part) else "" for part in parts]
        yield _row(row, widths, right)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    placed = (
        cell.rjust(width) if flush else cell.ljust(width)
        for cell, width, flush in zip(cells, widths, right, strict=True)
    )
    return "  ".join(placed).rstrip()
