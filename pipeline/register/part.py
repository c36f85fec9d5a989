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

    All take the places of the old ones together at the end; a device or a pipe is written to.
    Raises WrongUsage.
    """
    moves = [(part, path) for path in paths if (part := part_of(path)) != path]
    try:
        paths[0].parent.mkdir(parents=True, exist_ok=True)
        yield part_of(paths[0])
        for part, path in moves:
            _settle(part)
            part.replace(path)
    except OSError as exc:
        found = f"Файл {paths[0]} не записан ({why(exc)})"
        msg = f"{found}: проверьте папку, права и не открыт ли он."
        raise WrongUsage(msg) from exc
    finally:
        for part, _ in moves:
            with suppress(OSError):  # the trouble itself is told above
                part.unlink(missing_ok=True)


def part_of(path: Path) -> Path:
    """Where a file is written before it is whole; «/dev/null» stays what it is."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        return path
    return path.with_name(f"{path.name}.part")


def _settle(part: Path) -> None:
    # A file renamed before it is on the disk may be empty after a loss of power.
    with part.open("rb") as file:
        os.fsync(file.fileno())
