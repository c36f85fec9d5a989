"""Loading killed at any statement and begun again: no ticket doubled, none missing."""

import random
import shutil
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from models.database import open_engine, open_sessions, upgrade
from nlp.classifier import Classifier
from pipeline.classify import classify
from pipeline.exchange.dump import import_lines
from pipeline.progress import Silent
from tests import load_victim
from tests.conftest import dump_tables

KILLS, LINES, STATEMENTS = 50, 260, 300


def read_season(path: Path) -> None:
    """The beginning of the demonstration season, classified and not yet loaded."""
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    sessions = open_sessions(engine)
    season = (files("data") / "demo" / "season.jsonl").read_bytes().splitlines()[:LINES]
    import_lines(sessions, enumerate(season, start=1), now=load_victim.NOW)
    classify(sessions, Classifier.load(), progress=Silent())
    engine.dispose()


def tables(path: Path) -> dict[str, object]:
    engine = open_engine(f"sqlite:///{path}")
    found = dump_tables(engine)
    engine.dispose()
    return found


class Victims:
    """Loads that are killed, or come to their end."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.load_victim"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)

    def load(self, path: Path, last: int) -> bool:
        """Whether it came to its end; only a kill is another way out."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"sqlite:///{path} {last}\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        assert code in (0, -signal.SIGKILL)
        return code == 0

    def rest(self) -> None:
        self.process.communicate()


@pytest.mark.slow
def test_fifty_kills_double_no_ticket_and_lose_none(tmp_path: Path) -> None:
    season, calm = tmp_path / "season.db", tmp_path / "calm.db"
    read_season(season)
    shutil.copy(season, calm)
    load_victim.load(f"sqlite:///{calm}")
    expected, chance, victims, killed = tables(calm), random.Random(47), Victims(), 0
    while killed < KILLS:
        path = tmp_path / f"{killed}.db"
        shutil.copy(season, path)
        while not victims.load(path, chance.randrange(1, STATEMENTS)):
            killed += 1
        assert tables(path) == expected
    victims.rest()
