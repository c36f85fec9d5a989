"""Reading a wall page by page, whatever moves meanwhile."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from harvester.items import PostItem
from harvester.request import PAGE, Request, posts, wall
from harvester.shape import as_page, find_int, readable

OVERLAP = 10

Ask = Callable[[Request], Any]


@dataclass(frozen=True, slots=True)
class WallPage:
    """A page as it came."""

    request: Request
    answer: Any
    posts: Sequence[PostItem]
    length: int  # unreadable and deleted ones included
    count: int | None  # VK's count of all posts


@dataclass(frozen=True, slots=True)
class Named:
    """Posts that were asked for by name, and the answer as it came."""

    request: Request
    answer: Any
    posts: Sequence[PostItem]


def get_named(ask: Ask, owner_id: int, numbers: Iterable[int]) -> Named:
    """Those of the posts that are there."""
    request = posts([f"{owner_id}_{number}" for number in numbers])
    answer = ask(request)
    # A list until some version, an object with items after it.
    raws = answer if isinstance(answer, list) else as_page(answer)[1]
    items, _ = readable(raws, lambda raw: PostItem.from_api(raw, owner_id))
    return Named(request, answer, [item for item in items if not item.deleted])


@dataclass(slots=True)
class WallWalk:
    """One walk down a wall; iterate over ``pages`` and then ask what it was worth."""

    owner_id: int
    ask: Ask
    enough: Callable[[WallPage], bool]  # stop below this page
    seen: dict[int, PostItem] = field(default_factory=dict)
    count: int | None = None
    broken: int = 0
    moved: bool = False  # posts came or went under our feet
    whole: bool = False  # the end of the wall was reached

    def pages(self) -> Iterator[WallPage]:
        """Pages without overlap while the wall stands still; after a loss all again, with it."""
        torn = yield from self._walk(PAGE)
        if torn:
            yield from self._walk(PAGE - OVERLAP)
        if self.moved:
            # Who was pinned meanwhile went to the top behind our back, as new posts did.
            top = self._fetch(0)
            self._remember(top)
            yield top

    def _walk(self, step: int) -> Generator[WallPage, None, bool]:
        offset = 0
        last: WallPage | None = None
        while True:
            page = self._fetch(offset)
            self.moved |= last is not None and step == PAGE and self._has_moved(last, page)
            torn = last is not None and step == PAGE and self._is_torn(last, page)
            self._remember(page)
            yield page
            if torn:
                return True
            self.whole = self._is_last(page, offset)
            if self.whole or self.enough(page):
                return False
            # A page may come short, cut or with gaps: the next begins where it ended.
            stride = min(step, max(page.length - (PAGE - step), 1))
            offset, last = offset + stride, page

    def _fetch(self, offset: int) -> WallPage:
        request = wall(self.owner_id, offset)
        answer = self.ask(request)
        whole, raws = as_page(answer)
        items, broken = readable(raws, lambda raw: PostItem.from_api(raw, self.owner_id))
        self.broken += broken
        living = [item for item in items if not item.deleted]
        return WallPage(request, answer, living, len(raws), find_int(whole, "count"))

    def _remember(self, page: WallPage) -> None:
        self.seen.update((post.post_id, post) for post in page.posts)
        self.count = page.count

    def _has_moved(self, last: WallPage, page: WallPage) -> bool:
        overlap = len(self.seen.keys() & _unpinned(page))
        return page.count != last.count or overlap > max(PAGE - last.length, 0)

    def _is_torn(self, last: WallPage, page: WallPage) -> bool:
        """Whether posts may have slipped between two pages: a deletion shifts the rest up."""
        if last.posts and last.posts[-1].post_id in _unpinned(page):
            return False
        return self._has_moved(last, page)

    def _is_last(self, page: WallPage, offset: int) -> bool:
        # A page may come short although more follow: only the count or emptiness tells.
        return not page.length or (page.count is not None and offset + page.length >= page.count)


def _unpinned(page: WallPage) -> set[int]:
    return {post.post_id for post in page.posts if not post.pinned}
