"""Degrees decide: a cool flat is a matter of its class, not an accident (§ 4.4, ПП 354)."""

import pytest

from models import Priority
from nlp.facts import facts
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.warmth import is_mild
from pipeline.tickets.words import words

POLICY = shipped_policy()

# a text that the classifier takes for urgent    | topic   | class | hours to solve
CASES = """
дома 17 градусов                                 | heating | B     | 8
+15 в комнате, батареи еле тёплые                | heating | B     | 8
дома 12 градусов                                 | heating | A     | 8
дома 9 градусов                                  | heating | A     | 4
в квартире 17 градусов, ребёнок болеет           | heating | A     | 8
дома 16, мама лежачая больная                    | heating | A     | 8
во всём доме 16 градусов, батареи ледяные        | heating | A     | 8
дома 17 градусов, кипяток хлещет, трубу прорвало | heating | A     | 8
мороз, а батареи еле тёплые, дома 14 градусов    | heating | A     | 8
отопления нет, замерзаем                         | heating | A     | 4
дома 17 градусов, провода искрят                 | electricity | A | 4
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_degrees_outweigh_a_likely_danger_and_nothing_else_does(line: str) -> None:
    text, topic, wanted, hours = (part.strip() for part in line.split("|"))
    told = facts(text, words(text)).document()
    priority = POLICY.priority(topic, urgent=not is_mild(topic, text, told))
    assert priority == Priority(wanted)
    assert POLICY.solve_hours(priority, topic, "", told.get("temperature_c")) == float(hours)
