"""The columns of the register: order and titles are fixed, committees rely on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models import Comment, Outcome, Post
from nlp.prediction import Kind
from pipeline.register.entry import Entry
from pipeline.register.titles import kind_title, topic_title
from pipeline.tickets.clocks import MOSCOW
from pipeline.tickets.listing import DONE
from pipeline.tickets.policy import shipped_policy

SUMMARY = 300  # characters of a comment shown in the register


@dataclass(frozen=True, slots=True)
class Column:
    """A title and how its value is read; free text is guarded against formulas."""

    title: str
    value: Callable[[Entry, datetime], str]
    free_text: bool = False


def moment(at: datetime | None) -> str:
    """Moscow wall clock, as Russian Excel reads it."""
    return at.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M") if at else ""


def number(value: float | None) -> str:
    """With a decimal comma."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def link(comment: Comment | None, post: Post | None) -> str:
    """The comment on VK, made of its numbers alone."""
    if comment is None or post is None:
        return ""
    thread = f"&thread={comment.thread_root}" if comment.thread_root else ""
    return f"https://vk.com/wall{comment.owner_id}_{post.vk_id}?reply={comment.vk_id}{thread}"


def _precision(entry: Entry) -> str:
    ticket = entry.ticket
    if ticket.house:
        return "дом"
    if ticket.street:
        return "улица"
    return "населённый пункт" if ticket.settlement else "район" if ticket.district else "нет адреса"


def _signs(entry: Entry) -> str:
    ticket = entry.ticket
    vulnerable = ticket.facts.get("vulnerable")
    signs = (
        ("повторное", ticket.repeats > 0),
        ("массовое", ticket.incident_id is not None),
        ("дети/маломобильные", bool(vulnerable)),
        ("авария", ticket.urgent),
    )
    return ", ".join(name for name, present in signs if present)


def _summary(entry: Entry) -> str:
    text = " ".join(entry.comment.text.split()) if entry.comment else ""
    return text if len(text) <= SUMMARY else text[: SUMMARY - 1] + "…"


def _late_hours(entry: Entry, now: datetime) -> str:
    ticket = entry.ticket
    ended = ticket.resolved_at or (ticket.closed_at if ticket.status in DONE else now)
    if ticket.solve_by is None or ended is None or ended <= ticket.solve_by:
        return ""
    return number(round((ended - ticket.solve_by).total_seconds() / 3600, 1))


def _outcome(entry: Entry) -> str:
    outcome = entry.ticket.outcome
    return shipped_policy().outcomes[Outcome(outcome)] if outcome else ""


def _score(entry: Entry) -> str:
    if entry.prediction is None:
        return ""
    return number(entry.prediction.scores.get(entry.ticket.topic))


COLUMNS: tuple[Column, ...] = (
    Column("№ п/п", lambda e, _: str(e.position)),
    Column("Номер обращения", lambda e, _: e.ticket.number),
    Column("Дата и время сообщения (МСК)", lambda e, _: moment(e.ticket.opened_at)),
    Column("Дата и время регистрации", lambda e, _: moment(e.ticket.registered_at)),
    Column("Источник", lambda e, _: e.ticket.source.name, free_text=True),
    Column("Ссылка на комментарий", lambda e, _: link(e.comment, e.post)),
    Column("Район / городской округ", lambda e, _: e.ticket.district or ""),
    Column("Населённый пункт", lambda e, _: e.ticket.settlement or ""),
    Column("Улица", lambda e, _: e.ticket.street or "", free_text=True),
    Column("Дом", lambda e, _: e.ticket.house or "", free_text=True),
    Column("Корпус/литера", lambda e, _: e.ticket.building or "", free_text=True),
    Column("Адрес как в сообщении", lambda e, _: _said_address(e), free_text=True),
    Column("Точность адреса", lambda e, _: _precision(e)),
    Column("Группа тем", lambda e, _: topic_title(e.ticket.topic)),
    Column("Тема", lambda e, _: topic_title(e.ticket.subtopic or e.ticket.topic)),
    Column("Доп. темы", lambda e, _: ", ".join(map(topic_title, e.ticket.labels[1:]))),
    Column("Вид обращения", lambda e, _: _kind(e)),
    Column("Признаки", lambda e, _: _signs(e)),
    Column("Температура в помещении, °C", lambda e, _: number(e.ticket.facts.get("temperature_c"))),
    Column("Краткое содержание", lambda e, _: _summary(e), free_text=True),
    Column("Ответственный орган", lambda e, _: e.ticket.department, free_text=True),
    Column("Исполнитель", lambda e, _: e.ticket.assignee, free_text=True),
    Column("Статус", lambda e, _: shipped_policy().title(e.ticket.status)),
    Column("Срок принятия", lambda e, _: moment(e.ticket.take_by)),
    Column("Принято в работу", lambda e, _: moment(e.ticket.taken_at)),
    Column("Срок ответа", lambda e, _: moment(e.ticket.answer_by)),
    Column("Ответ опубликован", lambda e, _: moment(e.ticket.answered_at)),
    Column("Ссылка на ответ", lambda e, _: link(e.answer, e.post)),
    Column("Срок решения", lambda e, _: moment(e.ticket.solve_by)),
    Column("Решено", lambda e, _: moment(e.ticket.resolved_at)),
    Column("Итог", lambda e, _: _outcome(e)),
    Column("Причина отклонения", lambda e, _: e.ticket.reason, free_text=True),
    Column("Просрочка, ч", _late_hours),
    Column("Промежуточный ответ до", lambda _e, _: ""),
    Column("Инцидент №", lambda e, _: e.ticket.incident.number if e.ticket.incident else ""),
    Column("Сообщений в обращении", lambda e, _: str(e.appeals)),
    Column("Уверенность классификации", lambda e, _: _score(e)),
    Column("Проверено оператором", lambda e, _: "да" if e.reviewed else "нет"),
)


def _said_address(entry: Entry) -> str:
    places = entry.prediction.addresses if entry.prediction else []
    return "; ".join(place.text for place in places)


def _kind(entry: Entry) -> str:
    return kind_title(Kind(entry.prediction.kind)) if entry.prediction else ""
