"""Which of the things that a comment is about comes first."""

import numpy as np

from nlp.answer import Answer
from nlp.prediction import Kind
from nlp.remark import Remark
from nlp.scaling import Held, chosen
from nlp.training import ALONE, RETOLD, TALKS, seed_corpus

BILL, COLD, CHAT = "topic billing", "topic heating", "other chatter"
HEADS = (BILL, COLD, CHAT)
SILENT = -1.0
Told = tuple[dict[str, float], tuple[str, ...]]

# «плачу за холодные батареи»
BOTH: Told = {BILL: 0.8, COLD: 1.0}, (BILL,)
ONE: tuple[Told, ...] = ({BILL: 1.0}, (BILL,)), ({COLD: 1.0}, (COLD,)), ({CHAT: 0.5}, (CHAT,))


def held(*told: Told) -> Held:
    """Comments by what some heads say of them and the head that should win, a hundred of each."""
    values = np.array([values_of(**said) for said, _ in told * 100])
    winners = [own for _, own in told * 100]
    truth = np.array([[head in own for head in HEADS] for own in winners])
    return Held(HEADS, values, truth, np.ones(len(winners)), winners)


def values_of(**said: float) -> list[float]:
    """Of each head; who is not asked is silent."""
    return [said.get(head, SILENT) for head in HEADS]


def first(seen: Held, **said: float) -> str:
    """What comes first of what heads say, after others have been seen."""
    values = np.array([values_of(**said)])
    return HEADS[chosen(seen, "topic ", "other ").chances(values).argmax()]


def test_a_bill_for_the_cold_comes_before_the_cold() -> None:
    assert first(held(BOTH, *ONE), **{BILL: 0.8, COLD: 1.0}) == BILL


def test_the_louder_comes_first_where_nothing_was_seen_of_both() -> None:
    assert first(held(*ONE), **{BILL: 0.8, COLD: 1.0}) == COLD


def test_the_cold_alone_comes_first() -> None:
    assert first(held(BOTH, *ONE), **{COLD: 0.5}) == COLD


def test_what_does_not_stand_alone_is_no_fair_test() -> None:
    talk: Told = {BILL: 0.8, COLD: 1.0}, ()

    assert first(held(talk, *ONE), **{BILL: 0.8, COLD: 1.0}) == COLD


def test_chances_add_up() -> None:
    chances = chosen(held(BOTH, *ONE), "topic ", "other ").chances(np.eye(3) * 9)

    assert np.allclose(chances.sum(axis=1), 1)


def test_an_answer_names_the_heads_that_should_win() -> None:
    bill = Answer(Remark("…"), ("billing", "heating"), Kind.COMPLAINT, urgent=False)
    thanks = Answer(Remark("…"), ("not_complaint",), Kind.THANKS, urgent=False)

    assert bill.winners() == (BILL, "kind complaint")
    assert thanks.winners() == ("other thanks", "kind thanks")


def test_talks_and_what_is_told_again_do_not_stand_alone() -> None:
    assert all(answer.alone for answer in seed_corpus(ALONE))
    assert not any(answer.alone for answer in seed_corpus(RETOLD, TALKS))


def test_nothing_is_bent_where_nothing_stands_alone() -> None:
    bearing = chosen(held(({BILL: 1.0}, ())), "topic ", "other ").bearing

    assert np.count_nonzero(bearing) == len(HEADS)
