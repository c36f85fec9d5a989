"""Residents' personal data do not leave in a register."""

import re

import pytest

from pipeline.register.masking import masked

# Brackets mark what must go; what they leave must stay word for word.
CASES = """
звоните {+7 921 123-45-67}
{8(921)1234567} жду звонка
тел {89211234567}
диспетчерская {8 813 70 12 345} не отвечает
телефон {45-67-89}
Кирова 12 кв. {5}, холодно
Ленинградская 16к2 кв.{45}
кв{12}
квартира № {12а}
в {12} квартире +14
из {12-й} кв. течёт
пишите на {ivan.petrov@mail.ru}
карта {4276 1234 5678 9012}
л/с {470012345678} не сходится
лицевой счёт № {123456789}
ИНН {7812345678}
счёт {40817810099910004312} закрыт
Меня зовут {Анна Петровна Иванова}, живу в Мурино
меня зовут {анна} живу в Мурино
С уважением, {Иванова А. П.}
{[id123|Иван Иванов]}, у нас так же
моя страница {https://vk.com/id123456}
площадь 45 кв. м
плачу за 45 кв м 12500 рублей
дом 16/2, 1-2, 007
12.10.2023 в 18:30 отключили
с 8 500 до 12 000 рублей
7 этаж, 9 подъезд, 3 день
школа 921, автобус 437
Гагарина 8, 921 маршрут
"""
WORD = r"\[(телефон|номер|почта|карта|счёт|документ|имя|упоминание|страница)\]"


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_only_personal_data_give_way_to_a_word(case: str) -> None:
    before, _, rest = case.partition("{")
    secret, _, after = rest.partition("}")
    expected = re.escape(before) + (WORD if secret else "") + re.escape(after)
    assert re.fullmatch(expected, masked(before + secret + after))


def test_a_long_comment_is_masked_at_once() -> None:
    for text in ("кв " * 10_000, "1 " * 16_000, "a." * 20_000 + "@", "зовут " * 5_000):
        masked(text)
