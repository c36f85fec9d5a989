"""Load and list made-up appeals: python -m scripts.bench_tickets [--day] [COUNT ...].

A season has more posts the more comments there are; with --day all are written under one post. Each
size is loaded by a process of its own, after a small one that opens the dictionary. A busy machine
stretches the seconds of its processor; rows and statements do not depend on it.
"""

import argparse
import resource
import tempfile
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from models.database import open_engine, open_sessions, upgrade
from pipeline.progress import Silent
from pipeline.tickets.filter import Filter
from pipeline.tickets.listing import as_json, find_tickets
from pipeline.tickets.load import load_tickets
from pipeline.tickets.policy import shipped_policy
from scripts.bench_register import apart
from scripts.season import BEGIN, CROWD, SEASON, fill, made_up

NOW = BEGIN + SEASON + timedelta(days=2)
WARM = 200  # comments loaded before anything is measured
LISTS = (
    ("all", Filter()),
    ("overdue", Filter(overdue=True)),
    ("new heating", Filter(status="new", topic="heating")),
    ("search", Filter(search="холодными батареями")),
)


def made(url: str, count: int, *, day: bool = False) -> Engine:
    """A database with so many comments of a season, or of a day under one post."""
    engine = open_engine(url)
    upgrade(engine)
    posts, span = (1, timedelta(days=1)) if day else (max(1, count // CROWD), SEASON)
    fill(open_sessions(engine), made_up(count, posts=posts, span=span))
    return engine


def write(url: str, count: int, *, day: bool) -> None:
    """The same on disk."""
    made(url, count, day=day).dispose()


def measure(url: str) -> dict[str, Any]:
    """Load and list: seconds, what was asked of the database, the peak of this process's memory."""
    load(made("sqlite://", WARM))
    engine, asked = open_engine(url), Counter[str]()
    watch(engine, asked)
    begun = time.process_time()
    became = load(engine)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    lists = {name: listed(engine, wanted) for name, wanted in LISTS}
    engine.dispose()
    return {"seconds": seconds, **asked, "mib": peak, "became": became, "lists": lists}


def load(engine: Engine) -> dict[str, int]:
    """What became of the comments."""
    sessions = open_sessions(engine)
    return load_tickets(sessions, shipped_policy(), now=NOW, progress=Silent()).counts()


def listed(engine: Engine, wanted: Filter) -> float:
    """Seconds for the first page of a list."""
    begun = time.process_time()
    with open_sessions(engine)() as session:
        as_json(session, find_tickets(session, wanted, NOW, 100), NOW)
    return time.process_time() - begun


def watch(engine: Engine, asked: Counter[str]) -> None:
    """Count statements and the rows that they give."""

    def row(_: object, values: tuple[Any, ...]) -> tuple[Any, ...]:
        asked["rows"] += 1
        return values

    def connected(connection: Any, _: object) -> None:
        connection.row_factory = row

    def executed(*_: object) -> None:
        asked["statements"] += 1

    event.listen(engine, "connect", connected)
    event.listen(engine, "after_cursor_execute", executed)


def tell(count: int, found: dict[str, Any], first: tuple[int, dict[str, Any]] | None) -> None:
    """Print one size, and how it compares with the first."""
    rows, statements = found["rows"] / count, found["statements"] / count
    print(f"{count} comments loaded in {found['seconds']:.1f} s, peak {found['mib']} MiB")
    print(f"  rows read by comment: {rows:.2f}, statements: {statements:.3f}")
    if first:
        size, before = first
        times = {name: found[name] / before[name] for name in ("seconds", "rows", "statements")}
        told = ", ".join(f"{name} {ratio:.1f} times" for name, ratio in times.items())
        print(f"  {count / size:.1f} times the comments: {told}")
    print(f"  became: {found['became']}")
    for name, seconds in found["lists"].items():
        print(f"  list {name}, the first 100: {seconds:.3f} s")


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--day", action="store_true", help="all under one post in one day")
    asked, first = parser.parse_args(), None
    for count in asked.count:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            apart(partial(write, day=asked.day), url, count)
            found = apart(measure, url)
        tell(count, found, first)
        first = first or (count, found)


if __name__ == "__main__":
    main()
