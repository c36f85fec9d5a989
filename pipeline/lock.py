"""One writer at a time per workspace."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import Busy, WrongUsage


@contextmanager
def exclusive(home: Path) -> Iterator[None]:
    """Hold the workspace; the system lets go of it when the process dies. Raises Busy."""
    path = home / "otklik.lock"
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as exc:
        msg = f"В папке {home} уже работает другой запуск otklik: дождитесь его и повторите."
        raise Busy(msg) from exc
    except OSError as exc:
        msg = f"Папка {home} недоступна для записи ({exc.strerror}): проверьте права или --home."
        raise WrongUsage(msg) from exc
    try:
        yield
    finally:
        lock.release()
