"""Measurable things in comments."""

import pytest

from nlp.facts import facts
from nlp.tokens import tokens

CASES = """
дома +14, дети мёрзнут третьи сутки        | 14   | 3  |       | child
на улице -22, в квартире 13 градусов       | 13   |    |       |
12 тысяч за двушку                         |      |    | 12000 |
заплатили 8 500 руб. за месяц              |      | 30 | 8500  |
две недели нет воды                        |      | 14 |       |
мороз -20, а дома 12                       | 12   |    |       |
неделю нет тепла, мама лежачая             |      | 7  |       | disabled
в школе холодно, бабушка мёрзнет           |      |    |       | elderly school
термометр показывает 15,5                  | 15.5 |    |       |
в палате плюс одиннадцать                  | 11   |    |       |
в зале плюс двадцать восемь, топят         | 28   |    |       |
плюс десять минут, и опоздали бы           |      |    |       |
куда делось тепло из дома 4 на площади     |      |    |       |
у забора дома 12 течёт горячая вода        |      |    |       |
во дворе дома на Мира 7 холодно            |      |    |       |
мы не ушли, у нас дома 12                  | 12   |    |       |
автобус 575, дом 16, тел. 8-813-00-00-000  |      |    |       |
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_facts_are_read(line: str) -> None:
    text, degrees, days, money, who = (part.strip() for part in line.split("|"))
    found = facts(text, tokens(text))
    assert found.temperature_c == (float(degrees) if degrees else None)
    assert found.days == (int(days) if days else None)
    assert found.sum_rub == (int(money) if money else None)
    assert set(found.vulnerable) == set(who.split())
