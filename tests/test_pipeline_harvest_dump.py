"""Dumps: everything that is in comes out, and twice is once."""

import gzip
import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import stamina
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from models import Comment, CommentVersion, Post, Source
from models.database import open_engine, open_sessions, upgrade
from pipeline.errors import Partial, WrongUsage
from pipeline.exchange.dump import import_dump, write_dump
from pipeline.harvest.harvest import SourceSpec
from pipeline.harvest.reconcile import posts_that_differ
from tests.conftest import dump_tables
from tests.imitation.headquarters import NOON, facing
from tests.imitation.world import add_topic, make_world

GROUP = {"type": "group", "id": 5, "name": "Теплоштаб", "screen_name": "teplo_lo"}
POST = {
    "type": "post",
    "id": 1,
    "owner_id": -5,
    "from_id": -5,
    "date": 1_696_107_600,
    "text": "Приём жалоб",
    "comments": {"count": 2},
}


def comment(**change: Any) -> dict[str, Any]:
    return {
        "type": "comment",
        "id": 11,
        "owner_id": -5,
        "post_id": 1,
        "from_id": 1001,
        "date": 1_696_107_700,
        "text": "холодно",
        "parents_stack": [],
        **change,
    }


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return open_sessions(engine)


def write(path: Path, *documents: Any) -> Path:
    lines = [d if isinstance(d, str) else json.dumps(d, ensure_ascii=False) for d in documents]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def only(session: Session, table: type[Any]) -> Any:
    return session.scalars(select(table)).one()


def test_a_dump_becomes_rows(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    reply = comment(id=12, parents_stack=[11], reply_to_comment=11, text="и у нас")
    path = write(tmp_path / "dump.jsonl", GROUP, POST, comment(), reply)
    report = import_dump(sessions, path, now=NOON)
    assert (report.lines, report.posts_new, report.comments.new) == (4, 1, 2)
    assert report.failure() is None
    with sessions() as session:
        assert only(session, Source).name == "Теплоштаб"
        roots = session.execute(select(Comment.vk_id, Comment.thread_root)).all()
    assert sorted(map(tuple, roots), key=str) == [(11, None), (12, 11)]


def test_importing_twice_is_importing_once(
    engine: Engine, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    path = write(tmp_path / "dump.jsonl", GROUP, POST, comment())
    import_dump(sessions, path, now=NOON)
    before = dump_tables(engine)
    import_dump(sessions, path, now=NOON.replace(year=2024))
    assert dump_tables(engine) == before


def test_broken_lines_are_named_by_number_and_the_rest_is_kept(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    path = write(
        tmp_path / "dump.jsonl", POST, "{половина", "", "[]", '{"type": "video"}',
        {"type": "comment", "id": 5}, comment(),
    )  # fmt: skip
    with path.open("ab") as file:
        file.write(b'{"type": "comment", "text": "\xff\xfe"}\n')
    report = import_dump(sessions, path, now=NOON)
    assert [line.number for line in report.broken] == [2, 4, 5, 6, 8]
    assert isinstance(report.failure(), Partial)
    assert "строка 2" in str(report.failure())
    with sessions() as session:
        assert only(session, Comment).text == "холодно"


def test_a_comment_may_come_before_its_post_or_without_it(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    import_dump(sessions, write(tmp_path / "a.jsonl", comment()), now=NOON)
    with sessions() as session:
        assert only(session, Post).text == ""
    import_dump(sessions, write(tmp_path / "b.jsonl", POST), now=NOON)
    with sessions() as session:
        assert only(session, Post).text == "Приём жалоб"


def test_an_unknown_author_is_nobody(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    path = write(tmp_path / "dump.jsonl", POST, comment(from_id=7, author_unknown=True))
    import_dump(sessions, path, now=NOON)
    with sessions() as session:
        row = only(session, Comment)
    assert (row.author_known, row.from_id, row.official) == (False, None, False)


def test_a_reply_of_the_community_itself_is_official(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    import_dump(sessions, write(tmp_path / "dump.jsonl", POST, comment(from_id=-5)), now=NOON)
    with sessions() as session:
        assert only(session, Comment).official


def test_replies_inside_a_thread_are_brought_in_too(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    thread = {"count": 1, "items": [comment(id=12, parents_stack=[11])]}
    import_dump(sessions, write(tmp_path / "d.jsonl", POST, comment(thread=thread)), now=NOON)
    with sessions() as session:
        assert sorted(session.scalars(select(Comment.vk_id))) == [11, 12]


def test_an_old_dump_does_not_bring_back_what_is_over(
    engine: Engine, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    old = write(tmp_path / "old.jsonl", POST, comment(), comment(id=12))
    new = write(tmp_path / "new.jsonl", POST, comment(text="тепло"), comment(id=12, deleted=True))
    for path in (old, new):
        import_dump(sessions, path, now=NOON)
    before = dump_tables(engine)
    import_dump(sessions, old, now=NOON)
    assert dump_tables(engine) == before
    with sessions() as session:
        assert only(session, CommentVersion).text == "холодно"


@pytest.mark.parametrize("name", ["dump.jsonl", "dump.jsonl.gz"])
def test_what_was_written_is_read_as_it_was(engine: Engine, tmp_path: Path, name: str) -> None:
    with stamina.set_testing(True), facing(engine, make_world(1, posts=8, comments=60)) as hq:
        add_topic(hq.imitation.world.walls[5], random.Random(1), 31, comments=5)
        hq.harvest(SourceSpec("teplo_lo"), SourceSpec("teplo_lo", topic=31))
        with hq.sessions() as session:
            lines = write_dump(session, tmp_path / name)
    other = open_engine(f"sqlite:///{tmp_path / 'other.db'}")
    upgrade(other)
    report = import_dump(open_sessions(other), tmp_path / name, now=NOON)
    assert (report.lines, report.broken) == (lines, [])
    with open_sessions(other)() as session:
        write_dump(session, tmp_path / f"again-{name}")
    other.dispose()
    assert read(tmp_path / name) == read(tmp_path / f"again-{name}")


def read(path: Path) -> list[str]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return sorted(text.splitlines())


def test_a_deleted_comment_leaves_without_author_and_text(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    for deleted in (False, True):
        path = write(tmp_path / "dump.jsonl", POST, comment(text="телефон", deleted=deleted))
        import_dump(sessions, path, now=NOON)
    with sessions() as session:
        write_dump(session, tmp_path / "out.jsonl")
    [line] = [line for line in read(tmp_path / "out.jsonl") if '"comment"' in line]
    assert json.loads(line)["deleted"] is True
    assert "телефон" not in line
    assert "1001" not in line


def test_stdin_and_stdout_are_a_dash(
    sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = write(tmp_path / "dump.jsonl", POST, comment()).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert import_dump(sessions, Path("-"), now=NOON).comments.new == 1


def test_a_file_that_is_not_there_is_named(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="нет"):
        import_dump(sessions, tmp_path / "нет", now=NOON)


def test_a_torn_archive_keeps_what_came_before(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    lines = [POST, *(comment(id=n) for n in range(100, 3000))]
    whole = gzip.compress(write(tmp_path / "d", *lines).read_bytes())
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WrongUsage, match="torn"):
        import_dump(sessions, torn, now=NOON)
    with sessions() as session:
        assert len(session.scalars(select(Comment.id)).all()) >= 499


def test_an_imported_wall_is_harvested_into_the_same_rows(engine: Engine, tmp_path: Path) -> None:
    world = make_world(2, posts=6, comments=40)
    donor = open_engine(f"sqlite:///{tmp_path / 'donor.db'}")
    upgrade(donor)
    with stamina.set_testing(True), facing(donor, world) as hq:
        hq.harvest()
        with hq.sessions() as session:
            write_dump(session, tmp_path / "dump.jsonl")
    donor.dispose()
    import_dump(open_sessions(engine), tmp_path / "dump.jsonl", now=NOON)
    with stamina.set_testing(True), facing(engine, world) as hq:
        report = hq.harvest()
        assert (report.problems, report.comments_new, report.comments_edited) == ([], 0, 0)
        with hq.sessions() as session:
            assert list(posts_that_differ(session)) == []
            assert len(session.scalars(select(Source)).all()) == 1
