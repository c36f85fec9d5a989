"""The imitation against VK's own schema, and against what is known of its habits."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.imitation.execute import ApiFailure, CompileError, run
from tests.imitation.methods import Habits, Methods
from tests.imitation.world import WorldComment, WorldPost, add_topic, load_world, make_world
from tests.vk_imitation import Imitation, serving

SCHEMA = Path(__file__).parents[2] / "shared" / "reference" / "vk-schema"


class Schema:
    """A small reader of VK's dialect: «required: true» stands inside the property itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[Path, Any] = {}

    def complaints(self, value: Any, ref: str, where: Path, path: str = "") -> Iterator[str]:
        """What of the value the schema does not allow."""
        name, _, pointer = ref.partition("#")
        file = (where.parent / name).resolve() if name else where
        if not file.exists():
            return  # a part of the schema that is not kept here
        node = self.files.setdefault(file, json.loads(file.read_text("utf-8")))
        for part in pointer.strip("/").split("/"):
            node = node[part]
        yield from self._check(value, node, file, path)

    def _check(self, value: Any, node: Any, file: Path, path: str) -> Iterator[str]:
        if "$ref" in node:
            yield from self.complaints(value, node["$ref"], file, path)
        for part in node.get("allOf", []):
            yield from self._check(value, part, file, path)
        kinds = {"object": dict, "array": list, "integer": int, "string": str, "boolean": bool}
        kind = node.get("type")
        if isinstance(kind, str) and kind in kinds and not isinstance(value, kinds[kind]):
            yield f"{path}: {value!r} is no {kind}"
            return
        if isinstance(value, dict):
            yield from self._check_object(value, node, file, path)
        if isinstance(value, list) and "items" in node:
            for n, item in enumerate(value):
                yield from self._check(item, node["items"], file, f"{path}[{n}]")

    def _check_object(self, value: Any, node: Any, file: Path, path: str) -> Iterator[str]:
        for name, inner in node.get("properties", {}).items():
            if name in value:
                yield from self._check(value[name], inner, file, f"{path}.{name}")
            elif inner.get("required") is True:
                yield f"{path}: no {name}"


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "wall.get": ("wall_get_response", {"owner_id": -5}),
    "wall.getById": ("wall_getById_response", {"posts": "-5_1,-5_2,-5_9999"}),
    "wall.getComments": (
        "wall_getComments_response",
        {"owner_id": -5, "post_id": 1, "count": 100, "thread_items_count": 10},
    ),
    "board.getTopics": ("board_getTopics_response", {"group_id": 5}),
    "board.getComments": ("board_getComments_response", {"group_id": 5, "topic_id": 31}),
    "groups.getById": ("groups_getById_object_response", {"group_ids": "teplo_lo"}),
}


@pytest.mark.skipif(not SCHEMA.exists(), reason="VK's schema is not kept in this repository")
@pytest.mark.parametrize("method", CASES)
def test_answers_have_the_shape_of_the_schema(method: str) -> None:
    response, params = CASES[method]
    world = make_world(1, posts=6, comments=120)
    add_topic(world.walls[5], random.Random(1), 31, comments=5)
    answer = {"response": Methods(world).perform(method, params)}
    file = SCHEMA / method.partition(".")[0] / "responses.json"
    found = Schema(SCHEMA).complaints(answer, f"#/definitions/{response}", file)
    # A deleted root lacks what the schema demands: seen on live VK, and never in the schema.
    gone = {
        f".response.items[{n}]: no {name}"
        for n, item in enumerate(answer["response"].get("items", []))
        if item.get("deleted")
        for name in ("from_id", "text")
    }
    assert set(found) <= gone


@pytest.fixture
def world() -> Any:
    return make_world(2, posts=3, comments=0, deepest=0)


def post_with(world: Any, roots: int, replies: int = 0) -> WorldPost:
    wall = world.walls[5]
    post: WorldPost = next(iter(wall.posts.values()))
    for _ in range(roots):
        number = wall.number()
        post.comments[number] = WorldComment(number, 1, number, "вода")
    first = min(post.comments, default=0)
    for _ in range(replies):
        number = wall.number()
        post.comments[number] = WorldComment(number, 2, number, "да", first, first)
    return post


def ask(world: Any, post: WorldPost, habits: Habits | None = None, **params: Any) -> Any:
    given = {"owner_id": -5, "post_id": post.number, "count": 100, **params}
    return Methods(world, habits or Habits()).perform("wall.getComments", given)


def test_a_count_includes_replies_and_the_items_do_not(world: Any) -> None:
    answer = ask(world, post_with(world, roots=3, replies=12), thread_items_count=10)
    assert (answer["count"], answer["current_level_count"], len(answer["items"])) == (15, 3, 3)
    thread = answer["items"][0]["thread"]
    assert (thread["count"], len(thread["items"])) == (12, 10)
    assert "thread" not in thread["items"][0]


def test_a_page_begins_with_the_comment_it_was_asked_to_begin_with(world: Any) -> None:
    post = post_with(world, roots=5)
    start = list(post.comments)[2]
    assert ask(world, post, start_comment_id=start)["items"][0]["id"] == start
    post.delete(start)
    found = {
        habit: [
            item["id"]
            for item in ask(world, post, Habits(lost_start=habit), start_comment_id=start)["items"]
        ]
        for habit in ("next", "empty", "beginning")
    }
    numbers = list(post.comments)
    assert found == {"next": numbers[2:], "empty": [], "beginning": numbers}


def test_a_page_holds_a_hundred_whatever_is_asked(world: Any) -> None:
    assert len(ask(world, post_with(world, roots=150), count=200)["items"]) == 100


def test_a_deleted_root_vanishes_only_without_replies(world: Any) -> None:
    post = post_with(world, roots=2, replies=1)
    first, second, reply = list(post.comments)
    post.delete(first)
    post.delete(second)
    [tomb] = ask(world, post)["items"]
    assert (tomb["id"], tomb["deleted"], "from_id" in tomb, "text" in tomb) == (
        first, True, False, False,
    )  # fmt: skip
    post.delete(reply)
    assert ask(world, post)["items"] == []


def test_texts_are_cut_unless_told(world: Any) -> None:
    post = post_with(world, roots=1)
    next(iter(post.comments.values())).text = "холодно " * 50
    assert len(ask(world, post)["items"][0]["text"]) == 90
    assert len(ask(world, post, preview_length=0)["items"][0]["text"]) == 400


def test_execute_returns_false_for_a_failure_and_tells_it_twice() -> None:
    def perform(method: str, params: Any) -> Any:
        if params["n"] == 2:
            raise ApiFailure(212, "Access to post comments denied")
        return params["n"]

    answers, errors = run('return [API.a.b({"n": 1}),API.a.b({"n": 2})];', perform)
    assert answers == [1, False]
    assert [(error["method"], error["error_code"]) for error in errors] == [
        ("a.b", 212),
        ("execute", 212),
    ]


@pytest.mark.parametrize("code", ["", "return 1;", "return [API.a.b({)];", "while(1){}"])
def test_code_that_the_interpreter_does_not_know_does_not_compile(code: str) -> None:
    with pytest.raises(CompileError):
        run(code, lambda method, params: None)


REFUSALS = """
nobody  | wall.get         | 5
own     | wall.get         | 27
service | execute          | 28
service | wall.nonsense    | 3
service | wall.getComments | 100
"""


@pytest.mark.parametrize("line", REFUSALS.strip().splitlines())
def test_errors_come_with_http_200(world: Any, line: str) -> None:
    token, method, code = (part.strip() for part in line.split("|"))
    imitation = Imitation(world, tokens={"service": "service", "own": "group"})
    with serving(imitation) as base:
        given = {"access_token": token, "v": "5.199", "owner_id": -5, "code": "return [];"}
        answer = requests.post(base + method, data=given, timeout=5)
    assert (answer.status_code, answer.json()["error"]["error_code"]) == (200, int(code))


def test_four_calls_in_a_second_are_one_too_many(world: Any) -> None:
    imitation = Imitation(world, per_second=3, clock=lambda: 1.0)
    params = {"access_token": "service", "v": "5.199", "owner_id": "-5"}
    answers = [imitation.answer("wall.get", params) for _ in range(4)]
    assert ["error" in answer for answer in answers if isinstance(answer, dict)] == [
        False, False, False, True,
    ]  # fmt: skip


def test_a_world_is_read_from_a_dump(tmp_path: Path) -> None:
    path = tmp_path / "world.jsonl"
    lines = [
        {"type": "group", "id": 5, "name": "Тепло", "screen_name": "teplo_lo"},
        {"type": "post", "id": 1, "owner_id": -5, "from_id": -5, "date": 1, "text": "п"},
        {"type": "comment", "id": 2, "owner_id": -5, "post_id": 1, "date": 2, "text": "к",
         "from_id": 7, "parents_stack": []},
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert load_world(path).living() == {(-5, 2): "к"}
