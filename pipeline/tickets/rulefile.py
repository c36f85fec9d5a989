"""A file of rules that a workspace has of its own."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import WrongUsage

Rules = TypeVar("Rules")


def find_rules(path: Path, parse: Callable[[dict[str, Any]], Rules]) -> Rules | None:
    """What the file says; None without it. Raises WrongUsage for a broken one."""
    if not path.is_file():
        return None
    try:
        return parse(tomllib.loads(path.read_text("utf-8")))
    # A syntax error is a ValueError too; the rest is a table where a list should be, or nothing.
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        how = "Как они пишутся: docs/administrator.md, docs/tickets.md."
        msg = f"{path}: правила не разобраны ({exc!r}). {how}"
        raise WrongUsage(msg) from exc
