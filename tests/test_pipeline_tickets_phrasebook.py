"""That the phrases of talk and of offices stay readable, and are read as their README says."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from pipeline.tickets.notation import pattern_of
from pipeline.tickets.official import phrasebook
from pipeline.tickets.phrases import FILES as MEANINGS
from pipeline.tickets.phrases import Phrases, meanings, word_lists

FILES = [f"talk/{name}.toml" for name in (*MEANINGS, "words")] + ["answers.toml"]
LINE = re.compile(
    r'(?:#.*|\[+[\w.]+\]+|(?:source|example|says|verbs|unless) = ".+"|lasting = true'
    r'|"?\w+"? = \[|    "[^"]+",|\])?'
)
HEAD = re.compile(r'\[\[|\[\w+\.|"\w+" = \[')  # a sign, a group, a list of words
LONGEST = 80
LISTS = ("phrases", "verbs", "ignored")
SIGNS = re.compile(r"[а-яё\d *…()<>|\[\]^$.,?+#{}°—–-]+")

GROUPS = [
    (f"{name}.{group}", told)
    for name, groups in meanings().items()
    if name != "house"
    for group, told in groups.items()
]

# phrase | text: the brackets hold what is found; without them nothing is
NOTATION = """
батаре* горяч*       | все [батареи, горячие] с утра
батаре* горяч*       | батареи. горячие трубы
вода … есть          | [вода вроде бы есть]
вода … есть          | вода? есть вопросы
(свет|газ) есть      | ну [газ есть]
(свет|газ) есть      | рассвет есть
[уже] горит          | [уже горит]
[уже] горит          | [горит]
^ да                 | [— да], дали
^ да                 | дали? да
горят $              | все [горят], и двор видно
горят $              | горят урны
есть .               | тепло [есть]!
есть .               | печка есть, да холодно
. но                 | дали[. но] поздно
уже #                | [уже 40] минут
дома {5..17}         | [дома +16], дети болеют
дома {5..17}         | жители дома 16к2
дома {5..17}         | дома 16:30
ваш* … ?             | [ваша бригада где?]
*мёрз*               | [перемерзли] все
"""


@pytest.mark.parametrize("row", NOTATION.strip().splitlines())
def test_a_phrase_is_read_as_it_is_written(row: str) -> None:
    phrase, marked = (part.strip() for part in row.split(" | "))
    expected = re.search(r"\[(.+)\]", marked)
    found = re.search(pattern_of([phrase]), re.sub(r"[\[\]]", "", marked))
    assert (found and found[0].strip()) == (expected and expected[1])


@pytest.mark.parametrize("name", FILES)
def test_one_entry_a_line(name: str) -> None:
    lines = (files("data") / name).read_text("utf-8").splitlines()
    assert not [line for line in lines if not LINE.fullmatch(line)]
    assert not [line for line in lines if line.startswith(" ") and len(line.strip()) > LONGEST + 3]
    heads = [above for above, line in pairwise(lines) if HEAD.match(line)]
    assert not [above for above in heads if not above.startswith("# ")]


@pytest.mark.parametrize(("name", "group"), GROUPS, ids=[name for name, _ in GROUPS])
def test_a_group_knows_its_example(name: str, group: dict[str, Any]) -> None:
    heard = {"phrases": group["ignored"]} if "ignored" in group else group
    assert Phrases.of(heard, lists=word_lists()).found(group["example"])
    assert not [
        entry for key in LISTS for entry in group.get(key, ()) if not SIGNS.fullmatch(entry)
    ]


def test_a_sign_knows_its_example() -> None:
    signs = tomllib.loads((files("data") / "answers.toml").read_text("utf-8"))["sign"]
    known = zip(phrasebook().signs, signs, strict=True)
    assert not [raw["example"] for sign, raw in known if not sign.found(raw["example"])]
    for raw in signs:
        told = [entry for key in LISTS if key != "verbs" for entry in raw.get(key, ())]
        assert not [entry for entry in told if not SIGNS.fullmatch(entry)]
        assert len(told) == len(set(told))


def test_nothing_is_said_twice() -> None:
    twice = {
        name: [entry for entry, times in Counter(entries(groups)).items() if times > 1]
        for name, groups in meanings().items()
        if name != "house"
    }
    assert not {name: found for name, found in twice.items() if found}


def entries(groups: Mapping[str, Any]) -> Iterator[str]:
    for group in groups.values():
        for key in LISTS:
            yield from group.get(key, ())
