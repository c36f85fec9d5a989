"""Whoever is refused a move is told what to type instead, and that works."""

import re
import shlex
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from models import Outcome, Status, Ticket
from pipeline.dispatch.answers import answer
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.phrases import shipped_phrases
from pipeline.errors import WrongUsage
from pipeline.tickets import actions
from pipeline.tickets.events import Cause
from pipeline.tickets.merging import merge
from pipeline.tickets.moves import advance
from pipeline.tickets.policy import shipped_policy
from tests.factory import NOON, ticket

POLICY = shipped_policy()
BY_HAND = Cause(NOON + timedelta(hours=1), "Иванова")
COMMAND = re.compile(r"otklik tickets (.+)$", re.MULTILINE)

# state reached | what the refused rejection tells to type, and the state that comes of it
TOO_LATE = """
assigned        | redirect → redirected, resolve → resolved
in_progress     | redirect → redirected, resolve → resolved
interim         | redirect → redirected, resolve → resolved
need_info       | redirect → redirected, resolve → resolved
resolved        | reopen → reopened
redirected      | reopen → reopened
"""


def reached(session: Session, state: Status) -> Ticket:
    """A ticket brought to a state by allowed moves."""
    made = ticket(session)
    if state is Status.REDIRECTED:
        actions.redirect(session, POLICY, made, BY_HAND, reason="это Петербург")
    else:
        advance(session, POLICY, made, state, BY_HAND)
    return made


def typed(session: Session, of: Ticket, words: list[str]) -> str:
    """Do what a command line says; the state that comes of it."""
    act, number, _, value = words
    assert number == of.number
    with session.begin_nested() as trial:
        match act:
            case "redirect":
                actions.redirect(session, POLICY, of, BY_HAND, reason=value)
            case "resolve":
                actions.resolve(session, POLICY, of, BY_HAND, outcome=Outcome(value))
            case "reopen":
                actions.reopen(session, POLICY, of, BY_HAND.because(value))
        state = of.status
        trial.rollback()
    return state


@pytest.mark.parametrize("line", TOO_LATE.strip().splitlines())
def test_what_can_no_longer_be_rejected_has_a_way_that_works(memory: Session, line: str) -> None:
    state, told = (part.strip() for part in line.split("|"))
    late = reached(memory, Status(state))
    with pytest.raises(WrongUsage) as refused:
        actions.reject(memory, POLICY, late, BY_HAND, reason="реклама")
    calls = [shlex.split(call) for call in COMMAND.findall(str(refused.value))]
    found = [f"{call[0]} → {typed(memory, late, call)}" for call in calls]
    assert ", ".join(found) == told


ACTS: dict[str, Callable[..., None]] = {
    "take": actions.take,
    "assign": actions.assign,
    "close explained": partial(actions.close, outcome=Outcome.EXPLAINED),
    "note": partial(actions.note, text=" "),
}

# act             | what is told to type
MISSING = """
take            | assign {number} --department ОРГАН
assign          | assign {number} --department ОРГАН
close explained | answer {number}, и отправьте ответ, otklik dispatch
note            | заметка пуста, напишите её в кавычках
"""


@pytest.mark.parametrize("line", MISSING.strip().splitlines())
def test_what_is_missing_is_told_with_the_command(memory: Session, line: str) -> None:
    act, told = (part.strip() for part in line.split("|"))
    cold = ticket(memory, department="" if act in ("take", "assign") else "Комитет по ТЭК")
    with pytest.raises(WrongUsage, match=told.format(number=cold.number)):
        ACTS[act](memory, POLICY, cold, BY_HAND)


def test_what_is_closed_is_closed_once_and_reopened_for_a_reason(memory: Session) -> None:
    cold = ticket(memory)
    actions.close(memory, POLICY, cold, BY_HAND, outcome=Outcome.AUTHOR_SILENT)
    with pytest.raises(WrongUsage, match=r"уже закрыто, итог: Нет ответа автора.+reopen"):
        actions.close(memory, POLICY, cold, BY_HAND, outcome=Outcome.FIXED)
    with pytest.raises(WrongUsage, match="нужна причина"):
        actions.reopen(memory, POLICY, cold, BY_HAND)


def test_a_part_of_another_is_acted_upon_there_or_separated(memory: Session) -> None:
    part, whole = ticket(memory), ticket(memory)
    merge(memory, POLICY, part, BY_HAND, into=whole)
    memory.refresh(part)
    told = f"вошло в {whole.number}.+split {part.number}"
    with pytest.raises(WrongUsage, match=told):
        actions.reject(memory, POLICY, part, BY_HAND, reason="реклама")
    with pytest.raises(WrongUsage, match=told):
        actions.take(memory, POLICY, part, BY_HAND)
    with pytest.raises(WrongUsage, match=told):
        actions.reopen(memory, POLICY, part, BY_HAND.because("снова"))
    with pytest.raises(WrongUsage, match=told):
        merge(memory, POLICY, part, BY_HAND, into=ticket(memory))
    with pytest.raises(WrongUsage, match=told):
        merge(memory, POLICY, ticket(memory), BY_HAND, into=part)
    with pytest.raises(WrongUsage, match=told):
        answer(memory, Editor(shipped_phrases(), NOON, "Иванова"), part.number)
