"""Finding tickets by words in any form: «батареями» finds «батарея»."""

from sqlalchemy import ColumnElement, select

from models import Appeal, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.words import lemmas


def matching(query: str) -> ColumnElement[bool]:
    """Some comment of the ticket, or its address, has all the words; raises WrongUsage for none."""
    words = dict.fromkeys(lemmas(query))
    if not words:
        msg = f"В «{query}» нет ни русских слов, ни чисел: --search ищет только их."
        raise WrongUsage(msg)
    having = select(Appeal.ticket_id).where(*(Appeal.words.like(f"% {word} %") for word in words))
    return Ticket.id.in_(having)
