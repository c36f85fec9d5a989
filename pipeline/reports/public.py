"""A summary for everybody: groups so small that they point at a person are not named."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import WrongUsage
from pipeline.register.form import Form, Value
from pipeline.reports.names import ReportName
from pipeline.reports.pictures import Deadlines, Funnel
from pipeline.reports.report import Definition, Heading, Report, Table
from pipeline.reports.terms import terms

OPEN = (ReportName.WEEKLY, ReportName.DISTRICTS)  # the others tell of single tickets
OTHERS = "прочие"
SUMS = (Form.COUNT, Form.CHANGE)
ALONE = ("place",)  # counts that have no sum

Line = tuple[Value, ...]


def published(report: Report) -> Report:
    """The same summary with small lines made one; raises WrongUsage where that is not enough."""
    if report.name not in OPEN:
        msg = f"Открытой бывает только сводка {' и '.join(OPEN)}: {report.name} — для служебной."
        raise WrongUsage(msg)
    # Pictures by district or by day would show the small numbers again.
    pictures = tuple(p for p in report.pictures if isinstance(p, Funnel | Deadlines))
    return replace(report, tables=tuple(map(_covered, report.tables)), pictures=pictures)


def _covered(table: Table) -> Table:
    codes = [head.code for head in table.headings]
    size, name = codes.index("received"), codes.index("name")
    ranked = sorted(table.rows, key=lambda line: -_number(line[size]))
    named, small = _split(ranked, size)
    if not small:
        return table
    kept = tuple(line for line in table.rows if line in named)
    other = _merged(table.headings, small, name)
    told = Definition(OTHERS, terms().measures["others"].format(least=terms().public_from))
    return replace(table, rows=(*kept, other), definitions=(told, *table.definitions))


def _split(ranked: Sequence[Line], size: int) -> tuple[Sequence[Line], Sequence[Line]]:
    least = terms().public_from
    end = sum(_number(line[size]) >= least for line in ranked)
    # One small line beside a total could be worked out: it takes a greater one along.
    while 0 < end < len(ranked) and sum(_number(line[size]) for line in ranked[end:]) < least:
        end -= 1
    return ranked[:end], ranked[end:]


def _merged(headings: Sequence[Heading], lines: Sequence[Line], name: int) -> Line:
    sums: list[Value] = [
        sum(_number(value) for value in column)
        if head.form in SUMS and head.code not in ALONE
        else None
        for head, column in zip(headings, zip(*lines, strict=True), strict=True)
    ]
    sums[name] = OTHERS
    return tuple(sums)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
