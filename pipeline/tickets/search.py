"""Finding tickets by words in any form: «батареями» finds «батарея»."""

import re

from sqlalchemy import ColumnElement, select

from models import Appeal, Comment, Ticket
from pipeline.errors import WrongUsage
from pipeline.tickets.words import folded, lemmas

LATIN = re.compile("[a-z]+")  # has no forms that the dictionary knows: found as it is written


def matching(query: str) -> ColumnElement[bool]:
    """Some comment of the ticket, or its address, has all the words; raises WrongUsage for none."""
    words, latin = dict.fromkeys(lemmas(query)), LATIN.findall(folded(query))
    asked = [
        *(Appeal.words.like(f"% {word} %") for word in words),
        *(Appeal.comment.has(Comment.text.icontains(word)) for word in latin),
    ]
    if not asked:
        msg = f"В «{query}» нет ни слова, ни числа: назовите, что искать."
        raise WrongUsage(msg)
    return Ticket.id.in_(select(Appeal.ticket_id).where(*asked))
