"""A summary as JSON: stable keys, typed values."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pipeline.register.form import Value
from pipeline.register.wording import iso
from pipeline.reports.report import Report, Table


def as_json(report: Report) -> str:
    """The whole summary as one object."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The object itself, for those who print it in their own way."""
    period = report.period
    return {
        "report": report.name,
        "title": report.title,
        "as_of": iso(report.now),
        "since": iso(period.start) if period else None,
        "until": iso(period.end) if period else None,
        "sentences": list(report.sentences),
        "headlines": [asdict(headline) for headline in report.headlines],
        "tables": [_table(table) for table in report.tables],
        "pictures": [
            {"kind": type(picture).__name__.lower(), **asdict(picture)}
            for picture in report.pictures
        ],
        "gaps": list(report.gaps),
    }


def _table(table: Table) -> dict[str, Any]:
    codes = [heading.code for heading in table.headings]
    return {
        "table": table.code,
        "title": table.title,
        "columns": {heading.code: heading.title for heading in table.headings},
        "rows": [dict(zip(codes, map(_plain, row), strict=True)) for row in table.rows],
        "total": dict(zip(codes, map(_plain, table.total), strict=True)) if table.total else None,
        "definitions": {definition.term: definition.text for definition in table.definitions},
    }


def _plain(value: Value) -> Value:
    return iso(value) if isinstance(value, datetime) else value
