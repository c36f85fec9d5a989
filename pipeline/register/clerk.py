"""Doing what a line of a returned register asks, as a dispatcher would by hand."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models import Status, Ticket
from pipeline.dispatch.answers import answer
from pipeline.dispatch.approval import Editor
from pipeline.dispatch.wish import Wish
from pipeline.register.request import BadCell, Request, Value
from pipeline.register.returned import TITLES
from pipeline.tickets import actions
from pipeline.tickets.events import Cause
from pipeline.tickets.policy import Policy

ROUTED = ("department", "assignee")


@dataclass(frozen=True, slots=True)
class Clerk:
    """Whoever takes the register in, with the rules and one transaction."""

    session: Session
    policy: Policy
    editor: Editor

    def fulfil(self, ticket: Ticket, request: Request, reason: str) -> None:
        """Note, draft, route and move, in this order; raises WrongUsage."""
        cause = Cause(self.editor.now, self.editor.actor, reason=reason)
        wanted = dict(request.wanted)
        if note := wanted.pop("note", None):
            actions.note(self.session, self.policy, ticket, cause, text=str(note))
        if text := wanted.pop("answer", None):
            answer(self.session, self.editor, ticket.number, Wish(str(text), again=True))
        status = wanted.pop("status", None)
        routed = {code: str(wanted.pop(code)) for code in ROUTED if code in wanted}
        if routed:
            actions.assign(self.session, self.policy, ticket, cause, **routed)
        if status is not None:
            self._move(ticket, cause, Status(str(status)), wanted)
        elif wanted:
            code = next(iter(wanted))
            msg = f"столбец «{TITLES[code]}» меняется только вместе со столбцом «Статус»."
            raise BadCell(msg)

    def _move(self, ticket: Ticket, cause: Cause, to: Status, more: dict[str, Value]) -> None:
        if ticket.status == to:
            return

        def need(code: str) -> Any:
            if value := more.get(code) or getattr(ticket, code):
                return value
            state = f"столбец «{TITLES['status']}»: для состояния «{self.policy.title(to)}»"
            msg = f"{state} нужен и столбец «{TITLES[code]}»."
            raise BadCell(msg)

        acting = (self.session, self.policy, ticket, cause)
        match to:
            case Status.ASSIGNED:
                actions.assign(*acting)
            case Status.IN_PROGRESS:
                actions.take(*acting)
            case Status.INTERIM:
                actions.promise(*acting, until=need("interim_until"))
            case Status.RESOLVED:
                actions.resolve(*acting, outcome=need("outcome"))
            case Status.CLOSED:
                actions.close(*acting, outcome=need("outcome"))
            case Status.REOPENED:
                actions.reopen(*acting)
            case Status.REJECTED:
                actions.reject(*acting, reason=need("reason"))
            case Status.REDIRECTED:
                actions.redirect(*acting, reason=need("reason"))
            case _:
                raise BadCell(self._automatic(to))

    def _automatic(self, to: Status) -> str:
        return (
            f"столбец «{TITLES['status']}»: состояние «{self.policy.title(to)}» файлом не "
            "ставится. Чтобы спросить жителя или ответить ему, впишите текст в столбец «Ответ»: "
            "его утвердят и опубликуют, и состояние станет верным само."
        )
