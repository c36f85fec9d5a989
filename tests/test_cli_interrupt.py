"""Ctrl-C in the middle of long work."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from tests.command import Caller


def imported(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("SELECT count(*) FROM comment").fetchone()[0])
    except sqlite3.OperationalError:
        return False


@pytest.mark.slow
def test_an_interrupted_import_says_how_to_go_on(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    season = files("data") / "demo" / "season.jsonl"
    (tmp_path / "long.jsonl").write_text(season.read_text("utf-8") * 20, "utf-8")
    command = [
        sys.executable,
        "-m",
        "cli",
        "import",
        f"{tmp_path}/long.jsonl",
        "--home",
        str(tmp_path),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not imported(tmp_path / "otklik.db"):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, "Прервано" in said) == (130, True), said
    [run] = otklik("runs", "--home", tmp_path, "--json").json
    assert run["exit_code"] == 130
