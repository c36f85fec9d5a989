"""A process killed at any moment, then run again, leaves what an undisturbed run leaves."""

import os
import random
import signal
import subprocess
import sys
import time
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest

from models.database import open_engine
from tests.conftest import dump_tables

MOMENT = "2024-01-11T09:00"
STEPS: tuple[tuple[str, ...], ...] = (
    ("import", "{home}/season.jsonl", "--as-of", MOMENT),
    ("classify",),
    ("tickets", "load", "--as-of", MOMENT),
)


def workspace(home: Path) -> Path:
    home.mkdir()
    (home / "otklik.toml").write_text("")
    with (files("data") / "demo" / "season.jsonl").open(encoding="utf-8") as season:
        (home / "season.jsonl").write_text("".join(islice(season, 700)), "utf-8")
    return home


def start(home: Path, step: tuple[str, ...]) -> subprocess.Popen[bytes]:
    arguments = [part.format(home=home) for part in step]
    command = [sys.executable, "-m", "cli", *arguments, "--home", str(home), "-q"]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def finish(home: Path, step: tuple[str, ...]) -> float:
    began = time.monotonic()
    process = start(home, step)
    _, said = process.communicate()
    assert process.returncode == 0, said.decode()
    return time.monotonic() - began


def tables(home: Path) -> dict[str, object]:
    engine = open_engine(f"sqlite:///{home / 'otklik.db'}")
    found = dump_tables(engine)
    engine.dispose()
    return found


@pytest.mark.slow
def test_kills_at_twenty_random_moments_change_nothing(tmp_path: Path) -> None:
    calm = workspace(tmp_path / "calm")
    durations = [finish(calm, step) for step in STEPS]
    expected = tables(calm)
    chance = random.Random(47)
    for attempt in range(7):
        home = workspace(tmp_path / str(attempt))
        for step, duration in zip(STEPS, durations, strict=True):
            process = start(home, step)
            time.sleep(duration * chance.uniform(0.2, 1.0))
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
            finish(home, step)
        assert tables(home) == expected


@pytest.mark.slow
def test_a_second_round_changes_no_row(tmp_path: Path) -> None:
    home = workspace(tmp_path / "home")
    steps = (*STEPS, ("run", "--as-of", MOMENT))
    for step in steps:
        finish(home, step)
    before = tables(home)
    for step in steps:
        finish(home, step)
    assert tables(home) == before
