"""Ctrl-C in the middle of long work."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from importlib.resources import files
from pathlib import Path

import pytest

from tests.command import Caller

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"  # the cursor


def imported(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM comment").fetchone()[0])
    except sqlite3.OperationalError:
        return False


def long_import(home: Path) -> list[str]:
    """An import that goes on until somebody ends it."""
    season = files("data") / "demo" / "season.jsonl"
    (home / "long.jsonl").write_text(season.read_text("utf-8") * 20, "utf-8")
    return [sys.executable, "-m", "cli", "import", f"{home}/long.jsonl", "--home", str(home)]


def interrupt(process: subprocess.Popen[str], home: Path) -> None:
    while process.poll() is None and not imported(home / "otklik.db"):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)


@pytest.mark.slow
def test_an_interrupted_import_says_how_to_go_on(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    process = subprocess.Popen(long_import(tmp_path), stderr=subprocess.PIPE, text=True)
    interrupt(process, tmp_path)
    _, said = process.communicate()
    assert (process.returncode, "Прервано" in said) == (130, True), said
    [run] = otklik("runs", "--home", tmp_path, "--json").json
    assert run["exit_code"] == 130


@pytest.mark.slow
def test_an_interrupted_bar_gives_the_cursor_back(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    ours, theirs = os.openpty()
    command, terminal = long_import(tmp_path), os.environ | {"TERM": "xterm"}
    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read_all, ours)
        with subprocess.Popen(command, stderr=theirs, text=True, env=terminal) as process:
            interrupt(process, tmp_path)
        os.close(theirs)
    said = reading.result()
    assert said.count(HIDE) == said.count(SHOW) > 0


def read_all(terminal: int) -> str:
    """What a terminal was told by a program that has ended."""
    said = b""
    with suppress(OSError):  # the end of a terminal
        while part := os.read(terminal, 65_536):
            said += part
    os.close(terminal)
    return said.decode()
