"""A big register is loaded a page at a time."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.gazetteer.load import import_register
from pipeline.progress import Silent
from pipeline.workspace import open_workspace
from tests.gar import large_land, write_export
from tests.memory import peak_mb

MOST_MB = 250  # of a limit of 400 for ten times as many houses
GROWTH_MB = 80  # the page caches of both databases fill up, nothing else grows


def peak_of_loading(folder: Path, houses: int) -> int:
    """Megabytes of a process that loads so many houses."""
    home = folder / f"home{houses}"
    home.mkdir()
    export = write_export(large_land(houses), folder / f"gar{houses}.zip")
    command = [sys.executable, "-m", __name__, str(home), str(export)]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    loaded, peak = map(int, ran.stdout.split())
    assert loaded == houses
    return peak


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no resource module")
def test_memory_does_not_grow_with_the_register(tmp_path: Path) -> None:
    small, large = peak_of_loading(tmp_path, 20_000), peak_of_loading(tmp_path, 200_000)
    assert large < MOST_MB
    assert large - small < GROWTH_MB


def main(home: Path, export: Path) -> None:
    """Load and print the houses and the peak of memory."""
    desk = open_workspace(home)
    loaded = import_register(desk, export, now=datetime.now(UTC), progress=Silent())
    sys.stdout.write(f"{loaded.houses} {peak_mb()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
