"""A statement among the tickets around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models import Role, Ticket
from nlp.prediction import NOT_COMPLAINT
from pipeline.tickets.board import Board
from pipeline.tickets.house import answered_house, with_house
from pipeline.tickets.marks import Mark
from pipeline.tickets.official import FINAL, Says
from pipeline.tickets.place import NOWHERE, Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement
from pipeline.tickets.talk import lives_there

NOTHING = 0.1  # below it no topic was heard at all
LEANING = 0.2  # below it a score says nothing
WEAK = 0.6  # below it a topic is a guess
OTHER = "other_complaint"
ROUTES = "transport"  # here a number alone is a route


@dataclass(frozen=True, slots=True)
class Scene:
    """What a reader of the talk would have before his eyes."""

    policy: Policy
    said: Statement
    told: Spot  # what the statement itself names
    spot: Spot  # with what the talk adds to it
    thread: tuple[Ticket, ...]  # the author's, in this thread, latest first
    post: tuple[Ticket, ...]  # the author's, elsewhere under this post
    elsewhere: tuple[Ticket, ...]  # the author's, under other posts
    target: Mark | None  # the comment replied to
    root: Mark | None  # the comment that began the thread
    there: tuple[Ticket, ...]  # at the same place, latest first
    copied: tuple[Ticket, ...]  # with the same text
    around: tuple[Ticket, ...]  # of the comment replied to and of the thread's first one
    led: frozenset[str] = frozenset()  # numbers of the tickets that the author opened
    subject: str | None = None  # topic of the post

    @property
    def own(self) -> tuple[Ticket, ...]:
        """All tickets of the author, the nearest first."""
        return self.thread + self.post + self.elsewhere

    @property
    def is_over(self) -> bool:
        """The comment replied to says that the trouble is over."""
        target = self.target
        return target is not None and (target.role is Role.RESOLVED or target.says is Says.DONE)

    @property
    def is_judged(self) -> bool:
        """The comment replied to is our last word on a ticket."""
        return self.target is not None and self.target.says in FINAL

    @property
    def answers_bystander(self) -> bool:
        """The comment replied to is a resident's, and in no ticket."""
        stand = self.said.stand
        return stand.reply_to is not None and self.target is None and (stand.addressee or 0) >= 0

    @property
    def answers_own(self) -> bool:
        """The comment replied to is about a ticket that the author takes part in."""
        return self.target is not None and self.target.live in self.own

    @property
    def names_same(self) -> bool:
        """A place is named, and it is the one of the complaint replied to."""
        there = next(iter(self.around), None)
        return there is not None and self.told.is_point and self.told.fits(Spot.of(there))

    def leans_to(self, topic: str) -> bool:
        """The words may be about a topic, though they are not for sure."""
        return self.said.scores.get(topic, 0.0) >= LEANING

    @property
    def is_about(self) -> bool:
        """Some topic was heard in the words, however faintly."""
        topics = self.said.scores.keys() - {NOT_COMPLAINT}
        return any(self.said.scores[topic] >= NOTHING for topic in topics)

    @property
    def is_weak(self) -> bool:
        """The words name a topic, but hardly."""
        said = self.said
        return bool(said.topics) and said.scores.get(said.topics[0], 1.0) < WEAK

    def is_nearly(self, topic: str) -> bool:
        """The words may as well be about a topic as about the one that they name."""
        empty = self.said.topics[0] == OTHER  # it says nothing of its own
        return (empty or self.is_weak) and self.leans_to(topic)

    def is_other_than(self, topic: str) -> bool:
        """The words name a topic, and it is certainly another one."""
        return bool(self.said.topics) and not self.said.doubt and not self.leans_to(topic)


def look(policy: Policy, board: Board, said: Statement, subject: str | None = None) -> Scene:
    """Set the scene of a statement."""
    stand = said.stand
    marks = list(_recent(policy, board, said))
    talk = [(mark.stand, mark.live) for mark in marks]
    post = _distinct(ticket for where, ticket in talk if where.post_id == stand.post_id)
    everywhere = _distinct(ticket for _, ticket in talk)
    target = _find(board, said, stand.reply_to)
    root = _find(board, said, stand.thread_root)
    around = _distinct(mark.live for mark in (target, root) if mark)
    # Who has joined a ticket from beside is at home where he is told of it.
    told_of = target.live if target else None
    thread = _distinct(
        ticket for where, ticket in talk if where.root == stand.root or ticket is told_of
    )
    told = _told(_named(said, thread), said.text, (*thread, *post), around)
    told = _with_answer(told, said, target, thread)
    spot = _whole(told, everywhere, around)
    return Scene(
        policy=policy,
        said=said,
        told=told,
        spot=spot,
        thread=_leaning(said, thread),
        post=_leaning(said, (ticket for ticket in post if ticket not in thread)),
        elsewhere=tuple(ticket for ticket in everywhere if ticket not in (*thread, *post)),
        target=target,
        root=root,
        there=_leaning(said, _there(board, spot)),
        copied=_distinct(mark.live for mark in board.copies.get(said.copy_key, ())),
        around=around,
        led=frozenset(mark.ticket.number for mark in marks if mark.role is Role.OPENING),
        subject=subject,
    )


def _with_answer(
    told: Spot, said: Statement, target: Mark | None, thread: tuple[Ticket, ...]
) -> Spot:
    """The place with the house that a bare «31» under our question names."""
    asked = target is not None and target.says is Says.ASKS
    if not asked or told.exact or not thread or thread[0].topic == ROUTES:
        return told
    return told._replace(house=answered_house(said.text, Spot.of(thread[0])))


def _recent(policy: Policy, board: Board, said: Statement) -> Iterator[Mark]:
    """What the author has said lately, latest first; before it what was harvested late."""
    if said.author is None:
        return
    marks = board.authors.get(said.author, ())
    near = [mark for mark in marks if abs(mark.at - said.at) <= policy.fold.thread_window]
    yield from sorted(
        near, key=lambda mark: (mark.at <= said.at, mark.at, mark.stand.comment_id), reverse=True
    )


def _distinct(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(dict.fromkeys(tickets))


def _leaning(said: Statement, tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    """Of several tickets those first that the words, though they name no topic, lean to."""
    several = tuple(tickets)
    if len(several) < 2:
        return several

    def score(ticket: Ticket) -> float:
        found = said.scores.get(ticket.topic, 0.0)
        return found if found >= LEANING else 0.0

    return tuple(sorted(several, key=score, reverse=True))


def _find(board: Board, said: Statement, vk_id: int | None) -> Mark | None:
    anchor = said.stand.anchor(vk_id)
    return board.marks.get(anchor) if anchor else None


def _named(said: Statement, thread: tuple[Ticket, ...]) -> Spot:
    """The place named; another town alone, in one's own thread, is a word that sounds like it."""
    spot = said.spot
    strange = not spot.is_point and not any(spot.fits(Spot.of(ticket)) for ticket in thread)
    return NOWHERE if thread and strange else spot


def _told(spot: Spot, text: str, own: tuple[Ticket, ...], around: tuple[Ticket, ...]) -> Spot:
    """The place named, with a house that is told by its number alone or as the one talked of."""
    if around and not own and not spot.is_point and lives_there(text):
        return Spot.of(around[0])
    near = next((Spot.of(ticket) for ticket in (*own, *around) if ticket.place_key), NOWHERE)
    return with_house(spot, text, near, own=bool(own))


def _whole(told: Spot, own: tuple[Ticket, ...], around: tuple[Ticket, ...]) -> Spot:
    """The place named, completed from the author's own words, else its street or town."""
    mine = [Spot.of(ticket) for ticket in own]
    for known in mine:
        if told.fits(known):
            return told.completed(known)
    for known in (*(Spot.of(ticket) for ticket in around), *mine):
        told = told.on_street(known).within(known)
    return told


def _there(board: Board, spot: Spot) -> list[Ticket]:
    found = [ticket for ticket in board.at_place(spot) if spot.fits(Spot.of(ticket))]
    return sorted(found, key=lambda ticket: (ticket.last_at, ticket.number), reverse=True)
