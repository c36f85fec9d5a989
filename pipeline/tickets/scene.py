"""A statement among the tickets around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from models import Ticket
from nlp.prediction import Kind
from pipeline.tickets.board import Board, Mark
from pipeline.tickets.place import Spot
from pipeline.tickets.policy import Policy
from pipeline.tickets.statement import Statement


@dataclass(frozen=True, slots=True)
class Scene:
    """What a reader of the talk would have before his eyes."""

    policy: Policy
    said: Statement
    spot: Spot  # with what the talk adds to it
    thread: tuple[Ticket, ...]  # the author's, in this thread, latest first
    post: tuple[Ticket, ...]  # the author's, elsewhere under this post
    elsewhere: tuple[Ticket, ...]  # the author's, under other posts
    target: Mark | None  # the comment replied to
    root: Mark | None  # the comment that began the thread
    there: tuple[Ticket, ...]  # at the same place, latest first

    @property
    def own(self) -> tuple[Ticket, ...]:
        """All tickets of the author, the nearest first."""
        return self.thread + self.post + self.elsewhere

    @property
    def around(self) -> tuple[Ticket, ...]:
        """Tickets of the comment replied to and of the thread's first one."""
        marks = (mark for mark in (self.target, self.root) if mark)
        return tuple(dict.fromkeys(mark.live for mark in marks))


def look(policy: Policy, board: Board, said: Statement) -> Scene:
    """Set the scene of a statement."""
    marks = list(_recent(policy, board, said))
    stand = said.stand
    thread = _tickets(mark for mark in marks if mark.stand.root == stand.root)
    post = _tickets(mark for mark in marks if mark.stand.post_id == stand.post_id)
    everywhere = _tickets(iter(marks))
    target = _find(board, said, stand.reply_to)
    root = _find(board, said, stand.thread_root)
    around = [mark.live for mark in (target, root) if mark]
    spot = _whole_spot(said, everywhere, around)
    return Scene(
        policy=policy,
        said=said,
        spot=spot,
        thread=thread,
        post=tuple(ticket for ticket in post if ticket not in thread),
        elsewhere=tuple(ticket for ticket in everywhere if ticket not in (*thread, *post)),
        target=target,
        root=root,
        there=_there(board, spot),
    )


def _recent(policy: Policy, board: Board, said: Statement) -> Iterator[Mark]:
    """What the author has said lately, latest first; before it what was harvested late."""
    if said.author is None:
        return
    marks = board.authors.get(said.author, ())
    near = [mark for mark in marks if abs(mark.at - said.at) <= policy.fold.thread_window]
    yield from sorted(near, key=lambda mark: (mark.at <= said.at, mark.at), reverse=True)


def _tickets(marks: Iterator[Mark]) -> tuple[Ticket, ...]:
    return tuple(dict.fromkeys(mark.live for mark in marks))


def _find(board: Board, said: Statement, vk_id: int | None) -> Mark | None:
    anchor = said.stand.anchor(vk_id)
    return board.marks.get(anchor) if anchor else None


def _whole_spot(said: Statement, own: tuple[Ticket, ...], around: list[Ticket]) -> Spot:
    """The place named, completed from the author's own words, else its town from the talk."""
    if own and not (said.spot.exact and said.spot.settlement):
        return said.spot.completed(Spot.of(own[0]))
    return said.spot.within(Spot.of(around[0])) if around else said.spot


def _there(board: Board, spot: Spot) -> tuple[Ticket, ...]:
    found = [ticket for ticket in board.at_place(spot.key) if spot.fits(Spot.of(ticket))]
    return tuple(sorted(found, key=lambda ticket: ticket.last_at, reverse=True))


def is_appeal(scene: Scene) -> bool:
    """Whether the statement asks for something; in a talk of one's own little is enough."""
    said = scene.said
    if said.kind in (Kind.COMPLAINT, Kind.SUGGESTION, Kind.FOLLOW_UP, Kind.RESOLVED):
        return True
    return said.kind is Kind.QUESTION and bool(scene.thread)
