"""What each awkward shape of VK becomes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import UnknownShape
from harvester.items import CommentItem, GroupItem, PostItem

MOMENT = 1_696_107_600


def comment(**change: Any) -> dict[str, Any]:
    """A reply of 5.199; None takes a field away."""
    raw = {
        "id": 11,
        "owner_id": -5,
        "post_id": 1,
        "from_id": 1001,
        "date": MOMENT,
        "text": "[id1002|Имя], холодно",
        "parents_stack": [10],
        "reply_to_user": 1002,
        "reply_to_comment": 10,
        **change,
    }
    return {key: value for key, value in raw.items() if value is not None}


def test_a_reply_knows_its_root_and_whom_it_answers() -> None:
    item = CommentItem.from_api(comment())
    assert item.published_at == datetime(2023, 9, 30, 21, tzinfo=UTC)
    assert (item.thread_root, item.reply_to, item.reply_to_user) == (10, 10, 1002)


def test_what_vk_leaves_of_a_deleted_root() -> None:
    raw = {"id": 10, "date": MOMENT, "parents_stack": [], "deleted": True}
    raw["thread"] = {"count": 1, "items": [comment()]}
    item = CommentItem.from_api(raw, owner_id=-5, post_id=1)
    assert (item.deleted, item.from_id, item.text) == (True, None, "")
    assert [reply.comment_id for reply in item.replies] == [11]


def test_the_shape_of_2019_lacks_the_wall_and_the_items_of_a_thread() -> None:
    raw = {"id": 10, "from_id": 1001, "date": MOMENT, "text": "вода", "thread": {"count": 0}}
    item = CommentItem.from_api(raw, owner_id=-5, post_id=1)
    assert (item.owner_id, item.post_id, item.thread_root, item.replies) == (-5, 1, None, ())


def test_a_reply_without_a_stack_belongs_to_the_thread_it_came_in() -> None:
    raw = comment(id=10, parents_stack=None, reply_to_comment=None)
    raw["thread"] = {"count": 1, "items": [comment(parents_stack=None)]}
    [reply] = CommentItem.from_api(raw).replies
    assert reply.thread_root == 10


def test_a_dump_may_not_know_the_author() -> None:
    item = CommentItem.from_api(comment(author_unknown=True))
    assert (item.author_known, item.from_id) == (False, None)


def test_text_that_no_database_takes_is_replaced() -> None:
    assert CommentItem.from_api(comment(text="а\x00б\ud83d")).text == "а\ufffdб\ufffd"


STICKER = {"type": "sticker", "sticker": {"sticker_id": 163, "images": [{"url": "…"}]}}


def photo(key: str) -> dict[str, Any]:
    size = {"type": "x", "width": 604, "url": f"https://vk.test/x.jpg?sign={key}"}
    body = {"id": 7, "owner_id": 1, "access_key": key, "sizes": [size]}
    return {"type": "photo", "photo": body}


def test_a_comment_may_be_nothing_but_a_sticker() -> None:
    item = CommentItem.from_api(comment(text=None, attachments=[STICKER]))
    assert item.text == ""
    assert item.attachments == ({"type": "sticker", "sticker": {"sticker_id": 163}},)


def hash_of(**change: Any) -> str:
    return CommentItem.from_api(comment(**change)).content_hash


def test_a_link_signed_anew_is_no_edit() -> None:
    assert hash_of(attachments=[photo("a")]) == hash_of(attachments=[photo("b")])


def test_another_picture_is_an_edit() -> None:
    other = photo("a")
    other["photo"]["id"] = 8
    assert len({hash_of(), hash_of(attachments=[photo("a")]), hash_of(attachments=[other])}) == 3


def test_attachments_as_stored_are_read_as_they_were() -> None:
    item = CommentItem.from_api(comment(attachments=[photo("a"), STICKER]))
    again = CommentItem.from_api(comment(attachments=list(item.attachments)))
    assert again == item


def test_a_repost_shows_what_it_repeats() -> None:
    history = [{"id": 7, "owner_id": -77, "text": "отключение воды"}]
    raw = {"id": 1, "owner_id": -5, "date": MOMENT, "text": "", "copy_history": history}
    assert PostItem.from_api(raw).text == "отключение воды"


def test_a_post_may_not_tell_its_count() -> None:
    raw = {"id": 1, "owner_id": -5, "from_id": -5, "date": MOMENT, "text": "."}
    assert PostItem.from_api(raw).comment_count is None
    assert PostItem.from_api({**raw, "comments": {"count": 0}}).comment_count == 0


def test_a_community_is_negative_as_on_its_wall() -> None:
    item = GroupItem.from_api({"id": 5, "name": "Тепло", "screen_name": "teplo", "is_closed": 1})
    assert (item.owner_id, item.closed, item.deactivated) == (-5, True, "")


BROKEN = """
id       | нет номера
date     | нет времени
owner_id | непонятно, чья стена
post_id  | непонятно, под какой записью
"""


@pytest.mark.parametrize("line", BROKEN.strip().splitlines())
def test_what_cannot_do_without_is_named(line: str) -> None:
    name = line.split("|")[0].strip()
    with pytest.raises(UnknownShape, match=name):
        CommentItem.from_api(comment(**{name: None}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = """
id owner_id post_id from_id date text thread parents_stack attachments deleted reply_to_comment
copy_history comments is_pinned
"""


@given(st.dictionaries(st.sampled_from(FIELDS.split()), JSON) | JSON)
def test_whatever_comes_is_an_item_or_an_unknown_shape(raw: Any) -> None:
    for parse in (CommentItem.from_api, PostItem.from_api, GroupItem.from_api):
        try:
            parse(raw)
        except UnknownShape:
            continue
