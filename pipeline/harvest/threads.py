"""The comments pass: posts that are due are read to the end and saved, one transaction each."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from harvester.asking import Asking, Drive
from harvester.client import Client
from harvester.comments import Longest, Reading, glance, read_comments, read_topic
from harvester.errors import HarvestError, Limited, Malformed, Overloaded, Refused
from harvester.request import PAGE, comments
from harvester.shape import as_object, find_int
from harvester.walls import get_named
from models import Channel, Comment, Post
from pipeline.harvest.outcome import HarvestReport, Problem, ProblemKind, is_final, kind_of
from pipeline.harvest.readings import Verdict, link, save_news, save_reading, save_refusal
from pipeline.harvest.sweep import Due
from pipeline.progress import Progress

FAILURES = 3  # posts in a row that VK itself fails on before the source is left for later
WITNESSES = 3  # posts whose comments are counted again when the wall tells another number
STRANGERS = 10  # posts in a row that VK does not know: then it is us whom it does not understand


@dataclass(slots=True)
class CommentsPass:
    """Readings of the posts of one source."""

    sessions: sessionmaker[Session]
    client: Client
    group: str
    officials: Collection[int]
    now: datetime
    full: bool
    report: HarvestReport
    progress: Progress
    restless: bool = False  # something moved while this source was read
    longest: Longest = field(default_factory=Longest)
    drifted: list[int] = field(default_factory=list)  # posts whose wall told another count
    firsts: list[int] = field(default_factory=list)  # posts read for the first time
    failures: int = 0  # of VK itself, in a row
    malformed: int = 0  # requests that it did not understand, in a row

    def run(self, due: Sequence[Due]) -> None:
        """Read the posts; those that miss comments once more; raises HarvestError to give up."""
        self.progress.start(f"Комментарии {self.group}", len(due))
        again = self._round(due)
        if again:
            self._round([Due(number) for number in again])
        if self.restless or self._has_drifted():
            self._doubt()
        self.progress.finish()

    def _round(self, due: Sequence[Due]) -> list[int]:
        drive: Drive[tuple[int, Reading]] = Drive(self.client.ask_all, lambda: self.client.breadth)
        again = []
        for (post_id, reading), error in drive.run(self._jobs(due)):
            if self._save(post_id, reading, error):
                again.append(post_id)
            self.progress.advance()
        return again

    def _jobs(self, due: Sequence[Due]) -> Iterator[tuple[tuple[int, Reading], Asking]]:
        for one in due:
            with self.sessions() as session:
                post = session.get_one(Post, one.post_id)
                reading = Reading(post.owner_id, post.vk_id, longest=self.longest)
                asking = self._asking(session, post, reading, one.glance)
            yield (one.post_id, reading), asking

    def _asking(self, session: Session, post: Post, reading: Reading, look: bool) -> Asking:
        if post.channel == Channel.TOPIC:
            return read_topic(reading)
        if not look:
            return read_comments(reading)
        stmt = select(Comment.vk_id, Comment.content_hash, Comment.deleted_at).where(
            Comment.post_id == post.id
        )
        known = {
            number: "" if deleted_at else digest
            for number, digest, deleted_at in session.execute(stmt)
        }
        # What the wall tells and what the comments tell need not agree while nothing changes.
        grown = post.vk_count - (post.read_count or 0) if post.differs_since else 0
        return glance(reading, known, post.vk_count, grown)

    def _save(self, post_id: int, reading: Reading, error: HarvestError | None) -> bool:
        """Whether the post must be read once more."""
        with self.sessions.begin() as session:
            post = session.get_one(Post, post_id)
            name = link(post)
            if reading.unchanged:
                return False
            if isinstance(error, Refused) or self._is_lost(error):
                save_refusal(session, post, self.now)
                return False
            first = post.read_count is None
            if reading.news:
                self._count(save_news(session, post, reading, self.now, self.officials))
                return False
            verdict = save_reading(session, post, reading, self.now, self.officials, self.full)
        self._count(verdict)
        if error is not None:
            self._note(name, error)
            return False
        self.failures = 0
        self.report.posts_read += reading.complete
        self.restless |= reading.moved
        self.drifted += [post_id] if verdict.drifted else []
        self.firsts += [post_id] if first else []
        if reading.torn:
            self._problem(ProblemKind.PARTIAL, f"{name}: ветка ответов исчезла, пока её читали")
        if verdict.suspicion:
            self._problem(ProblemKind.SUSPICIOUS, verdict.suspicion)
        return verdict.again

    def _is_lost(self, error: HarvestError | None) -> bool:
        # «Bad parameter: post_id» says that the post is gone, unless it is said of every post.
        self.malformed = self.malformed + 1 if isinstance(error, Malformed) else 0
        return 0 < self.malformed < STRANGERS

    def _count(self, verdict: Verdict) -> None:
        self.report.comments_new += verdict.saved.new
        self.report.comments_edited += verdict.saved.edited
        self.report.comments_deleted += verdict.saved.deleted

    def _note(self, name: str, error: HarvestError) -> None:
        """Skip one bad post, but not a bad day."""
        self.failures += isinstance(error, Overloaded)
        if is_final(error) or isinstance(error, Limited) or self._is_hopeless():
            raise error
        kind = kind_of(error)
        partial = ProblemKind.PARTIAL if kind is ProblemKind.UNAVAILABLE else kind
        self._problem(partial, f"{name} не прочитан до конца: {error}")

    def _is_hopeless(self) -> bool:
        return self.failures >= FAILURES or self.malformed >= STRANGERS

    def _problem(self, kind: ProblemKind, message: str) -> None:
        self.report.problems.append(Problem(self.group, kind, message))

    def _has_drifted(self) -> bool:
        """Whether the wall has another count by now; the two may simply never agree."""
        with self.sessions() as session:
            posts = session.scalars(select(Post).where(Post.id.in_(self.drifted[:PAGE]))).all()
        told = {post.vk_id: post.read_count for post in posts if post.channel == Channel.WALL}
        if not told or len(told) < len(posts):
            return bool(posts)
        try:
            walls = get_named(self.client.ask, posts[0].owner_id, told).posts
            if any(told[item.post_id] != item.comment_count for item in walls):
                return True
            # A count that moved may have come back to where it was.
            return any(self._count_now(post) != post.vk_count for post in posts[:WITNESSES])
        except HarvestError:
            return True

    def _count_now(self, post: Post) -> int | None:
        answer = self.client.ask(comments(post.owner_id, post.vk_id).but(count=1))
        return find_int(as_object(answer), "count")

    def _doubt(self) -> None:
        """What was first read while the wall moved is swept again in the next cycle."""
        with self.sessions.begin() as session:
            session.execute(update(Post).where(Post.id.in_(self.firsts)).values(swept_on=None))
