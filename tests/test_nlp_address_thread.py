"""Places that answer a question of the thread."""

from functools import cache

import pytest

from nlp.address import Extractor
from nlp.address.talk import asks_place
from nlp.remark import Remark


@cache
def extractor() -> Extractor:
    return Extractor.load()


# a question | does it ask for a place?
QUESTIONS = """
Назовите адрес             | yes
уточните номер дома        | yes
А где это?                 | yes
Уточните, сколько дней     | no
Когда дадут тепло?         | no
"""


@pytest.mark.parametrize("line", QUESTIONS.strip().splitlines())
def test_a_question_for_a_place_is_known(line: str) -> None:
    text, asks = (part.strip() for part in line.split("|"))
    assert asks_place(text) == (asks == "yes")


# what was asked | town of the community | what is answered | what it means
BLOCKS = """
Назовите ваш микрорайон и дом. | Тихвин | 2-14 ПЕРВЫЙ ПОДЪЕЗД            | 2-й микрорайон, 14
Какой адрес?                   | Тихвин | [id1|Анна], 1а-3, кв 5         | 1А микрорайон, 3
Уточните адрес                 | Тихвин | 5-41-72                        | 5-й микрорайон, 41, кв 72
Уточните адрес                 | Тихвин | 2-3 дня уже                    | -
Уточните, сколько дней         | Тихвин | 2-3                            | -
Когда дадут тепло?             | Тихвин | 2-14                           | -
Уточните адрес                 | Кириши | 2-14                           | -
Уточните адрес                 | Тихвин | 99-14                          | -
"""


@pytest.mark.parametrize("line", BLOCKS.strip().splitlines())
def test_a_house_of_a_numbered_microdistrict_answers_a_question(line: str) -> None:
    asked, town, text, meaning = map(str.strip, line.split(" | "))
    found = extractor().find(Remark(text, parent=asked, settlement=town))
    told = [
        ", ".join(filter(None, (place.street, place.house, place.flat and f"кв {place.flat}")))
        for place in found
    ]
    assert told == ([] if meaning == "-" else [meaning])
