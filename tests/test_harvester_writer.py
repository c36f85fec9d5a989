"""Writing to VK: repeated when it may have been lost, refused when it is final."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from harvester.errors import Flooded, HarvestError, KeyRefused, Overloaded, Refused, Unreachable
from harvester.token import Token
from harvester.writer import PAUSES, Writer
from tests.vk_writes import VkWrites, serving

CHAT = 2_000_000_012


@dataclass
class OpenGate:
    """Lets everything through and remembers who was stopped."""

    stops: dict[str, HarvestError] = field(default_factory=dict)

    def enter(self, token: Token, method: str, inner: Counter[str]) -> None:
        pass

    def leave(self, token: Token) -> None:
        pass

    def stopped(self, token: Token, method: str) -> HarvestError | None:
        return self.stops.get(token.mark)

    def stop(self, token: Token, method: str, error: HarvestError) -> None:
        self.stops[token.mark] = error


@pytest.fixture
def vk() -> Iterator[VkWrites]:
    with serving(VkWrites()) as vk:
        yield vk


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def writer(vk: VkWrites, pauses: list[float]) -> Writer:
    return Writer(Token("secret"), OpenGate(), vk.url, pauses.append)


def test_a_message_arrives_once_and_its_number_may_be_nought(writer: Writer, vk: VkWrites) -> None:
    assert writer.send_message(CHAT, "карточка", 77) == 0
    assert writer.send_message(CHAT, "карточка", 77) == 0

    assert vk.texts == ["карточка"]


def test_a_reply_is_made_by_the_community_and_has_one_number(writer: Writer, vk: VkWrites) -> None:
    numbers = {writer.reply(-5, 10, 11, "Ответ", "guid-1") for _ in range(3)}

    [comment] = vk.comments.values()
    assert numbers == {comment["comment_id"]}
    assert (comment["from_group"], comment["reply_to_comment"]) == ("5", "11")


# fault of the first call | calls made | words accepted
PASSING = """
6       | 2 | 1
10      | 2 | 1
lose    | 2 | 1
hang up | 2 | 1
502     | 2 | 1
"""


@pytest.mark.parametrize("line", PASSING.strip().splitlines())
def test_what_may_pass_is_repeated_under_the_same_name(
    line: str, writer: Writer, vk: VkWrites, pauses: list[float]
) -> None:
    fault, calls, accepted = (cell.strip() for cell in line.split("|"))
    vk.faults.append(int(fault) if fault.isdigit() and fault != "502" else fault)

    writer.send_message(CHAT, "карточка", 77)

    assert vk.calls["messages.send"] == int(calls)
    assert len(vk.chats) == int(accepted)
    assert pauses == list(PAUSES[:1])


# code | our word for it | calls made
FINAL = """
9   | Flooded    | 1
14  | KeyRefused | 1
5   | KeyRefused | 1
901 | Refused    | 1
917 | Refused    | 1
213 | Refused    | 1
222 | Refused    | 1
223 | Refused    | 1
"""


@pytest.mark.parametrize("line", FINAL.strip().splitlines())
def test_what_does_not_pass_is_not_repeated(
    line: str, writer: Writer, vk: VkWrites, pauses: list[float]
) -> None:
    code, kind, calls = (cell.strip() for cell in line.split("|"))
    vk.faults.append(int(code))
    kinds = {"Flooded": Flooded, "KeyRefused": KeyRefused, "Refused": Refused}

    with pytest.raises(kinds[kind]):
        writer.reply(-5, 10, 11, "Ответ", "guid-1")

    assert (vk.calls["wall.createComment"], pauses) == (int(calls), [])


def test_a_refused_key_does_not_knock_again(writer: Writer, vk: VkWrites) -> None:
    vk.faults.append(5)
    for _ in range(2):
        with pytest.raises(KeyRefused):
            writer.send_message(CHAT, "карточка", 77)

    assert vk.calls["messages.send"] == 1


@pytest.mark.parametrize(("fault", "kind"), [("502", Overloaded), ("hang up", Unreachable)])
def test_patience_ends(
    fault: str, kind: type[HarvestError], writer: Writer, vk: VkWrites, pauses: list[float]
) -> None:
    vk.faults.extend([fault] * 5)

    with pytest.raises(kind):
        writer.send_message(CHAT, "карточка", 77)

    assert pauses == list(PAUSES)


def test_the_key_tells_its_community(writer: Writer) -> None:
    assert writer.community() == -5


def test_errors_do_not_tell_the_key(writer: Writer, vk: VkWrites) -> None:
    vk.faults.append(5)
    with pytest.raises(KeyRefused) as caught:
        writer.send_message(CHAT, "карточка", 77)

    assert "secret" not in f"{caught.value!r} {writer.token!r}"
