"""Signs of danger: each with its examples in the data, and what makes a danger one of now."""

import tomllib
from importlib.resources import files

import pytest

from nlp.danger import CALMED, dangers
from nlp.lexicon import lexicon
from nlp.taxonomy import taxonomy
from nlp.tokens import spelled, tokens

FOLDER = files("data") / "lexicons"
RAW = tomllib.loads((FOLDER / "dangers.toml").read_text("utf-8"))
CONCEPTS = tomllib.loads((FOLDER / "concepts.toml").read_text("utf-8"))["concept"]


def told(text: str) -> tuple[str, ...]:
    """Name the dangers of a text, whatever its topic."""
    words = map(spelled, tokens(text))
    return dangers().read((word, lexicon().concepts(word)) for word in words)


@pytest.mark.parametrize("name", RAW["danger"])
def test_examples_tell_their_danger_and_others_do_not(name: str) -> None:
    for text in RAW["danger"][name]["examples"]:
        assert name in told(text), text
    for text in RAW["danger"][name]["other"]:
        assert name not in told(text), text


# words                                            | of now
NOW = """
бабушка упала на льду                              | да
бабушка не упала на льду                           | нет
бабушка чуть не упала на льду                      | да
чудом никто не упал на льду                        | да
бабушка может упасть, на льду скользко             | нет
чтобы люди не падали, сколите лёд                  | нет
в прошлом году бабушка упала на льду               | нет
в прошлом году падали на льду, вчера упала бабушка | да
два года назад бабушка упала на льду               | нет
час назад бабушка упала на льду                    | да
лёд с крыши упал, сосульки сбили                   | нет
лёд с крыши сбили, и опять падают сосульки         | да
за неделю два сломанных запястья, лёд не сбили     | да
чтобы ноги на льду не переломать, ходим по дороге  | нет
в январе прошлого года сломала здесь ногу          | нет
в прошлом году тут падали, теперь посыпают         | нет
"""


@pytest.mark.parametrize("line", NOW.strip().splitlines())
def test_a_danger_happens_now(line: str) -> None:
    text, wanted = (part.strip() for part in line.split("|"))
    assert bool({*told(text)} - {CALMED}) == (wanted == "да")


# words                           | indoors | outdoors | under heating
COLD = """
дома внук двух месяцев            | 15      |          | да
дома внук двух месяцев            | 19      |          | нет
дома внук двух месяцев            |         |          | нет
сидим дома в куртках              | 15      |          | нет
сидим дома в куртках              | 11      |          | да
батареи холодные вторые сутки     |         | -10      | да
батареи холодные вторые сутки     |         | -2       | нет
батареи холодные вторые сутки     |         |          | нет
батареи тёплые                    |         | -20      | нет
"""


@pytest.mark.parametrize("line", COLD.strip().splitlines())
def test_degrees_make_the_same_words_a_danger(line: str) -> None:
    text, indoors, outdoors, wanted = (part.strip() for part in line.split("|"))
    cold = [float(degrees) if degrees else None for degrees in (indoors, outdoors)]
    assert ("heating" in dangers().endangered(told(text), *cold)) == (wanted == "да")


def test_without_signs_nothing_is_told() -> None:
    assert told("бабушка несла лёд в сумке, трактор чистил двор") == ()


def test_signs_are_made_of_concepts_that_exist() -> None:
    known = {*CONCEPTS, *RAW["word"]}
    assert dangers().concepts <= known
    assert set(RAW["now"]["happening"]) <= known


def test_a_word_of_dangers_takes_no_name_of_the_lexicon_and_is_used() -> None:
    assert not RAW["word"].keys() & CONCEPTS.keys()
    assert RAW["word"].keys() <= dangers().concepts


def test_dangers_bear_on_topics_that_exist() -> None:
    assert {label for danger in dangers().every for label in danger.labels} <= set(
        taxonomy().topics
    )
