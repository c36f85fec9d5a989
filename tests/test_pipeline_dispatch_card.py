"""What the responsible person reads, and what must never be there."""

from datetime import timedelta

import pytest

from pipeline.dispatch.card import Overdue, card, card_line, warning, warning_line
from pipeline.dispatch.case import Place
from pipeline.tickets.policy import shipped_policy
from tests.dispatch_season import NOON
from tests.test_pipeline_dispatch_plan import case

POLICY = shipped_policy()


def test_a_card_tells_what_where_since_when_and_until_when() -> None:
    urgent = case(
        priority="A",
        voices=12,
        incident="И-2023-0007",
        facts={"temperature_c": 11.5, "days": 3, "vulnerable": ["child", "elderly"]},
        place=Place(-5, 10, 1_001, thread_root=1_000),
    )

    text = card(urgent, POLICY, "Иванов И. И.", 400)

    for part in (
        "ТШ-2023-000001. Авария, угроза жизни (класс A)",
        "Ивангород, Садовая улица, д. 1 (Кингисеппский район)",
        "С 24.10 12:00, жителей: 12, массовое: И-2023-0007",
        "В помещении +11.5 °C, дней: 3, дети, пожилые",
        "Принять до 24.10 14:00, ответить до 24.10 15:00, решить до 24.10 20:00 (МСК)",
        "Отвечает: Комитет по ТЭК, Иванов И. И.",
        "«Батареи холодные»",
        "https://vk.com/wall-5_10?reply=1001&thread=1000",
    ):
        assert part in text


# said | shown
MASKED = """
[id77|Мария], звоните 8 921 123-45-67            | 921
меня зовут Мария Петровна, кв. 14, холодно       | Мария
меня зовут Мария Петровна, кв. 14, холодно       | 14
пишите на masha@example.org                      | masha
карта 2200 1234 5678 9012, верните деньги        | 5678
"""


@pytest.mark.parametrize("line", MASKED.strip().splitlines())
def test_no_personal_data_leaves_with_a_card(line: str) -> None:
    said, _, secret = line.rpartition("|")
    text = card(case(words=said), POLICY, "Иванов И. И.", 400)
    [quoted] = [row for row in text.splitlines() if row.startswith("«")]
    assert secret.strip() not in quoted


def test_long_words_are_cut_and_empty_ones_left_out() -> None:
    assert "…»" in card(case(words="холодно " * 100), POLICY, "И.", 400)
    assert "«" not in card(case(words=""), POLICY, "И.", 400)


def test_a_warning_tells_which_term_runs_out() -> None:
    late = NOON + timedelta(hours=2, minutes=1)
    due = [
        Overdue("1", "take", NOON + timedelta(hours=2), 100),
        Overdue("2", "answer", NOON + timedelta(hours=3), 80),
    ]
    told = "принять до 24.10 14:00: просрочено; ответить до 24.10 15:00: прошло 80 %"
    assert warning(case(), POLICY, due, late).startswith(f"Сроки (МСК): {told}\n")
    assert told in warning_line(case(), due, late)


def test_a_line_of_a_digest_names_the_nearest_term() -> None:
    taken = case(taken_at=NOON, district=None, address="")
    told = "адрес не назван. Ответить до 24.10 15:00"
    assert f"{told}. https://vk.com/wall" in card_line(taken, NOON)
    assert f"{told} (просрочено). " in card_line(taken, NOON + timedelta(hours=4))


def test_a_comment_of_a_board_has_its_own_kind_of_link() -> None:
    assert Place(-5, 10, 3, channel="topic").link == "https://vk.com/topic-5_10?post=3"
