"""One writer at a time per workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import Busy, WrongUsage
from pipeline.faults import why


@contextmanager
def exclusive(home: Path, wait: float = 0) -> Iterator[None]:
    """Hold the workspace, waiting so many seconds for it; the system lets go of it on death."""
    path = home / "otklik.lock"
    lock = FileLock(path, timeout=wait)
    try:
        lock.acquire()
    except Timeout as exc:
        msg = f"В папке {home} уже работает другой запуск otklik: дождитесь его и повторите."
        raise Busy(msg) from exc
    except OSError as exc:
        msg = f"Папка {home} недоступна для записи ({why(exc)}): проверьте права или --home."
        raise WrongUsage(msg) from exc
    try:
        yield
    finally:
        lock.release()
