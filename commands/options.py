"""Options that many commands share, and how they are read."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

MOSCOW = ZoneInfo("Europe/Moscow")
YEARS = range(1970, 2100)  # others are slips of the hand


def moment(text: str) -> datetime:
    """A moment out of ISO 8601 or «ДД.ММ.ГГГГ [ЧЧ:ММ]», Moscow time unless told otherwise."""
    found = _parsed(text)
    if found is None or found.year not in YEARS:
        msg = "нужна дата вида 2023-10-24, 2023-10-24T09:00 или 24.10.2023"
        raise typer.BadParameter(msg)
    return found if found.tzinfo else found.replace(tzinfo=MOSCOW)


def _parsed(text: str) -> datetime | None:
    for pattern in ("%d.%m.%Y", "%d.%m.%Y %H:%M"):
        with suppress(ValueError):
            return datetime.strptime(text, pattern).replace(tzinfo=MOSCOW)
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None


def topic(text: str) -> str:
    """The code of a topic that a person names."""
    from pipeline.tickets.choice import topic_called

    return topic_called(text)


def district(text: str) -> str:
    """The territory that a person names."""
    from pipeline.tickets.choice import district_called

    return district_called(text)


def reason(text: str) -> str:
    """The code of what a person is asked about."""
    from pipeline.tickets.choice import reason_called

    return reason_called(text)


Home = Annotated[Path | None, typer.Option("--home", help="Рабочая папка.", metavar="ПАПКА")]


AsJson = Annotated[bool, typer.Option("--json", help="Один объект JSON на стандартный вывод.")]


Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Без полос и итоговой строки.")]


DryRun = Annotated[bool, typer.Option("--dry-run", help="Показать, что будет, и ничего не менять.")]


InStatus = Annotated[
    str | None,
    typer.Option("--status", metavar="СОСТОЯНИЕ", help="Например «новое» или new."),
]


OnTopic = Annotated[
    str | None,
    typer.Option("--topic", parser=topic, metavar="ТЕМА", help="Например отопление или heating."),
]


InDistrict = Annotated[
    str | None,
    typer.Option("--district", parser=district, metavar="РАЙОН", help="Например Всеволожский."),
]


IsOverdue = Annotated[bool, typer.Option("--overdue", help="Только просроченные.")]


IsUnanswered = Annotated[bool, typer.Option("--unanswered", help="Только без ответа.")]


InIncident = Annotated[
    str | None, typer.Option("--incident", help="Номер инцидента или его конец.")
]


InReview = Annotated[
    str | None,
    typer.Option(
        "--review",
        parser=reason,
        metavar="ВОПРОС",
        help="Ждут человека: устранено, возражение, нет адреса, нет органа, правка.",
    ),
]


Search = Annotated[str | None, typer.Option("--search", help="Слова в любой форме.")]


Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Не больше стольких.")]


Since = Annotated[
    datetime | None, typer.Option("--since", parser=moment, metavar="ДАТА", help="С этого момента.")
]


Until = Annotated[
    datetime | None,
    typer.Option("--until", parser=moment, metavar="ДАТА", help="До этого момента."),
]


AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", parser=moment, metavar="ДАТА", help="Считать, что сейчас этот момент."),
]


OfCommittee = Annotated[
    str, typer.Option("--committee", metavar="ИМЯ", help="Только доля этого комитета.")
]


Reason = Annotated[str, typer.Option("--reason", help="Почему, словами для истории.")]


Actor = Annotated[str, typer.Option("--actor", help="Кто действует; по умолчанию вы.")]


Outcome = Annotated[
    str,
    typer.Option(
        "--outcome",
        metavar="ИТОГ",
        help="fixed устранено, explained разъяснено, planned в плане, not_confirmed не"
        " подтвердилось, natural само, no_access нет доступа, out_of_scope не наше,"
        " author_silent автор молчит.",
    ),
]


Number = Annotated[
    str, typer.Argument(help="Номер обращения целиком или его конец.", metavar="НОМЕР")
]
