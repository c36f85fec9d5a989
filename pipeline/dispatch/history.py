"""What has been sent, as planning needs it; all of it is in the outbox."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Message, MessageState, Status, Ticket
from pipeline.dispatch.chat import Carrier
from pipeline.dispatch.notice import CardSent, NoticeKind
from pipeline.dispatch.plan import Traffic
from pipeline.dispatch.rules import Rules


@dataclass(slots=True)
class History:
    """Cards and warnings of open tickets, and the late traffic of each chat."""

    cards: dict[int, CardSent] = field(default_factory=dict)
    warned: set[str] = field(default_factory=set)
    traffic: dict[str, Traffic] = field(default_factory=dict)


def read_history(
    session: Session, statuses: Collection[Status], rules: Rules, now: datetime
) -> History:
    """What the chats know of the tickets in these states."""
    history = History(traffic=_traffic(session, rules, now))
    stmt = (
        select(Message.peer, Message.body, Message.ticket_id, Message.created_at, Message.state)
        .join(Ticket, Message.ticket_id == Ticket.id)
        .where(Ticket.status.in_(statuses), Message.channel != Carrier.VK_COMMENT)
        .order_by(Message.id)
    )
    for peer, body, ticket_id, at, state in session.execute(stmt):
        if body.get("kind") == NoticeKind.WARNING:
            history.warned.update(body["told"])
        elif ticket_id is not None:
            earlier = history.cards.get(ticket_id)
            count = earlier.count + 1 if earlier else 1
            history.cards[ticket_id] = CardSent(
                peer, body.get("round", 0), at, count, refused=state == MessageState.REFUSED
            )
    return history


def _traffic(session: Session, rules: Rules, now: datetime) -> dict[str, Traffic]:
    stmt = select(Message.key, Message.peer, Message.body, Message.created_at).where(
        Message.created_at > now - rules.window,
        Message.channel.not_in((Carrier.DIGEST, Carrier.VK_COMMENT)),
    )
    found: dict[str, Traffic] = {}
    for key, peer, body, at in session.execute(stmt):
        if body.get("priority") in rules.at_once:
            continue
        known = found.get(peer, Traffic())
        digest_at = at if key.startswith("digest:") else known.digest_at
        found[peer] = Traffic(known.messages + 1, digest_at)
    return found
