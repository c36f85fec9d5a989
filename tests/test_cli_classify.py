"""`otklik classify`: one phrase, file to file, and the database, to the contract."""

import json
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from nlp.training import seed_corpus
from pipeline.workspace import open_workspace
from tests.command import Caller
from tests.factory import comment

KEYS = {
    "id", "labels", "scores", "subtopics", "kind", "urgent", "review",
    "addresses", "facts", "because", "artifact",
}  # fmt: skip
PLACE_KEYS = {
    "text", "start", "stop", "region", "district", "settlement", "street",
    "house", "building", "flat", "confidence", "alternatives",
}  # fmt: skip

COMPLAINT = "Мурино, улица Шувалова 9к2, батареи ледяные третьи сутки"


def written(path: Path, lines: list[Any]) -> Path:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text(text + "\n", "utf-8")
    return path


def answers(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_one_phrase_is_answered_for_people(otklik: Caller) -> None:
    said = otklik("classify", "--text", COMPLAINT)
    assert said.code == 0
    assert "Вид: жалоба" in said.out
    assert "Шувалова" in said.out


def test_one_phrase_is_answered_for_scripts(otklik: Caller) -> None:
    said = otklik("classify", "--text", COMPLAINT, "--json")
    assert set(said.json) == KEYS - {"id"}
    assert said.json["labels"][0] == "heating"


def test_each_line_is_answered_in_order(otklik: Caller, tmp_path: Path) -> None:
    lines = [{"id": f"g{n}", "text": f"{COMPLAINT}, квартира {n}"} for n in range(2500)]
    source, target = written(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    assert otklik("classify", "--input", source, "--output", target).code == 0
    found = answers(target)
    assert [answer["id"] for answer in found] == [line["id"] for line in lines]
    assert all(set(answer) == KEYS for answer in found)


def test_offsets_cut_the_text_as_given(otklik: Caller, tmp_path: Path) -> None:
    text = "🥶🥶 Ёлки! " + COMPLAINT
    source, target = written(tmp_path / "in.jsonl", [{"id": 1, "text": text}]), tmp_path / "out"
    otklik("classify", "--input", source, "--output", target)
    [answer] = answers(target)
    [place] = answer["addresses"]
    assert set(place) == PLACE_KEYS
    assert text[place["start"] : place["stop"]] == place["text"]
    assert (place["settlement"], place["street"]) == ("Мурино", "улица Шувалова")
    assert (place["house"], place["building"]) == ("9", "2")


def test_the_context_is_taken(otklik: Caller, tmp_path: Path) -> None:
    line = {
        "id": 1, "text": "у нас так же", "post": "Нет отопления в Луге", "parent": "холодно",
        "group": "teplo_lo", "district": "Лужский", "settlement": "Луга",
    }  # fmt: skip
    source, target = written(tmp_path / "in.jsonl", [line]), tmp_path / "out.jsonl"
    assert otklik("classify", "--input", source, "--output", target).code == 0


def test_not_a_complaint_stands_alone(otklik: Caller, tmp_path: Path) -> None:
    texts = ["Спасибо большое, дали тепло!", "Когда начнётся отопительный сезон?", "ахаха", ""]
    lines = [{"id": n, "text": text} for n, text in enumerate(texts)]
    source, target = written(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    otklik("classify", "--input", source, "--output", target)
    for answer in answers(target):
        assert answer["labels"] == ["not_complaint"] or "not_complaint" not in answer["labels"]


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        "17",
        '{"id": "x"}',
        '{"id": "x", "text": 5}',
        '{"id": "x", "text": "а", "post": 1}',
        "",
    ],
)
def test_a_malformed_line_is_answered_with_its_error(
    broken: str, otklik: Caller, tmp_path: Path
) -> None:
    lines = [{"id": 1, "text": "холодно"}, broken, {"id": 3, "text": "темно"}]
    source, target = written(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    said = otklik("classify", "--input", source, "--output", target)
    assert said.code == 3
    assert "строка 2" in said.err
    first, second, third = answers(target)
    assert set(second) == {"id", "error"}
    assert (first["id"], third["id"]) == (1, 3)


@pytest.mark.parametrize("text", ["\\ud83d", "\\u0000", "\\u202e", "🥶" * 50_000])
def test_strange_characters_are_answered(text: str, otklik: Caller, tmp_path: Path) -> None:
    source = written(tmp_path / "in.jsonl", [f'{{"id": "{text[:6]}", "text": "{text}"}}'])
    target = tmp_path / "out.jsonl"
    assert otklik("classify", "--input", source, "--output", target).code == 0
    [answer] = answers(target)
    assert answer["labels"]


def test_standard_streams_are_files_too(otklik: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO('{"id": 1, "text": "темно"}\n'))
    said = otklik("classify", "--input", "-", "--output", "-", "-q")
    assert said.json["id"] == 1


def test_an_old_answer_stays_when_the_work_fails(otklik: Caller, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("прежнее")
    assert otklik("classify", "--input", tmp_path / "absent", "--output", target).code == 2
    assert target.read_text() == "прежнее"


@pytest.mark.parametrize("dead", [False, True])
def test_doubtful_comments_get_a_second_opinion(
    dead: bool, otklik: Caller, tmp_path: Path, httpserver: HTTPServer
) -> None:
    said = json.dumps({"labels": ["heating"], "kind": "complaint", "urgent": False})
    answer = {"choices": [{"message": {"content": said}}]}
    httpserver.expect_request("/v1/chat/completions").respond_with_json(answer)
    url = "http://127.0.0.1:9/v1" if dead else httpserver.url_for("/v1")
    otklik("init", tmp_path)
    section = f'[opinion]\nurl = "{url}"\nmodel = "small"\ncalls = 2\n'
    (tmp_path / "otklik.toml").write_text(section, "utf-8")
    with open_workspace(tmp_path).sessions.begin() as session:
        for written in list(seed_corpus())[::30]:  # of half a sentence nobody can be sure
            comment(session, text=written.remark.text[:25])

    called = otklik("classify", "--home", tmp_path, "--json")
    assert called.code == 0
    assert called.json["review"] > 2
    opinions = called.json["opinions"]
    assert opinions["asked"] == 2
    assert opinions.get("unavailable", 0) == (2 if dead else 0)
    assert len(httpserver.log) == (0 if dead else 2)
    assert otklik("runs", "--home", tmp_path, "--json").json[0]["counts"]["opinions"] == opinions
    assert otklik("run", "--home", tmp_path).code == 0


def test_standard_input_is_read_as_a_file_is(
    otklik: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = b'\xef\xbb\xbf{"id": 1, "text": "\xff"}\n'  # a mark in front, and no UTF-8
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), "utf-8"))
    said = otklik("classify", "--input", "-", "--output", "-")
    assert (said.code, said.json["id"]) == (0, 1), said.err
