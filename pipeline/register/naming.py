"""Names of the files that leave the house: «реестр_КТЭК_2023-12-07_0900.xlsx»."""

import re
import tomllib
import unicodedata
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from pipeline.errors import WrongUsage
from pipeline.tickets.clocks import MOSCOW

# What Windows, shells and mail gateways stumble over.
UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\s]+')

# A name with such an ending promises a document of another program.
FOREIGN = frozenset({".doc", ".docx", ".odt", ".ods", ".pdf", ".rtf", ".xls"})


def expect_own(path: Path, *forms: str) -> None:
    """Refuse a name that would make an office program open our file wrongly; raises WrongUsage."""
    if path.suffix.lower() in FOREIGN:
        msg = f"{path.name}: такого вида нет, выберите имя с {', '.join(forms)}"
        raise WrongUsage(msg)


def file_path(
    home: Path, pattern: str, suffix: str, at: datetime, *, ascii_names: bool = False, **names: str
) -> Path:
    """Where a file of a moment goes; a relative pattern starts in the workspace."""
    local = at.astimezone(MOSCOW)
    told = {name: UNSAFE.sub("-", value) for name, value in names.items()}
    path = Path(pattern.format(date=f"{local:%Y-%m-%d}", time=f"{local:%H%M}", **told))
    if ascii_names:
        path = path.with_name(latin(path.name))
    return home / (path if path.suffix == suffix else path.with_name(path.name + suffix))


def checked_pattern(pattern: str, *names: str) -> str:
    """The pattern itself; raises WrongUsage when it names what is not known."""
    known = dict.fromkeys((*names, "date", "time"), "x")
    try:
        pattern.format(**known)
    except (KeyError, IndexError, ValueError, AttributeError) as exc:
        allowed = ", ".join(f"{{{name}}}" for name in known)
        msg = f"путь «{pattern}» не понят; можно: {allowed}"
        raise WrongUsage(msg) from exc
    return pattern


def latin(name: str) -> str:
    """«reestr_KTEK» for «реестр_КТЭК»."""
    return "".join(map(_latin, unicodedata.normalize("NFC", name)))


def _latin(letter: str) -> str:
    found = _letters().get(letter.lower(), letter if letter.isascii() else "-")
    return found.upper() if letter.isupper() else found


@cache
def _letters() -> dict[str, str]:
    raw = tomllib.loads((files("data") / "transliteration.toml").read_text("utf-8"))
    return dict(raw["letters"])
