"""Which folder is the workspace that a call means."""

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

CONFIG = "otklik.toml"


def find_home(given: Path | None, environment: Mapping[str, str], start: Path) -> Path:
    """--home, OTKLIK_HOME, the nearest otklik.toml upward, else the user's data folder."""
    if given is not None:
        return given.resolve()
    if environment.get("OTKLIK_HOME"):
        return Path(environment["OTKLIK_HOME"]).expanduser().resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    return user_data_path("otklik", appauthor=False)


def artifacts_of(home: Path) -> Path:
    """Where locally trained artifacts lie."""
    return home / "artifacts"
