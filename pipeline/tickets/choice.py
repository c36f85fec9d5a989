"""A state, a topic, an outcome or a district as a person calls it: by its code or in Russian."""

from collections.abc import Mapping
from typing import TypeVar

from nlp.address.gazetteer import load_districts, load_settlements
from nlp.taxonomy import Topic, taxonomy
from pipeline.errors import WrongUsage
from pipeline.tickets.inquiry import TITLES
from pipeline.tickets.policy import Policy

Code = TypeVar("Code", bound=str)
LEAST = 4  # letters of a word inside a title
NOWHERE = ("", "не указан", "район не указан")


def status_called(policy: Policy, text: str) -> str:
    """«new» for what the policy calls it, «новое»; raises WrongUsage with all states."""
    titles = {str(one): rule.title for one, rule in policy.statuses.items()}
    return _called("состояния", text, titles)


def outcome_called(policy: Policy, text: str) -> str:
    """«fixed» for «устранено»; raises WrongUsage with all outcomes."""
    titles = {str(one): title for one, title in policy.outcomes.items()}
    return _called("итога", text, titles)


def reason_called(text: str) -> str:
    """«resolved» for «устранено», of what a person is asked; raises WrongUsage with all."""
    return _called("вопроса к человеку", text, {str(one): told for one, told in TITLES.items()})


def topic_called(text: str) -> str:
    """«heating» for «отопление», «snow_removal» for «снег»; raises WrongUsage with all topics."""
    titles = {label: topic.title for label, topic in taxonomy().topics.items()}
    within = {label for label, topic in taxonomy().topics.items() if _is_about(topic, text)}
    if find_called(text, titles) is None and len(within) == 1:
        return within.pop()
    return _called("темы", text, titles)


def _is_about(topic: Topic, text: str) -> bool:
    """A subtopic has the word in its title: «снег» in «Сосульки, снег с крыши»."""
    plain = " ".join(text.lower().split())
    titles = " ".join(topic.subtopics.values()).lower()
    return len(plain) >= LEAST and f" {plain}" in f" {titles}"


def district_called(text: str) -> str:
    """«Гатчинский» for «гатчинский район», «Гатчина»; raises WrongUsage with all districts."""
    known = load_districts()
    if text.strip().lower() in NOWHERE:
        return ""
    said = f"{text.strip().lower()} "
    for name, centre in known.items():
        if said.startswith(f"{name.lower()} ") or said == f"{centre.lower()} ":
            return name
    lies_in = sorted({place.district for place in load_settlements().get(text.strip(), ())})
    if lies_in:
        msg = (
            f"{text.strip()} не район: его район {' или '.join(lies_in)}. Обращения одного посёлка "
            f'ищут словами: --search "{text.strip()}"'
        )
        raise WrongUsage(msg)
    msg = f"Нет района {text}: выберите из {', '.join(known)}"
    raise WrongUsage(msg)


def _called(what: str, text: str, titles: Mapping[str, str]) -> str:
    found = find_called(text, titles)
    if found is None:
        known = ", ".join(f"{code} ({title})" for code, title in titles.items())
        msg = f"Нет {what} {text}: выберите из {known}"
        raise WrongUsage(msg)
    return found


def find_called(text: str, titles: Mapping[Code, str]) -> Code | None:
    """The only code that is called so: by itself, by its title or the title's first words.

    «Устранено», where no other title has such a word also «уборка» for «Зимняя уборка».
    """
    plain = " ".join(text.lower().split())
    named = [(code, title.lower()) for code, title in titles.items()]
    ways = (
        [code for code, title in named if plain in (code, title)],
        [code for code, title in named if title.startswith(f"{plain} ")],
        [code for code, title in named if len(plain) >= LEAST and f" {plain}" in f" {title}"],
    )
    found = next(filter(None, ways), [])
    return found[0] if len(found) == 1 else None
