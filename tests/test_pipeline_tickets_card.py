"""What a dispatcher reads before moving a ticket."""

from datetime import timedelta

from sqlalchemy.orm import Session

from models import Answer, AnswerState, Outcome, Role
from pipeline.tickets import actions
from pipeline.tickets.card import full_text
from pipeline.tickets.events import Cause
from pipeline.tickets.policy import shipped_policy
from pipeline.tickets.splitting import split
from tests.factory import NOON, appeal, comment, ticket

POLICY = shipped_policy()
LATER = NOON + timedelta(hours=1)
BY_HAND = Cause(LATER, "Иванова")


def test_what_is_done_says_when_and_the_rest_until_when(memory: Session) -> None:
    cold = ticket(memory)
    actions.take(memory, POLICY, cold, BY_HAND)
    text = full_text(memory, POLICY, cold, LATER)
    assert "\nПринято 24.10 13:00, ответить до " in text
    assert "Класс D: Начисления, дом, качество." in text


def test_an_answer_that_waits_to_be_sent_is_shown(memory: Session) -> None:
    cold = ticket(memory)
    state, at = AnswerState.APPROVED, LATER
    memory.add(Answer(ticket_id=cold.id, state=state, text="Слесарь придёт", created_at=at))
    memory.flush()
    assert "ждёт отправки (otklik dispatch) ответ: Слесарь придёт" in full_text(
        memory, POLICY, cold, at
    )


def test_what_came_of_it_is_said_in_words(memory: Session) -> None:
    melted, far = ticket(memory), ticket(memory)
    actions.resolve(memory, POLICY, melted, BY_HAND, outcome=Outcome.NATURAL)
    actions.redirect(memory, POLICY, far, BY_HAND, reason="это Петербург")
    assert "\nИтог: Устранилось само.\n" in full_text(memory, POLICY, melted, LATER)
    told = full_text(memory, POLICY, far, LATER)
    assert "\nИтог: Не наша компетенция.\nПричина: это Петербург.\n" in told


def test_both_sides_of_a_split_name_each_other(memory: Session) -> None:
    cold = ticket(memory)
    other = comment(memory, text="А у нас на Урицкого 9 нет воды", published_at=LATER)
    appeal(memory, cold, other, Role.DUPLICATE)
    made = split(memory, POLICY, cold, BY_HAND, comments=[other.vk_id])
    assert f"разделено: из {cold.number}" in full_text(memory, POLICY, made, LATER)
    assert f"разделено: выделено {made.number}" in full_text(memory, POLICY, cold, LATER)
