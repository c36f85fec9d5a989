"""Reading all comments of a post: the roots page by page, then the threads that came cut."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from harvester.asking import Asking, came, together
from harvester.errors import Gone, Malformed, Refused
from harvester.items import CommentItem
from harvester.request import PAGE, Request, thread, topic_comments
from harvester.request import comments as of_post
from harvester.shape import Raw, as_page, find_int, readable

# Comments that VK counts and does not show are few: a page needs room for ten times as many.
ROOM = 10

# When the comment that a page should begin with is gone, begin with an earlier one.
BACK = (2, 10, PAGE)


@dataclass(slots=True)
class Longest:
    """The longest page that VK has sent in this pass: shorter ones are not cut by it."""

    items: int = 0


@dataclass(slots=True)
class Reading:
    """What reading one post has brought so far."""

    owner_id: int
    post_id: int
    comments: dict[int, CommentItem] = field(default_factory=dict)
    answers: list[tuple[Request, Any]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)  # VK's total, page after page
    longest: Longest = field(default_factory=Longest)
    broken: int = 0  # items that nobody can read
    torn: bool = False  # a thread was refused: its root is gone, or the whole post
    complete: bool = False
    unchanged: bool = False  # a glance was enough
    news: bool = False  # a glance brought all that is new

    @property
    def moved(self) -> bool:
        """Comments came or went while they were read."""
        return len(set(self.counts)) > 1

    def take(self, request: Request, answer: Any, root: int | None) -> list[CommentItem]:
        """Keep what a page brought, replies included."""
        whole, raws = as_page(answer)
        self.answers.append((request, answer))
        if root is None and (count := find_int(whole, "count")) is not None:
            self.counts.append(count)
        page, broken = readable(
            raws, lambda raw: CommentItem.from_api(raw, self.owner_id, self.post_id, root)
        )
        self.broken += broken
        page = [item for item in page if item.comment_id != root]
        self.longest.items = max(self.longest.items, len(raws))
        self.comments.update((item.comment_id, item) for root in page for item in root.flat())
        return page

    def cut_threads(self) -> list[CommentItem]:
        """Roots whose replies did not all come with them, deleted roots included."""
        # A root may come twice while the thread moves: only its latest showing counts.
        return [
            item
            for item in self.comments.values()
            if item.thread_root is None and item.reply_count > len(item.replies)
        ]


@dataclass(frozen=True, slots=True)
class Page:
    """What came of a list at once."""

    items: Sequence[CommentItem] = ()
    length: int = 0  # with what is unreadable or not of this list
    expected: int | None = None  # of the whole list


@dataclass(slots=True)
class Level:
    """How far one list has been read: the roots of a post, or one thread."""

    longest: Longest
    ids: list[int] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    live: int = 0
    placeholders: int = 0
    steps_back: int = 0

    def next_start(self, page: Page, start: int | None) -> int | None:
        """The comment that the next page begins with; None: this page was the last."""
        fresh = [item for item in page.items if item.comment_id not in self.seen]
        self.ids += [item.comment_id for item in fresh]
        self.seen.update(item.comment_id for item in fresh)
        self.placeholders += sum(item.deleted for item in fresh)
        self.live += sum(not item.deleted for item in fresh)
        if fresh:
            self.steps_back = 0
            return None if self._is_whole(page) else self.ids[-1]
        if start is None or any(item.comment_id == start for item in page.items):
            return None
        return self._step_back()

    def _is_whole(self, page: Page) -> bool:
        if page.expected is None:
            return False
        missing = page.expected - self.live
        if missing <= 0:
            # VK may or may not count placeholders: after a full page one more call decides.
            return page.length < PAGE or not self.placeholders
        # Hidden ones and placeholders may be counted; but a short page may also be a cut one.
        uncut = page.length + missing <= self.longest.items
        return uncut and missing * ROOM <= PAGE - page.length

    def _step_back(self) -> int | None:
        if self.steps_back == len(BACK):
            return None
        self.steps_back += 1
        return self.ids[-min(BACK[self.steps_back - 1], len(self.ids))]


def read_comments(reading: Reading) -> Asking:
    """Everything under a post of a wall."""
    yield from _read_level(reading, of_post(reading.owner_id, reading.post_id), None)
    yield from together(_read_thread(reading, root) for root in reading.cut_threads())
    reading.complete = not (reading.broken or reading.torn)


def _read_thread(reading: Reading, root: CommentItem) -> Asking:
    try:
        yield from _read_level(
            reading, thread(reading.owner_id, reading.post_id, root.comment_id), root
        )
    except (Malformed, Refused):
        reading.torn = True  # since its page was read; what came is kept


def read_topic(reading: Reading) -> Asking:
    """Everything in a topic of a board."""
    yield from _read_level(reading, topic_comments(reading.owner_id, reading.post_id), None)
    reading.complete = not reading.broken


def _read_level(reading: Reading, request: Request, root: CommentItem | None) -> Asking:
    level = Level(reading.longest)
    asked, start = request, None
    while True:
        [answer] = yield [asked]
        start = level.next_start(_page(reading, asked, answer, root), start)
        if start is None:
            came(answer)
            return
        asked = request.but(start_comment_id=start)


def _page(reading: Reading, asked: Request, answer: Any, root: CommentItem | None) -> Page:
    if "start_comment_id" in asked.document and isinstance(answer, (Malformed, Gone)):
        # The comment that the page should begin with may be gone, or the whole post.
        return Page()
    items = reading.take(asked, came(answer), root.comment_id if root else None)
    length = len(as_page(answer)[1])
    return Page(items, length, _expected(reading, answer, root, length))


def _expected(reading: Reading, answer: Raw, root: CommentItem | None, came: int) -> int | None:
    told = find_int(answer, "current_level_count")
    if told is not None and told > came:
        return told
    # Old shapes do not tell, and what ends with this very page must agree with the totals.
    return max((n for n in (told, _derived(reading, answer, root)) if n is not None), default=None)


def _derived(reading: Reading, answer: Raw, root: CommentItem | None) -> int | None:
    if root is not None:
        return root.reply_count
    count = find_int(answer, "count")
    replies = sum(c.reply_count for c in reading.comments.values() if c.thread_root is None)
    return None if count is None else count - replies


def glance(reading: Reading, known: dict[int, str], count: int, grown: int) -> Asking:
    """Look at the newest comments of a post; read everything unless they explain its growth."""
    request = of_post(reading.owner_id, reading.post_id).but(sort="desc")
    [answer] = yield [request]
    page = reading.take(request, came(answer), None)
    seen = {item.comment_id: item for root in page for item in root.flat()}
    explained = len(seen.keys() - known.keys()) == grown and _as_known(seen, known)
    if reading.counts == [count] and not reading.broken and explained:
        reading.unchanged, reading.news = not grown, grown > 0
        return
    reading.counts.clear()
    reading.comments.clear()
    yield from read_comments(reading)


def _as_known(seen: dict[int, CommentItem], known: dict[int, str]) -> bool:
    """Whether nothing was edited or deleted; what is new must be alive."""
    return all(
        known.get(number, item.content_hash) == ("" if item.deleted else item.content_hash)
        for number, item in seen.items()
    )
