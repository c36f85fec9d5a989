"""Which key, when, how often again; and that no key is ever told."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
import stamina

from harvester import door
from harvester.client import ATTEMPTS, KNOCKS, Client
from harvester.door import Door
from harvester.errors import (
    Flooded,
    Gone,
    HarvestError,
    KeyRefused,
    Limited,
    Malformed,
    Misdirected,
    Overloaded,
    Refused,
    Unreachable,
)
from harvester.request import Request, comments, groups, wall
from harvester.token import Token
from tests.imitation.weather import Trouble, Weather
from tests.imitation.world import make_world
from tests.vk_imitation import Imitation, serving

TOKENS = {"service-key": "service", "user-key": "user", "group-key": "group", "second": "service"}
SERVICE, USER, GROUP = map(Token, ("service-key", "user-key", "group-key"))


@dataclass(slots=True)
class OpenGate:
    """Lets everybody through and remembers."""

    entered: Counter[str] = field(default_factory=Counter)
    stops: dict[tuple[str, str], HarvestError] = field(default_factory=dict)

    def enter(self, token: Token, method: str, inner: Counter[str]) -> None:
        self.entered += inner + Counter([method])

    def leave(self, token: Token) -> None:
        pass

    def stopped(self, token: Token, method: str) -> HarvestError | None:
        return self.stops.get((token.mark, method))

    def stop(self, token: Token, method: str, error: HarvestError) -> None:
        self.stops[token.mark, method] = error


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=100, cap=True):
        yield


@pytest.fixture
def imitation() -> Imitation:
    return Imitation(make_world(1, posts=60, comments=200), tokens=TOKENS)


@pytest.fixture
def base(imitation: Imitation) -> Iterator[str]:
    with serving(imitation) as url:
        yield url


def client(base: str, *tokens: Token) -> Client:
    return Client(tokens, OpenGate(), base)


def test_the_configured_address_is_called_at_the_fixed_version(
    imitation: Imitation, base: str
) -> None:
    client(base.rstrip("/"), SERVICE).ask(wall(-5, 0))
    [call] = imitation.calls
    assert (call.method, call.params["v"]) == ("wall.get", "5.199")


@pytest.mark.parametrize("trouble", list(Trouble))
def test_what_passes_by_itself_is_asked_again(
    imitation: Imitation, base: str, trouble: Trouble
) -> None:
    imitation.weather = Weather(0.5, seed=3, kinds=(trouble,))
    answer = client(base, SERVICE).ask(wall(-5, 0))
    assert answer["count"] == 60


def test_patience_ends_after_eight_attempts(imitation: Imitation, base: str) -> None:
    imitation.weather = Weather(1.0, kinds=(Trouble.INTERNAL,))
    with pytest.raises(Overloaded):
        client(base, SERVICE).ask(wall(-5, 0))
    assert len(imitation.calls) == 8


REFUSALS = """
3    | Malformed
5    | KeyRefused
7    | Refused
8    | Malformed
14   | KeyRefused
15   | Refused
17   | KeyRefused
18   | Gone
19   | Gone
27   | KeyRefused
28   | KeyRefused
29   | Limited
30   | Refused
100  | Malformed
104  | Gone
113  | Gone
125  | Gone
203  | Refused
212  | Refused
1117 | KeyRefused
4321 | Refused
"""
NAMES = {cls.__name__: cls for cls in (Gone, KeyRefused, Limited, Malformed, Refused)}


@pytest.mark.parametrize("line", REFUSALS.strip().splitlines())
def test_what_does_not_pass_is_asked_once(imitation: Imitation, base: str, line: str) -> None:
    code, name = line.split("|")
    imitation.refusals = {"wall.get": int(code)}
    with pytest.raises(NAMES[name.strip()]) as caught:
        client(base, SERVICE).ask(wall(-5, 0))
    assert type(caught.value) is NAMES[name.strip()]
    assert caught.value.code == int(code)
    assert len(imitation.calls) == 1


def test_flood_control_is_waited_out(imitation: Imitation, base: str) -> None:
    imitation.refusals = {"wall.get": 9}
    with pytest.raises(Flooded):
        client(base, SERVICE).ask(wall(-5, 0))
    assert len(imitation.calls) > 1


def test_nobody_at_the_address() -> None:
    with serving(Imitation(make_world(1, posts=1, comments=0))) as gone:
        pass
    with pytest.raises(Unreachable, match="не отвечает"):
        (pool := client(gone, SERVICE)).ask(wall(-5, 0))
    assert pool.calls == KNOCKS


def test_an_address_that_answered_once_is_given_time(imitation: Imitation, base: str) -> None:
    imitation.weather = Weather(1.0, kinds=(Trouble.RESET,), calm=1)
    pool = client(base, SERVICE)
    pool.ask(wall(-5, 0))
    with pytest.raises(Unreachable):
        pool.ask(wall(-5, 0))
    assert pool.calls == 1 + ATTEMPTS


@pytest.mark.parametrize("address", ["nonsense", "ftp://127.0.0.1/"])
def test_an_address_that_is_none_names_the_setting(address: str) -> None:
    with pytest.raises(Misdirected, match="OTKLIK_VK_API_URL"):
        client(address, SERVICE).ask(wall(-5, 0))


def test_without_a_key_nothing_is_called(imitation: Imitation, base: str) -> None:
    with pytest.raises(KeyRefused, match="OTKLIK_VK_TOKEN"):
        client(base).ask(wall(-5, 0))
    assert imitation.calls == []


def test_a_limited_key_hands_over_to_the_next(imitation: Imitation, base: str) -> None:
    imitation.daily = {"wall.get": 2}
    pool = client(base, SERVICE, Token("second"))
    for _ in range(4):
        pool.ask(wall(-5, 0))
    with pytest.raises(Limited):
        pool.ask(wall(-5, 0))
    assert Counter(call.token for call in imitation.calls) == {"service-key": 3, "second": 3}


def test_a_community_key_is_told_which_key_to_make(base: str) -> None:
    with pytest.raises(KeyRefused, match="сервисный ключ"):
        client(base, GROUP).ask(wall(-5, 0))


def answers(pool: Client, requests: list[Request]) -> list[Any]:
    """As a reader does: what is not there yet is asked again."""
    found: list[Any] = [None] * len(requests)
    while places := [n for n, answer in enumerate(found) if answer is None]:
        for place, answer in zip(places, pool.ask_all([requests[n] for n in places]), strict=True):
            found[place] = answer
    return found


def posts_of(imitation: Imitation) -> list[Request]:
    return [comments(-5, number) for number in sorted(imitation.world.walls[5].posts)]


def plain(base: str, requests: list[Request]) -> list[Any]:
    return [client(base, SERVICE).ask(request) for request in requests]


def test_a_user_key_travels_in_batches(imitation: Imitation, base: str) -> None:
    requests = posts_of(imitation)
    found = answers(client(base, USER), requests)
    assert len(imitation.calls) == 4  # a careful two first, then 25 and 25 and the rest
    assert found == plain(base, requests)


def test_a_service_key_is_tried_in_a_batch_once(imitation: Imitation, base: str) -> None:
    requests = posts_of(imitation)
    found = answers(client(base, SERVICE), requests)
    assert Counter(call.method for call in imitation.calls) == {
        "execute": 1,
        "wall.getComments": 60,
    }
    assert found == plain(base, requests)


@pytest.mark.parametrize("code", [5, 7, 15, 27, 28, 29, 100])
def test_a_key_that_may_not_batch_asks_alone(imitation: Imitation, base: str, code: int) -> None:
    requests = posts_of(imitation)
    imitation.refusals = {"execute": code}
    assert answers(client(base, USER), requests) == plain(base, requests)


def test_a_batch_that_is_too_big_is_halved(imitation: Imitation, base: str) -> None:
    requests = posts_of(imitation)
    imitation.answer_limit = 9_000
    found = answers(client(base, USER), requests)
    imitation.answer_limit = 10**9
    assert found == plain(base, requests)


def test_a_refusal_inside_a_batch_is_that_post_s_alone(imitation: Imitation, base: str) -> None:
    requests = posts_of(imitation)
    imitation.world.walls[5].posts[7].closed = True
    found = answers(client(base, USER), requests)
    refused = [n for n, answer in enumerate(found) if isinstance(answer, HarvestError)]
    assert [requests[n].document["post_id"] for n in refused] == [7]
    assert isinstance(found[refused[0]], Refused)
    assert found[refused[0]].code == 212


def test_bad_weather_in_batches_changes_nothing(imitation: Imitation, base: str) -> None:
    requests = posts_of(imitation)
    imitation.weather = Weather(0.2, seed=5)
    found = answers(client(base, USER), requests)
    imitation.weather = Weather()
    assert found == plain(base, requests)


def test_groups_are_asked_by_number_or_name(base: str) -> None:
    answer = client(base, SERVICE).ask(groups(["5", "teplo_lo"]))
    assert [group["id"] for group in answer["groups"]] == [5, 5]


def test_every_call_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """vk_api itself would wait for ever, holding its lock."""
    seen: list[Any] = []

    def send(self: requests.Session, request: Any, **options: Any) -> requests.Response:
        seen.append((request.url, options["timeout"], options["allow_redirects"]))
        raise requests.ReadTimeout

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(Unreachable, match="ReadTimeout"):
        Door(SERVICE).call("wall.get", {})
    assert seen == [("https://api.vk.ru/method/wall.get", door.TIMEOUT, False)]


SECRET = Token("vk1.a.secret")
SITUATIONS = {
    "unknown key that the server echoes": (SECRET, {}),
    "captcha": (SERVICE, {"wall.get": 14}),
    "validation": (SERVICE, {"wall.get": 17}),
    "closed wall": (SERVICE, {"wall.get": 15}),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_key_is_ever_told(
    imitation: Imitation, base: str, situation: str, caplog: pytest.LogCaptureFixture
) -> None:
    token, imitation.refusals = SITUATIONS[situation]
    caplog.set_level(logging.DEBUG)
    with pytest.raises(HarvestError) as caught:
        client(base, token).ask(wall(-5, 0))
    told = [repr(token), str(token), str(caught.value), repr(caught.value), caplog.text]
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or not hasattr(caught.value.__context__, "values")
    assert not any(token.secret in text for text in told)


def test_a_key_is_known_by_its_mark() -> None:
    assert SERVICE.mark == Token("service-key").mark
    assert SERVICE.mark != USER.mark
    assert "service" not in SERVICE.mark
