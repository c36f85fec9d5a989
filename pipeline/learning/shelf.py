"""Artifacts at hand: the one that ships, those trained here, and which of them is in use."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from nlp.artifact import MANIFEST, check, read_manifest
from nlp.errors import ArtifactError
from pipeline.errors import WrongUsage

SHIPPED = "shipped"  # its name on the command line
IN_USE = "in_use"  # the file that names the chosen one


@dataclass(frozen=True, slots=True)
class Shelved:
    """An artifact as its manifest tells of it."""

    id: str
    origin: str  # «shipped» or «local»
    in_use: bool
    made: str = ""
    learnt: int = 0  # labelled comments
    figures: dict[str, float] = field(default_factory=dict)  # macro-F1 by guard set
    fault: str = ""  # why it cannot be used

    def document(self) -> dict[str, Any]:
        """For --json."""
        return asdict(self)

    def line(self) -> str:
        """For people."""
        mark = "*" if self.in_use else " "
        origin = "поставляемый" if self.origin == SHIPPED else "местный"
        figures = ", ".join(f"{name} {value:.3f}" for name, value in self.figures.items())
        parts = (self.made[:16].replace("T", " "), f"примеров {self.learnt}", figures, self.fault)
        return f"{mark} {self.id}  {origin}  " + "; ".join(part for part in parts if part)


def shelf(folder: Path) -> list[Shelved]:
    """The shipped artifact, then the local ones, oldest first."""
    local = [_shelved(path, "local") for path in _folders(folder)]
    with as_file(files("data") / "artifact") as path:
        shipped = _shelved(path, SHIPPED)
    chosen = find_chosen(folder)
    return [
        _marked(one, chosen)
        for one in (shipped, *sorted(local, key=lambda one: (one.made, one.id)))
    ]


def _marked(one: Shelved, chosen: Path | None) -> Shelved:
    used = one.id == chosen.name if chosen else one.origin == SHIPPED
    return Shelved(**{**asdict(one), "in_use": used})


def _folders(folder: Path) -> Iterator[Path]:
    yield from (path.parent for path in folder.glob(f"[!.]*/{MANIFEST}"))


def _shelved(path: Path, origin: str) -> Shelved:
    told: dict[str, Any] = {}
    fault = ""
    try:
        told = read_manifest(path)
        check(path, told)
    except ArtifactError as exc:
        fault = str(exc)
    return Shelved(
        id=path.name if origin == "local" else told.get("id", ""),
        origin=origin,
        in_use=False,
        made=told.get("made", ""),
        learnt=told.get("local", told.get("written", 0) + told.get("real", 0)),
        figures=told.get("guards", {}),
        fault=fault,
    )


def find_chosen(folder: Path) -> Path | None:
    """The local artifact in use; None for the shipped one."""
    path = folder / IN_USE
    name = path.read_text("utf-8").strip() if path.is_file() else SHIPPED
    return None if name == SHIPPED else folder / name


def choose(folder: Path, name: str) -> None:
    """Use the artifact of an id from now on; raises WrongUsage for an unknown or unfit one."""
    known = {one.id: one for one in shelf(folder)}
    one = next(iter(known.values())) if name == SHIPPED else known.get(name)
    if one is None:
        msg = f"Классификатора {name} нет. Есть: {', '.join(known)}; поставляемый: {SHIPPED}."
        raise WrongUsage(msg)
    if one.fault:
        msg = f"Классификатор {name} не годится: {one.fault}"
        raise WrongUsage(msg)
    folder.mkdir(exist_ok=True)
    fresh = folder / f".{IN_USE}"
    fresh.write_text(f"{SHIPPED if one.origin == SHIPPED else one.id}\n", "utf-8")
    fresh.replace(folder / IN_USE)


def find_usable(folder: Path, warn: Callable[[str], None]) -> Path | None:
    """The chosen local artifact if this program can use it, else the shipped one, saying so."""
    chosen = find_chosen(folder)
    if chosen is None:
        return None
    try:
        check(chosen, read_manifest(chosen))
    except ArtifactError as exc:
        warn(f"Местный классификатор не годится, работает поставляемый: {exc}")
        return None
    return chosen
