"""A summary as Markdown: for a wiki, a messenger, a repository of reports."""

import re
from collections.abc import Iterator

from pipeline.register.guard import printable
from pipeline.reports.cells import NUMERIC, shown
from pipeline.reports.report import Report, Table
from pipeline.reports.text import gap_lines

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def as_markdown(report: Report) -> str:
    """Sentences as a list, tables as tables, definitions under each."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield f"# {escaped(report.title)}"
    yield ""
    yield from (f"- {escaped(sentence)}" for sentence in report.sentences)
    for table in report.tables:
        yield from ("", f"## {escaped(table.title)}", "")
        yield from _table(table)
        yield from ("", *(f"_{escaped(line)}_" for line in gap_lines(report)))
    if not report.tables:
        yield from ("", *(f"_{escaped(line)}_" for line in gap_lines(report)))


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield table.empty
        return
    yield _row([head.title for head in table.headings])
    yield "|" + "|".join("---:" if h.form in NUMERIC else "---" for h in table.headings) + "|"
    for line in table.rows:
        yield _row([shown(v, h.form) for v, h in zip(line, table.headings, strict=True)])
    if table.total:
        total = [shown(v, h.form) for v, h in zip(table.total, table.headings, strict=True)]
        yield "| " + " | ".join(f"**{escaped(cell)}**" for cell in total) + " |"
    yield ""
    for definition in table.definitions:
        yield f"- **{escaped(definition.term)}** — {escaped(definition.text)}."


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"


def escaped(text: str) -> str:
    """A resident's words are no markup, and stay on one line."""
    return SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))
