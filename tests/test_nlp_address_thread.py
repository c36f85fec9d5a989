"""What a thread tells about the places of its comments."""

from functools import cache

import pytest

from nlp.address import Extractor, Turn, asks_address, completes, says_same, settle
from nlp.place import Place
from nlp.remark import Remark

AUTHORITY = -1


@cache
def extractor() -> Extractor:
    return Extractor.load()


def turn(author: int, text: str) -> Turn:
    return Turn(author, text, extractor().find(Remark(text)), official=author == AUTHORITY)


def meant(places: tuple[Place, ...]) -> list[tuple[str | None, ...]]:
    return [(place.settlement, place.street, place.house) for place in places]


COLD = turn(1, "Гатчина, Рощинская 9, батареи чуть живые")
ASKED = turn(AUTHORITY, "Назовите, пожалуйста, адрес")


@pytest.mark.parametrize(
    "text", ["у нас так же", "То же самое!", "И у нас ледяные батареи", "Аналогично, третий день"]
)
def test_the_same_at_ours_takes_the_place_replied_to(text: str) -> None:
    [place] = settle(turn(2, text), COLD, [COLD])

    assert (place.settlement, place.street, place.house) == ("Гатчина", "Рощинская улица", "9")
    assert place.inherited
    assert place.confidence < COLD.places[0].confidence


def test_nothing_is_inherited_from_the_authority() -> None:
    answer = turn(AUTHORITY, "Гатчина, Рощинская 9: обращение передано")

    assert settle(turn(2, "у нас так же"), answer, [answer]) == ()


def test_another_resident_inherits_nothing_without_saying_so() -> None:
    assert settle(turn(2, "когда это кончится?"), COLD, [COLD]) == ()


def test_the_author_goes_on_with_the_own_place() -> None:
    answer = turn(AUTHORITY, "Обращение передано")

    [place] = settle(turn(1, "Сутки прошли, никого"), answer, [COLD, answer])

    assert (place.street, place.house, place.inherited) == ("Рощинская улица", "9", True)


def test_a_house_alone_completes_the_street_told_before() -> None:
    street = turn(1, "Тротуар вдоль Мира, Сланцы")
    question = turn(AUTHORITY, "Уточните, пожалуйста, номер дома.")

    reply = turn(1, "у 12го")
    [place] = settle(reply, question, [street, question])

    assert meant((place,)) == [("Сланцы", "улица Мира", "12")]
    assert completes(reply, question, [street, question]) == 0


def test_a_street_without_a_settlement_takes_the_one_of_its_neighbours() -> None:
    neighbour = turn(2, "И на Рощинской 9 третий подъезд без тепла")

    assert meant(settle(neighbour, None, [COLD])) == [("Гатчина", "Рощинская улица", "9")]


def test_a_reply_takes_the_settlement_of_the_comment_replied_to() -> None:
    first = turn(1, "Кириши, Героев 21. Счёт 7400")
    reply = turn(2, "У нас в соседнем, Советская 23, лифт стоит")

    assert meant(settle(reply, first, [first])) == [("Кириши", "Советская улица", "23")]


def test_an_address_told_on_request_belongs_to_the_complaint_before() -> None:
    complaint = turn(1, "Глыбы льда на крыше, кто ответит?")
    other = turn(2, "Тосно, Боярова 5, темно")
    reply = turn(1, "Луга, Победы 44")

    assert completes(reply, ASKED, [complaint, other, ASKED]) == 0


def test_a_bare_address_completes_without_being_asked() -> None:
    complaint = turn(1, "Глыбы льда на крыше, кто ответит?")

    assert completes(turn(1, "Луга, Победы 44"), None, [complaint]) == 0


def test_a_new_complaint_completes_nothing() -> None:
    complaint = turn(1, "Глыбы льда на крыше, кто ответит?")
    another = turn(1, "Луга, Победы 44: в подъезде неделю нет света, перила сломаны")

    assert completes(another, None, [complaint]) is None
    assert completes(turn(1, "Луга, Победы 44"), None, [COLD]) is None


@pytest.mark.parametrize("text", ["Назовите адрес", "уточните номер дома", "А где это?"])
def test_a_question_for_the_address_is_known(text: str) -> None:
    assert asks_address(text)
    assert not says_same(text)


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
