"""The artifact: plain arrays and JSON with a manifest, refused when stale or tampered."""

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from nlp.calibration import Calibration, Choice
from nlp.errors import ArtifactMissingError, StaleArtifactError, TamperedArtifactError
from nlp.morphology import Morphology
from nlp.plane import Plane
from nlp.reading import Block
from nlp.taxonomy import taxonomy

FORMAT = 3
FEATURES = 2  # raise when the code names features otherwise
MANIFEST = "manifest.json"
CARD = "card.md"


@dataclass(frozen=True, slots=True)
class Artifact:
    """Everything serving needs."""

    plane: Plane
    morphology: Morphology
    names: tuple[str, ...]  # of the heads, in the order of the columns
    calibration: Calibration
    id: str = ""


@cache
def rules() -> str:
    """Version of the hand-made part: the contents of the lexicons."""
    folder = files("data") / "lexicons"
    parts = sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name)
    return sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]


def demands() -> dict[str, Any]:
    """Say what a manifest must agree with."""
    return {
        "format": FORMAT,
        "features": FEATURES,
        "taxonomy": taxonomy().version,
        "rules": rules(),
    }


def save(artifact: Artifact, folder: Path, about: Mapping[str, Any], card: str) -> str:
    """Write an artifact beside a folder and put it in its place; give its id."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".artifact-") as made:
        fresh = Path(made) / "fresh"
        fresh.mkdir()
        write(artifact, fresh)
        sums = {path.name: digest(path) for path in sorted(fresh.iterdir())}
        own = sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()[:12]
        manifest = {"id": own, **demands(), "files": sums, **about}
        (fresh / MANIFEST).write_text(dumped(manifest), "utf-8")
        (fresh / CARD).write_text(card.replace("{id}", own), "utf-8")
        if folder.exists():
            folder.rename(Path(made) / "former")
        fresh.rename(folder)
    return own


def write(artifact: Artifact, folder: Path) -> None:
    """Write the arrays and the names."""
    plane, morphology = artifact.plane, artifact.morphology
    calibration = artifact.calibration
    np.savez(
        folder / "weights.npz",
        coef=plane.coef.astype(np.float16),
        intercept=plane.intercept,
        rarity=plane.rarity.astype(np.float32),
        reading=np.fromiter(morphology.forms.values(), np.int32),
        main=calibration.main.bearing,
        kind=calibration.kind.bearing,
    )
    heads = {
        "names": artifact.names,
        "shares": {str(block): share for block, share in plane.shares.items()},
        "calibration": {
            "topic": calibration.topic,
            "urgent": calibration.urgent,
        },
        "endings": morphology.endings,
    }
    (folder / "heads.json").write_text(dumped(heads), "utf-8")
    features = {str(block): list(plane.names[block]) for block in Block}
    (folder / "features.json").write_text(dumped(features), "utf-8")
    save_lines(folder / "forms.txt", morphology.forms)
    save_lines(folder / "readings.txt", morphology.readings)


def load(folder: Path) -> Artifact:
    """Open an artifact that agrees with its manifest and with this program."""
    manifest = read_manifest(folder)
    check(folder, manifest)
    features = json.loads((folder / "features.json").read_text("utf-8"))
    heads = json.loads((folder / "heads.json").read_text("utf-8"))
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        plane = Plane(
            names={block: features[block] for block in Block},
            rarity=arrays["rarity"],
            shares={Block(block): share for block, share in heads["shares"].items()},
            coef=arrays["coef"],
            intercept=arrays["intercept"],
        )
        reading = arrays["reading"].tolist()
        main, kind = (Choice(arrays[name]) for name in ("main", "kind"))
    forms = dict(zip(load_lines(folder / "forms.txt"), reading, strict=True))
    told = heads["calibration"]
    return Artifact(
        plane=plane,
        morphology=Morphology(forms, load_lines(folder / "readings.txt"), heads["endings"]),
        names=tuple(heads["names"]),
        calibration=Calibration(
            main=main,
            kind=kind,
            topic=tuple(told["topic"]),
            urgent=tuple(told["urgent"]),
        ),
        id=manifest["id"],
    )


def save_lines(path: Path, lines: Iterable[str]) -> None:
    """Write one entry a line."""
    path.write_text("\n".join(lines), "utf-8")


def load_lines(path: Path) -> list[str]:
    """Read one entry a line."""
    return path.read_text("utf-8").split("\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """What an artifact says of itself, whether or not it can be used."""
    path = folder / MANIFEST
    if not path.is_file():
        msg = f"{folder}: нет {MANIFEST}; обучите классификатор: otklik train"
        raise ArtifactMissingError(msg)
    try:
        manifest = json.loads(path.read_bytes())
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        msg = f"{path}: не опись классификатора; обучите заново: otklik train"
        raise TamperedArtifactError(msg)
    return manifest


def check(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse an artifact that does not agree with this program or with its manifest."""
    for name, wanted in demands().items():
        if (found := manifest.get(name)) != wanted:
            msg = f"{folder}: {name} = {found!r}, нужно {wanted!r}; обучите заново: otklik train"
            raise StaleArtifactError(msg)
    for name, wanted in manifest["files"].items():
        if not (folder / name).is_file() or digest(folder / name) != wanted:
            msg = f"{folder / name}: не тот файл, что в {MANIFEST}; обучите заново: otklik train"
            raise TamperedArtifactError(msg)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def dumped(value: Any) -> str:
    """Write JSON the same way every time."""
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
