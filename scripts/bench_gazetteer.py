"""Measure an import of the register: python -m scripts.bench_gazetteer [HOUSES] [DATABASE_URL].

Writes a generated export with OBJECTIDs in no order, loads it in a process of its own and prints
time, peak memory and the size of the database; then asks for streets as the extractor would.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from pipeline import workspace
from pipeline.gazetteer.load import import_register
from pipeline.gazetteer.register import DatabaseRegister
from pipeline.progress import Silent
from tests.gar import large_land, write_export

LOOKUPS = 5_000


def main() -> None:
    """Generate, then load and look up, each in a fresh process."""
    houses = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    environment = dict(os.environ)
    if len(sys.argv) > 2:
        environment["OTKLIK_DATABASE_URL"] = sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        home = workspace.init(Path(folder) / "home").parent
        export = write_export(large_land(houses), Path(folder) / "gar_xml.zip")
        with zipfile.ZipFile(export) as archive:
            size = sum(info.file_size for info in archive.infolist())
        print(f"{houses:,} houses, {size / 1e6:,.0f} MB of XML", flush=True)
        run(environment, "load", home, export)
        run(environment, "look", home, houses)


def run(environment: dict[str, str], *arguments: object) -> None:
    """One measurement in a process of its own: peak memory is of a process."""
    command = [sys.executable, "-m", "scripts.bench_gazetteer", *map(str, arguments)]
    subprocess.run(command, check=True, env=environment)  # noqa: S603 (ourselves)


def load(home: Path, export: Path) -> None:
    """Load an export and tell what it took."""
    desk, began = workspace.open_workspace(home), time.perf_counter()
    loaded = import_register(desk, export, now=datetime.now(UTC), progress=Silent())
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    largest = megabytes(home)
    desk.engine.dispose()
    print(loaded.sentence())
    print(f"  {took:,.0f} s by the wall, {used.ru_utime + used.ru_stime:,.0f} s of the processor")
    print(f"  peak of memory {used.ru_maxrss / 1024:,.0f} MB")
    print(f"  SQLite files {largest:,.0f} MB at most, {megabytes(home):,.0f} MB in the end")


def megabytes(home: Path) -> float:
    """Size of the database with what belongs to it."""
    return sum(path.stat().st_size for path in home.glob("otklik.db*")) / 1e6


def look(home: Path, houses: int) -> None:
    """Ask the register for streets, never seen before and then again."""
    register = DatabaseRegister(workspace.open_workspace(home).sessions)
    streets = [f"улица Улица{number}" for number in range(min(LOOKUPS, houses // 50))]
    for what in ("first", "again"):
        began = time.perf_counter()
        for street in streets:
            for settlement, district in register.settlements(street):
                register.houses(settlement, district, street)
        took = time.perf_counter() - began
        print(f"look-ups of a street with its houses, {what}: {len(streets) / took:,.0f}/s")


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1:2] == ["look"]:
        look(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
