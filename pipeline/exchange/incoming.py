"""Files that come from elsewhere: dumps and tables."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models import Source
from pipeline.exchange.dump import ImportReport, import_dump, import_lines
from pipeline.exchange.spreadsheet import BrokenRow, Table, number_of
from pipeline.progress import Progress

# Tables of communities that VK does not know are kept apart from real walls.
INVENTED = 10**12


def take_in(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    columns: Mapping[str, str],
    group: str,
    now: datetime,
    progress: Progress,
) -> ImportReport:
    """Bring in a dump, or a table when its columns are named; raises WrongUsage."""
    if path.suffix.lower() != ".csv":
        return import_dump(sessions, path, now=now, progress=progress)
    table = Table(path, columns, _owner(sessions, group))
    return import_lines(sessions, _lines(table, group), now=now, progress=progress)


def _owner(sessions: sessionmaker[Session], group: str) -> int:
    digits = group.removeprefix("club")
    if digits.isdecimal():
        return -int(digits)
    with sessions() as session:
        stmt = select(Source.owner_id).where(Source.screen_name == group)
        known = session.scalar(stmt.limit(1))
    return known or -(INVENTED + number_of(group) % INVENTED)


def _lines(table: Table, group: str) -> Iterator[tuple[int, bytes | BrokenRow]]:
    community = {"type": "group", "id": -table.owner_id, "name": group, "screen_name": group}
    yield 1, json.dumps(community).encode()
    for number, found in table.objects():
        yield number, found if isinstance(found, BrokenRow) else json.dumps(found).encode()
