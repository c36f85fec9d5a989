"""What a person wants told to the residents of a ticket."""

from dataclasses import dataclass
from datetime import datetime

from models import Answer, AnswerState
from pipeline.dispatch.case import Case
from pipeline.dispatch.draft import draft, promising, question_of
from pipeline.dispatch.phrases import Phrases, Situation
from pipeline.tickets.official import Says


@dataclass(frozen=True, slots=True)
class Wish:
    """Words, a template, a question or a promise; nothing of it, our own draft."""

    text: str | None = None
    template: str = ""
    again: bool = False  # though the residents have been told already
    asks: bool = False  # the solve clock stands until the author answers
    until: datetime | None = None  # the term that an interim answer promises

    @property
    def is_plain(self) -> bool:
        """Our own draft will do."""
        return not (self.text is not None or self.template or self.asks or self.until)

    @property
    def replaces(self) -> bool:
        """A person's own draft may give way to it."""
        return self.text is not None or bool(self.template) or self.again

    def words(self, case: Case, phrases: Phrases, now: datetime) -> str:
        """The person's own, else a draft of what he wants; raises WrongUsage for a template."""
        situation = question_of(case) if self.asks else None
        if self.until:
            situation = Situation.PROMISED
        case = promising(case, self.until)
        return self.text or draft(case, phrases, now, self.template, situation=situation)

    def is_met(self, row: Answer) -> bool:
        """An answer says that already."""
        if self.text is not None:
            return self.text.strip() == row.text
        if self.template:
            return False
        if self.until:
            return row.until == self.until
        return row.says == Says.ASKS if self.asks else True

    def is_apart(self, row: Answer) -> bool:
        """A question or a promise has nothing to do with what was sent before of another kind."""
        if row.state != AnswerState.PUBLISHED:
            return False
        return (self.asks and row.says != Says.ASKS) or (self.until is not None and not row.until)


OURS = Wish()  # our own draft will do
