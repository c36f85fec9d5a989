"""Measure harvesting against the imitation of VK: python -m scripts.bench_harvest.

Prints what rebuilding from the archive takes, and the calls that a harvest makes: calm, on a bad
day, and for one post with thousands of comments.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from math import ceil
from pathlib import Path

import stamina

from models.database import open_engine, open_sessions, upgrade
from pipeline.harvest.replay import replay
from tests.imitation.archive import add_root, fill_archive
from tests.imitation.headquarters import facing
from tests.imitation.weather import Weather
from tests.imitation.world import World, add_comment, make_world

SIZES = (10_000, 100_000)
ROOTS, DEEP, REPLIES = 3_400, 40, 40  # of the one post


def main() -> None:
    """Everything, each replay in a fresh process."""
    with tempfile.TemporaryDirectory() as folder, stamina.set_testing(True, attempts=100):
        took = [replayed(Path(folder), size) for size in SIZES]
        print(f"  ten times the comments: {took[1] / took[0]:.1f} times the time")
        calm = calls(Path(folder), make_world(7, posts=240, comments=2500), Weather())
        bad = calls(Path(folder), make_world(7, posts=240, comments=2500), Weather(0.2, 11))
        print(f"240 posts, 2,500 comments: {calm} calls; {bad / calm:.2f} times when 20 % fail")
        made, bound = calls(Path(folder), one_post(), Weather()), ceil(ROOTS / 100) + DEEP
        # Beside the post itself: the community, its wall, and one try of a batch.
        print(
            f"{ROOTS + DEEP * REPLIES:,} comments of one post: {made - 3} calls of {bound} at least"
        )


def replayed(folder: Path, size: int) -> float:
    """Seconds of the processor that a replay took."""
    url = f"sqlite:///{folder / str(size)}.db"
    fill_archive(url, size)
    command = [sys.executable, "-m", "scripts.bench_harvest", url]
    said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 (ourselves)
    comments, processor, wall, megabytes = said.stdout.split()
    print(f"{int(comments):,} comments from the archive: {processor} s of the processor,")
    print(f"  {wall} s by the wall, peak of memory {megabytes} MB", flush=True)
    return float(processor)


def measure(url: str) -> None:
    """One replay, told in numbers."""
    sessions, wall, processor = open_sessions(open_engine(url)), time.time(), time.process_time()
    found = replay(sessions)
    spent = f"{time.process_time() - processor:.2f} {time.time() - wall:.2f}"
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(found.comments.new, spent, megabytes)


def calls(folder: Path, world: World, weather: Weather) -> int:
    """Calls of a first harvest, by the server's count."""
    path = folder / "otklik.db"
    path.unlink(missing_ok=True)
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    with facing(engine, world, weather=weather) as hq:
        hq.harvest()
        made = len(hq.imitation.calls)
    engine.dispose()
    return made


def one_post() -> World:
    """A post where complaints are collected: many roots, some with long talks under them."""
    world, dice = make_world(1, posts=1, comments=0, deepest=0), random.Random(1)
    [wall] = world.walls.values()
    [post] = wall.posts.values()
    for _ in range(ROOTS):
        add_root(wall, post, dice)
    for root in dice.sample(post.roots(), DEEP):
        for _ in range(REPLIES):
            add_comment(wall, post, dice, root=root)
    return world


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
