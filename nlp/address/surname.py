"""Surnames that streets and villages share: who is a person and no place."""

import re

from nlp.address.gazetteer import CENTRE
from nlp.address.view import View

INITIALS = re.compile(r" [А-ЯЁ]\. ?[А-ЯЁ]\.")
PATRONYMIC = re.compile(r"(?:вн|чн)(?:а|ы|е|у|ой)$|вич(?:а|у|ем|е)?$")
SURNAME = re.compile(r"(?:[ое]в|[иы]н)[ау]$")  # «Мельникова» of «Мельниково»
SPOKE = re.compile(r"[аиеыу]ла(?:сь)?$")


def is_person(view: View, after: int) -> bool:
    """Whether what stands behind makes the name a surname: «Советской Н. В.», «Кировой Ирине»."""
    line = view.line
    if INITIALS.match(line.cased, line.stops[after - 1]):
        return True
    if line.gap(after) != " ":
        return False
    given = line.capital(after) and view.words.given.fullmatch(line.words[after])
    return bool(given or PATRONYMIC.search(line.words[after]))


def is_bearer(view: View, index: int, best: int) -> bool:
    """«собственник Мельникова», «подошла к Мельникову»: a surname, though a village has it."""
    line, words = view.line, view.line.words
    if best < CENTRE or not SURNAME.search(words[index]):
        return False
    if words[index - 1] in view.words.posts:
        return line.gap(index) in {" ", ", ", ": ", " - ", ". "}
    if line.gap(index) != " ":
        return False
    if words[index - 1] in {"у", "к"}:
        return words[index - 2] not in view.words.roadside
    if words[index].endswith("у"):
        return words[index - 1] not in {"ко", "по"}  # «звоните Мельникову»
    return bool(SPOKE.search(words[index - 1]))  # «сказала Мельникова»
