"""The columns of the register: order and titles are fixed, committees rely on them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import compress
from operator import attrgetter

from models import Outcome
from nlp.prediction import Kind
from pipeline.errors import WrongUsage
from pipeline.link import comment_link
from pipeline.register.entry import Entry
from pipeline.register.form import Form, Value
from pipeline.register.state import State
from pipeline.register.surroundings import Opening, Reply
from pipeline.register.titles import kind_title, topic_title
from pipeline.register.wording import one_line

SUMMARY = 300  # characters of a comment shown in the register
SIGNS = ("повторное", "массовое", "дети/маломобильные", "авария")


@dataclass(frozen=True, slots=True)
class Column:
    """What every profile needs to know of a column; form alone decides on guards and types."""

    code: str  # the key in JSON, and in the configuration; never changes
    title: str
    form: Form
    value: Callable[[Entry], Value]
    width: int = 16  # characters, in a spreadsheet
    said: bool = False  # a resident's words: personal data are masked
    limit: int | None = None  # characters shown
    plain: Callable[[Entry], Value] | None = None  # the stable id behind a title, for programs
    field: int | None = None  # place in the ticket, where it stands there as it is shown


def link(comment: Opening | Reply | None) -> str | None:
    """The comment on VK, where there is one."""
    if comment is None:
        return None
    return comment_link(
        comment.channel, comment.owner_id, comment.post_id, comment.vk_id, comment.thread_root
    )


def precision(entry: Entry) -> str:
    """How much of the address is known."""
    ticket = entry.ticket
    if ticket.house:
        return "дом"
    if ticket.street:
        return "улица"
    return "населённый пункт" if ticket.settlement else "район" if ticket.district else "нет адреса"


def _signs(entry: Entry) -> str:
    ticket = entry.ticket
    return _named_signs(
        ticket.repeats > 0,
        ticket.incident_id is not None,
        bool(ticket.facts.get("vulnerable")),
        ticket.urgent,
    )


@cache
def _named_signs(*present: bool) -> str:
    return ", ".join(compress(SIGNS, present))


def _late_hours(entry: Entry) -> float | None:
    missed = entry.ticket.missed(entry.now)
    return round((entry.now - min(missed)).total_seconds() / 3600, 1) if missed else None


def _outcome(entry: Entry) -> str | None:
    outcome = entry.ticket.outcome
    return entry.policy.outcomes[Outcome(outcome)] if outcome else None


def _score(entry: Entry) -> float | None:
    if entry.opening is None or not entry.opening.scores:
        return None
    found = _score_of(entry.ticket.topic).search(entry.opening.scores)
    return round(float(found[1]), 3) if found else None


@cache
def _score_of(topic: str) -> re.Pattern[str]:
    # One number out of a flat document: reading all of it would take three times as long.
    return re.compile(rf'"{re.escape(topic)}": ?([\d.e+-]+)')


def _kind(entry: Entry) -> str | None:
    return _kind_title(entry.opening.kind) if entry.opening else None


@cache
def _kind_title(kind: str | None) -> str | None:
    return kind_title(Kind(kind)) if kind else None


def _topic(entry: Entry) -> str:
    return topic_title(entry.ticket.topic)


def _status(entry: Entry) -> str:
    return entry.policy.title(entry.ticket.status, by_resident=entry.by_resident)


def _summary(entry: Entry) -> str:
    return one_line(entry.opening.text) if entry.opening else ""


def _more_topics(entry: Entry) -> str:
    ticket = entry.ticket
    if len(ticket.labels) < 2:  # most
        return ""
    return ", ".join(topic_title(topic) for topic in ticket.labels if topic != ticket.topic)


def _said(entry: Entry) -> str:
    return (entry.opening.address or "") if entry.opening else ""


def _subtopic(entry: Entry) -> str:
    return topic_title(entry.ticket.subtopic or entry.ticket.topic)


def _temperature(entry: Entry) -> float | None:
    return entry.ticket.facts.get("temperature_c")


def _reviewed(entry: Entry) -> str:
    return "да" if entry.opening and entry.opening.reviewed else "нет"


def _author(entry: Entry) -> str | None:
    return str(entry.opening.author) if entry.opening and entry.opening.author else None


def _own(code: str, title: str, form: Form, width: int = 16) -> Column:
    # A column of the ticket itself; a getter in C counts when there are a million lines.
    place = State._fields.index(code)
    return Column(code, title, form, attrgetter(f"ticket.{code}"), width, field=place)


def _titled(code: str, title: str, value: Callable[[Entry], Value], width: int) -> Column:
    return Column(code, title, Form.TEXT, value, width, plain=attrgetter(f"ticket.{code}"))


COLUMNS: tuple[Column, ...] = (
    Column("position", "№ п/п", Form.COUNT, attrgetter("position"), 7),
    _own("number", "Номер обращения", Form.TEXT, 17),
    _own("opened_at", "Дата и время сообщения (МСК)", Form.MOMENT),
    _own("registered_at", "Дата и время регистрации", Form.MOMENT),
    _own("source", "Источник", Form.FREE_TEXT, 20),
    Column("link", "Ссылка на комментарий", Form.LINK, lambda e: link(e.opening), 30),
    _own("district", "Район / городской округ", Form.FREE_TEXT, 18),
    _own("settlement", "Населённый пункт", Form.FREE_TEXT, 18),
    _own("street", "Улица", Form.FREE_TEXT, 24),
    _own("house", "Дом", Form.FREE_TEXT, 7),
    _own("building", "Корпус/литера", Form.FREE_TEXT, 9),
    Column("said_address", "Адрес как в сообщении", Form.FREE_TEXT, _said, 26, said=True),
    Column("precision", "Точность адреса", Form.TEXT, precision),
    _titled("topic", "Группа тем", _topic, 22),
    _titled("subtopic", "Тема", _subtopic, 26),
    Column("more_topics", "Доп. темы", Form.TEXT, _more_topics, 22),
    Column("kind", "Вид обращения", Form.TEXT, _kind, 13),
    Column("signs", "Признаки", Form.TEXT, _signs, 20),
    Column("temperature_c", "Температура в помещении, °C", Form.NUMBER, _temperature, 13),
    Column("summary", "Краткое содержание", Form.FREE_TEXT, _summary, 60, said=True, limit=SUMMARY),
    _own("department", "Ответственный орган", Form.FREE_TEXT, 24),
    _own("assignee", "Исполнитель", Form.FREE_TEXT, 20),
    _titled("status", "Статус", _status, 22),
    _own("take_by", "Срок принятия", Form.MOMENT),
    _own("taken_at", "Принято в работу", Form.MOMENT),
    _own("answer_by", "Срок ответа", Form.MOMENT),
    _own("answered_at", "Ответ опубликован", Form.MOMENT),
    Column("answer_link", "Ссылка на ответ", Form.LINK, lambda e: link(e.answer), 30),
    _own("solve_by", "Срок решения", Form.MOMENT),
    _own("resolved_at", "Решено", Form.MOMENT),
    _titled("outcome", "Итог", _outcome, 18),
    _own("reason", "Причина отклонения", Form.FREE_TEXT, 24),
    Column("late_hours", "Просрочка, ч", Form.NUMBER, _late_hours, 11),
    _own("interim_until", "Промежуточный ответ до", Form.MOMENT),
    _own("incident", "Инцидент №", Form.TEXT, 13),
    Column("in_incident", "Сообщений в инциденте", Form.COUNT, attrgetter("in_incident"), 11),
    Column("score", "Уверенность классификации", Form.NUMBER, _score, 13),
    Column("reviewed", "Проверено оператором", Form.TEXT, _reviewed, 12),
)

# Only on request, and the request is written into the audit log.
AUTHOR = Column("author", "Автор (номер ВКонтакте)", Form.TEXT, _author, 14)


def choose(codes: Iterable[str] | None, *, with_author: bool = False) -> tuple[Column, ...]:
    """Columns by their codes or titles, in the order asked; raises WrongUsage for a strange one."""
    known = {name: column for column in (*COLUMNS, AUTHOR) for name in (column.code, column.title)}
    chosen = COLUMNS
    if codes:
        strange = [code for code in codes if code not in known or known[code] is AUTHOR]
        if strange:
            names = "; ".join(f"{column.code} ({column.title})" for column in COLUMNS)
            msg = f"Столбца «{strange[0]}» нет. Есть: {names}"
            raise WrongUsage(msg)
        chosen = tuple(dict.fromkeys(known[code] for code in codes))
    return (*chosen, AUTHOR) if with_author else chosen
