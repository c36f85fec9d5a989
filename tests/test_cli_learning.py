"""`otklik train`, `artifacts`, `evaluate`: from decisions of people to a classifier in use."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import Comment, Label, Post
from nlp.artifact import FORMAT
from pipeline.workspace import open_workspace
from tests.command import Caller
from tests.factory import NOON, comment

ORCHESTRA = "оркестр репетирует под окном, номер {}"
BANDS = ("один", "два", "три", "пять", "семь", "восемь", "девять", "десять", "сто", "двести")
COLD = (
    "батареи ледяные вторую неделю",
    "в подъезде холодно, трубы чуть тёплые",
    "отопление так и не дали",
    "дома +15, спим в куртках",
    "радиаторы еле греют",
)
NAMED = {"labels": ["heating"], "kind": "complaint", "urgent": False}


@pytest.fixture
def home(otklik: Caller, tmp_path: Path) -> Path:
    otklik("init", tmp_path / "teplo")
    return tmp_path / "teplo"


def decide(home: Path, texts: Sequence[str], topic: str) -> None:
    with open_workspace(home).sessions.begin() as session:
        for text in texts:
            about = comment(session, text=text)
            session.add(
                Label(
                    comment_id=about.id,
                    version=1,
                    kind="complaint",
                    labels=[topic],
                    urgent=False,
                    actor="Иванова",
                    decided_at=NOON,
                )
            )


def labelled(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def told(otklik: Caller, home: Path) -> str:
    said = otklik("classify", "--text", ORCHESTRA.format("один"), "--home", home, "--json")
    return str(said.json["labels"][0])


@pytest.mark.slow
def test_what_people_decide_is_learnt_used_and_taken_back(otklik: Caller, home: Path) -> None:
    decide(home, [ORCHESTRA.format(band) for band in BANDS] * 4, "transport")
    assert told(otklik, home) != "transport"

    tried = otklik("train", "--home", home, "--dry-run", "--json")
    assert (tried.code, tried.json["in_use"]) == (0, False)
    assert [one["origin"] for one in otklik("artifacts", "--home", home, "--json").json] == [
        "shipped"
    ]

    trained = otklik("train", "--home", home, "--as-of", "2023-11-01T10:00", "--json").json
    assert trained == {**tried.json, "in_use": True}
    for figures in trained["guards"].values():
        assert figures["after"] >= figures["before"]
    shipped, local = otklik("artifacts", "--home", home, "--json").json
    assert (shipped["in_use"], local["in_use"]) == (False, True)
    assert local["id"] == trained["artifact"]
    assert local["made"].startswith("2023-11-01T07:00")
    assert told(otklik, home) == "transport"
    assert otklik("evaluate", "--home", home, "--json").json["artifact"] == local["id"]

    assert otklik("artifacts", "--use", "shipped", "--home", home).code == 0
    assert told(otklik, home) != "transport"
    assert otklik("artifacts", "--use", local["id"], "--home", home).code == 0
    assert told(otklik, home) == "transport"

    manifest = home / "artifacts" / local["id"] / "manifest.json"
    now, former = f'"format": {FORMAT}', f'"format": {FORMAT - 1}'
    manifest.write_text(manifest.read_text("utf-8").replace(now, former), "utf-8")
    stale = otklik("classify", "--text", "холодно", "--home", home, "--json")
    assert (stale.code, stale.json["artifact"]) == (0, shipped["id"])
    assert "работает поставляемый" in stale.err
    assert otklik("artifacts", "--use", local["id"], "--home", home).code == 2


@pytest.mark.slow
def test_decisions_that_spoil_what_is_known_are_not_learnt(
    otklik: Caller, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nlp import local
    from nlp.training import seed_corpus

    monkeypatch.setattr(local, "STEPS", (1.0,))  # a smaller step may do no harm
    texts = [a.remark.text for a in seed_corpus() if a.topical]
    decide(home, texts, "gas")
    with open_workspace(home).sessions.begin() as session:
        session.execute(update(Post).values(text=""))  # or the post would tell that it is gas
    said = otklik("train", "--home", home)
    assert said.code == 8
    assert "прежний остаётся" in said.err
    assert not [path for path in (home / "artifacts").iterdir() if path.is_dir()]


def test_of_a_few_decisions_nothing_is_learnt(otklik: Caller, home: Path) -> None:
    decide(home, COLD, "heating")
    said = otklik("train", "--home", home)
    assert said.code == 2
    assert "Решений людей 5" in said.err


def test_an_unknown_artifact_is_refused_by_name(otklik: Caller, home: Path) -> None:
    said = otklik("artifacts", "--use", "../../etc", "--home", home)
    assert said.code == 2
    assert "../../etc" in said.err
    [shipped] = otklik("artifacts", "--home", home, "--json").json
    assert shipped["in_use"]


@pytest.mark.parametrize("manifest", [b"[]", b"{}", b"{", b"\xff", b'{"files": []}'])
def test_an_artifact_with_a_broken_manifest_is_told_and_not_used(
    manifest: bytes, otklik: Caller, home: Path
) -> None:
    folder = home / "artifacts" / "0123456789ab"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(manifest)
    (home / "artifacts" / "in_use").write_text(folder.name)
    listed = otklik("artifacts", "--home", home)
    assert (listed.code, "не опись классификатора" in listed.out) == (0, True), listed.err
    said = otklik("classify", "--text", "холодно", "--home", home)
    assert (said.code, "работает поставляемый" in said.err) == (0, True), said.err


def test_decisions_about_an_older_text_are_not_measured_by(otklik: Caller, home: Path) -> None:
    decide(home, COLD, "heating")
    with open_workspace(home).sessions.begin() as session:
        one = session.scalars(select(Comment)).first()
        assert one is not None
        one.version = 2
    said = otklik("evaluate", "--home", home, "--json").json
    assert said["texts"] == len(COLD) - 1
    assert said["labels"][0]["label"] == "heating"


def test_a_labelled_file_is_measured_and_a_bar_holds(otklik: Caller, tmp_path: Path) -> None:
    right = [{"text": text, **NAMED} for text in COLD]
    wrong = [{**line, "labels": ["gas"]} for line in right]
    path = labelled(tmp_path / "set.jsonl", *right)
    assert otklik("evaluate", path, "--home", tmp_path, "--fail-under", "0.9").code == 0
    said = otklik("evaluate", labelled(path, *wrong), "--home", tmp_path, "--fail-under", "0.9")
    assert said.code == 8
    assert "macro-F1 0.000" in said.out
    assert "ниже порога" in said.err


# line of a labelled set | what the message names
BROKEN = """
{"text": "холодно"}                                                          | labels
{"text": "холодно", "labels": [], "kind": "complaint", "urgent": false}      | labels
{"text": "холодно", "labels": ["teplo"], "kind": "complaint", "urgent": false} | teplo
{"text": 5, "labels": ["heating"], "kind": "complaint", "urgent": false}     | text
{"text": "холодно", "labels": ["heating"], "kind": "anger", "urgent": false} | anger
холодно                                                                      | JSON
[]                                                                           | JSON
"""


@pytest.mark.parametrize("line", BROKEN.strip().splitlines())
def test_a_broken_line_is_named(line: str, otklik: Caller, tmp_path: Path) -> None:
    text, named = (part.strip() for part in line.split("|"))
    first = json.dumps({"text": "холодно", **NAMED})
    (tmp_path / "set.jsonl").write_text(f"{first}\n{text}\n", "utf-8")
    said = otklik("evaluate", tmp_path / "set.jsonl", "--home", tmp_path)
    assert said.code == 2
    assert "строка 2" in said.err
    assert named in said.err


def test_without_decisions_there_is_nothing_to_measure_by(otklik: Caller, home: Path) -> None:
    assert otklik("evaluate", "--home", home).code == 2
