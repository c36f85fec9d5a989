"""Ctrl-C in the middle of long work."""

import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from tests.command import Caller


@pytest.mark.slow
def test_an_interrupted_import_says_how_to_go_on(otklik: Caller, tmp_path: Path) -> None:
    otklik("init", tmp_path)
    season = files("data") / "demo" / "season.jsonl"
    (tmp_path / "long.jsonl").write_text(season.read_text("utf-8") * 20, "utf-8")
    command = [sys.executable, "-m", "cli", "import", f"{tmp_path}/long.jsonl", "--home", tmp_path]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert (process.returncode, "Прервано" in said) == (130, True), said
    [run] = otklik("runs", "--home", tmp_path, "--json").json
    assert run["exit_code"] == 130
