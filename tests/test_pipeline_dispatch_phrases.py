"""What residents are answered: plain, filled in, and understood by our own reader of answers."""

from dataclasses import replace
from datetime import timedelta
from itertools import islice, pairwise

import pytest

from models import Outcome, Status
from pipeline.dispatch.draft import Variations, draft, question_of, situation_of, values_of
from pipeline.dispatch.phrases import (
    BLANK,
    Phrases,
    Situation,
    Template,
    Values,
    shipped_phrases,
)
from pipeline.errors import WrongUsage
from pipeline.tickets.official import Says, what_it_says
from pipeline.tickets.policy import shipped_policy
from tests.dispatch_season import NOON
from tests.test_pipeline_dispatch_plan import case

PHRASES = shipped_phrases()
KNOWN = Values("ТШ-2023-000001", "Ивангород, Садовая улица, д. 1", "Комитет по ТЭК", "18:00 1 мая")

# situation | what our reader may make of such an answer when it is harvested
SAYS = """
taken         | forwarded
passed        | forwarded
working       | forwarded
reopened      | forwarded
interim       | planned
promised      | planned
planned       | planned
asks          | asks
asks_street   | asks
asks_house    | asks
asks_more     | asks
reminds       | asks
fixed         | done
natural       | natural
explained     | explained forwarded
not_confirmed | explained forwarded
no_access     | forwarded explained
out_of_scope  | refused
rejected      | refused
"""


def whole_texts(template: Template) -> list[str]:
    """Every wording in every dress."""
    turns = range(len(PHRASES.greetings) * len(PHRASES.closings))
    return [
        PHRASES.dressed(body, KNOWN, turn) for body in template.wordings(KNOWN) for turn in turns
    ]


@pytest.mark.parametrize("line", SAYS.strip().splitlines())
def test_our_answers_are_read_as_they_are_meant(line: str) -> None:
    situation, says = map(str.strip, line.split("|"))
    allowed = {Says(name) for name in says.split()}
    for template in PHRASES.templates:
        if template.situation == situation:
            wrong = [text for text in whole_texts(template) if what_it_says(text) not in allowed]
            assert not wrong, template.id


def test_every_situation_is_in_the_table_above_and_has_a_text() -> None:
    named = {line.split("|")[0].strip() for line in SAYS.strip().splitlines()}
    assert named == set(Situation) == {template.situation for template in PHRASES.templates}


def test_there_are_many_texts_and_none_twice() -> None:
    texts = [text for template in PHRASES.templates for text in template.texts]
    assert len(texts) >= 120
    assert len(set(texts)) == len(texts)
    assert len({template.id for template in PHRASES.templates}) == len(PHRASES.templates)


@pytest.mark.parametrize("template", PHRASES.templates, ids=lambda one: one.id)
def test_a_template_is_varied_plain_and_about_known_topics(template: Template) -> None:
    assert len(template.texts) >= 2
    assert set(template.topics) <= set(shipped_policy().topics)
    for text in template.texts:
        assert PHRASES.stiff(text) == []
        assert len(text) <= 300
        assert text == text.strip()
        assert text[-1] in ".?!]"


@pytest.mark.parametrize("situation", Situation)
def test_a_situation_can_be_told_when_nothing_but_the_number_is_known(
    situation: Situation,
) -> None:
    deadline = KNOWN.deadline if situation is Situation.PROMISED else ""
    bare = Values("ТШ-2023-000001", deadline=deadline)
    assert PHRASES.body(situation, "other_complaint", bare, 0)


@pytest.mark.parametrize("text", ["{дом} убран", "до {deadline", "{0}"])
def test_a_text_with_an_unknown_value_is_refused(text: str) -> None:
    raw = {"id": "x", "situation": "taken", "texts": [text]}
    with pytest.raises(WrongUsage, match="шаблон"):
        Template.from_toml(raw)


# words of a person | words of office papers in them
STIFF = """
В рамках работы по данному вопросу приняты меры | В рамках, данному вопрос, приняты меры
Надлежащая уборка осуществляется ежедневно      | Надлежащ, осуществля
Слесарь придёт завтра к девяти                  |
"""


@pytest.mark.parametrize("line", STIFF.strip().splitlines())
def test_officialese_is_noticed(line: str) -> None:
    text, words = map(str.strip, line.split("|"))
    assert PHRASES.stiff(text) == [word.strip() for word in words.split(",") if word]


# state | outcome | address | what there is to say
SITUATIONS = """
new         | -             | yes | taken
new         | -             | no  | asks
review      | -             | no  | asks
need_info   | -             | no  | asks
need_info   | -             | yes | asks_more
closed      | author_silent | yes | asks_more
assigned    | -             | yes | passed
in_progress | -             | yes | working
interim     | -             | yes | interim
reopened    | -             | yes | reopened
resolved    | fixed         | yes | fixed
resolved    | natural       | yes | natural
resolved    | not_confirmed | yes | not_confirmed
resolved    | -             | yes | fixed
redirected  | out_of_scope  | yes | out_of_scope
rejected    | -             | yes | rejected
"""


@pytest.mark.parametrize("line", SITUATIONS.strip().splitlines())
def test_state_and_outcome_decide_what_there_is_to_say(line: str) -> None:
    status, outcome, address, situation = map(str.strip, line.split("|"))
    one = case(status=Status(status), outcome=None if outcome == "-" else Outcome(outcome))
    if address == "no":
        one = replace(one, address="", street=None, house=None)
    assert situation_of(one) == situation


# settlement | street | house | what there is to ask
QUESTIONS = """
Ивангород | Садовая | 1 | asks_more
Ивангород | Садовая | - | asks_house
-         | Садовая | - | asks_house
Ивангород | -       | 1 | asks_more
Ивангород | -       | - | asks_street
-         | -       | - | asks
"""


@pytest.mark.parametrize("line", QUESTIONS.strip().splitlines())
def test_what_is_known_of_the_place_decides_what_there_is_to_ask(line: str) -> None:
    *place, situation = (part.strip("- ") or None for part in line.split("|"))
    settlement, street, house = place
    one = case(settlement=settlement, street=street, house=house)
    assert question_of(one) == situation


@pytest.mark.parametrize("topic", shipped_policy().topics)
def test_a_question_asks_for_no_town_that_is_known(topic: str) -> None:
    one = case(topic=topic, address="Ивангород", settlement="Ивангород", street=None, house=None)
    for salt in range(12):
        text = draft(one, PHRASES, NOON, salt=salt, situation=question_of(one))
        assert "улиц" in text.lower()
        assert not any(word in text for word in ("город или", "посёлок", "населённый пункт"))


def test_every_text_of_a_promise_names_its_term() -> None:
    promises = [one for one in PHRASES.templates if one.situation is Situation.PROMISED]
    assert all("{deadline}" in text for one in promises for text in one.texts)


def test_a_draft_of_every_state_is_whole() -> None:
    for status in Status:
        for topic in shipped_policy().topics:
            text = draft(case(status=status, topic=topic), PHRASES, NOON)
            assert "{" not in text
            assert "ТШ-2023-000001" in text


def test_a_passed_term_is_not_promised() -> None:
    one = case(status=Status.IN_PROGRESS)
    assert values_of(one, PHRASES, NOON).deadline == "20:00 24 октября"
    assert values_of(one, PHRASES, NOON + timedelta(days=1)).deadline == ""


def test_a_template_can_be_asked_for_by_name() -> None:
    assert "Лицевой счёт" in "".join(
        draft(case(), PHRASES, NOON, "asks.billing", salt) for salt in range(2)
    )
    with pytest.raises(WrongUsage, match="Шаблона нет_такого нет"):
        draft(case(), PHRASES, NOON, "нет_такого")


def test_a_department_is_named_as_in_a_sentence() -> None:
    assert PHRASES.department("Администрация: Лужский") == "администрация района (Лужский)"
    assert PHRASES.department("Комитет по ТЭК") == "Комитет по ТЭК"


def test_many_authors_hear_one_thing_in_different_words() -> None:
    one = case(status=Status.RESOLVED, outcome=Outcome.FIXED)
    approved = draft(one, PHRASES, NOON)

    texts = list(islice(Variations.around(approved, one, PHRASES, NOON).of(one), 300))

    assert all(before != after for before, after in pairwise(texts))
    assert len(set(texts)) >= 36
    assert {what_it_says(text) for text in texts} == {Says.DONE}


def test_a_persons_own_words_are_kept_in_every_copy() -> None:
    own = "Слесарь Пётр был в подвале, задвижку открыл."
    texts = list(islice(Variations.around(own, case(), PHRASES, NOON).of(case()), 36))

    assert all(own in text for text in texts)
    assert len(set(texts)) == 36


def test_blanks_are_marked_as_the_approval_looks_for_them() -> None:
    blanks = [text for one in PHRASES.templates for text in one.texts if "[" in text]
    assert blanks
    assert all(BLANK in text for text in blanks)


def test_phrases_are_read_once() -> None:
    assert isinstance(PHRASES, Phrases)
    assert shipped_phrases() is PHRASES
