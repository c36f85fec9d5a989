"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import WrongUsage
from pipeline.faults import why


@contextmanager
def written_whole(*paths: Path) -> Iterator[Path]:
    """A place to write the first of the files to; the others lie beside it, named likewise.

    All take the places of the old ones together at the end. Raises WrongUsage.
    """
    parts = [part_of(path) for path in paths]
    try:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        yield parts[0]
        for part, path in zip(parts, paths, strict=True):
            _settle(part)
            part.replace(path)
    except OSError as exc:
        found = f"Файл {paths[0]} не записан ({why(exc)})"
        msg = f"{found}: проверьте папку, права и не открыт ли он."
        raise WrongUsage(msg) from exc
    finally:
        for part in parts:
            with suppress(OSError):  # the trouble itself is told above
                part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Where a file is written before it is whole."""
    return path.with_name(f"{path.name}.part")


def _settle(part: Path) -> None:
    # A file renamed before it is on the disk may be empty after a loss of power.
    with part.open("rb") as file:
        os.fsync(file.fileno())
