"""Inflect the gazetteer: data/gazetteer/*.tsv → forms.tsv, one case form a line."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

import pymorphy3

from nlp.address.gazetteer import RANKS, load_districts
from nlp.address.head import Heads
from nlp.address.inflection import adjective, cases, noun, spare
from nlp.address.source import folded, rows
from nlp.address.source import table as text
from scripts.slips import slips
from scripts.street_forms import bare_name, shortened, street_forms

FOLDER = Path(__file__).parents[1] / "data" / "gazetteer"
HEADER = """\
# Case forms of the gazetteer, made by scripts/build_gazetteer.py; edit its sources, not this file.
# columns: form (lower case, ё as е), then a cell for each kind of thing it may stand for:
# «kind:names»; after the kind «~» when the form is an ordinary word too, «^» when so is a town's;
# before a name «~» when the form only shortens it
"""
HEADS = """\
# First words of the forms, made by scripts/build_gazetteer.py: what each may be the beginning of.
# columns: what is told (role: see nlp/address/head.py; reach: words of the longest form; openings:
# first two words of the longer forms, parted by «|»), its value, the words
"""
PLAIN = {"type", "district"}
MORPH = pymorphy3.MorphAnalyzer()
RIVERS: set[str] = set()
UNMISTAKABLE: set[str] = set()  # forms of settlements
WORDS = tomllib.loads(text("words.toml"))
COMMON = tuple(WORDS["common"])  # stems of adjectives in «-ский»
FUNCTION_WORDS = {"PREP", "CONJ", "PRCL", "NPRO", "ADVB", "INTJ", "VERB", "INFN", "PRED", "NUMR"}


def parses(word: str) -> list[pymorphy3.analyzer.Parse]:
    """The dictionary's likely readings of a word; none when it is not in the dictionary."""
    return [parse for parse in MORPH.parse(word) if parse.is_known and parse.score > 0.01]


def is_ordinary(form: str) -> bool:
    """Whether a lone word would be read as something else than a place."""
    if " " in form:
        return bool(re.match(r"\d+ (ма|янв|фев|апр|ию|авг|сен|окт|ноя|дек)", form))
    found = parses(form)
    if form in RIVERS:
        return True
    if form in UNMISTAKABLE:
        return False
    if re.search(r"(?:[ое]в|[иы]н)о$", form) and all(p.tag.POS == "ADJS" for p in found):
        return False  # «сосново» is a village, whatever the dictionary says
    return bool(found) and sum(p.score for p in found if "Geox" not in p.tag) > 0.3


def is_ordinary_street(form: str) -> bool:
    """The same for a street, where surnames and «-ская» are what one expects."""
    if " " in form:
        return is_ordinary(form)
    if re.search(r"[сц]к(ая|ой|ую|ий|ого|ому|им|ом|ое)$", form):
        return form.startswith(COMMON)
    return not any("Surn" in parse.tag for parse in parses(form)) and bool(parses(form))


def is_function_word(form: str) -> bool:
    """Whether the form is mostly a preposition, a verb or the like: never a place."""
    return len(form) < 3 or any(
        parse.tag.POS in FUNCTION_WORDS or "Apro" in parse.tag
        for parse in parses(form)[:1]
        if parse.score > 0.4
    )


def settlement_forms(name: str) -> Iterator[str]:
    """«лодейное поле» → «лодейном поле», «лодейного поля»…"""
    base = folded(name)
    if base.startswith("имени "):
        yield from (base, base.replace("имени", "им"))
        return
    yield from chain(cases(base), spare(base))
    first, space, last = base.rpartition(" ")
    if space and last.endswith("о") and adjective(first):  # «в Новом Девяткино»
        yield from (f"{head} {last}" for head in adjective(first) or ())
    if name.endswith(("ий", "ой", "ья")):  # «в Сиверском», but also «в Ольгой», «в Рахье»
        yield from noun(base)


Table = dict[str, dict[str, None]]


def streets(source: str, types: set[str]) -> Table:
    """Forms of the streets of one file."""
    table: Table = defaultdict(dict)
    for street, *_ in rows(source):
        base = bare_name(street, types)
        if not base or re.fullmatch(r"\d+( .)?|.|\d+.", base) or base in WORDS["things_rather"]:
            continue  # «3-я линия», «5-й микрорайон», «микрорайон В» are matters of grammar
        for form in (base,) if street.startswith("СНТ") else street_forms(base, street):
            table[form][street] = None
    known = {street for street, *_ in rows(source)}
    for alias, street, _ in rows("street_aliases.tsv"):
        whose = street.startswith("улица ")  # «Зверевой», «Джигитова» are genitives already
        declined = (alias,) if whose else cases(alias)
        for form in declined if street in known else ():
            table[form][street] = None
    for street, *_ in rows(source):
        plan = re.match("СНТ|микрорайон|квартал", street)
        for form in () if plan else shortened(bare_name(street, types)):
            if street not in table[form]:
                table[form][f"~{street}"] = None
    return table


def settlements() -> Table:
    """Forms of the settlements, colloquial names included."""
    table: Table = defaultdict(dict)
    names = [(name, name) for name, *_ in rows("settlements.tsv")]
    names += [(alias, name) for alias, name, *_ in rows("aliases.tsv")]
    for written, name in names:
        for form in settlement_forms(written):
            table[form][name] = None
    for river in WORDS["rivers"]:
        RIVERS.update(settlement_forms(river))
    for name in WORDS["unmistakable"]:
        UNMISTAKABLE.update(settlement_forms(name))
    return table


def outside() -> Table:
    """Forms of the places that are not of the oblast, and of the districts of both."""
    table: Table = defaultdict(dict)
    for name, _region, kind, _ in rows("outside.tsv"):
        if kind != "district":
            for form in settlement_forms(name):
                table[form][name] = None
    return table


def districts() -> Table:
    """Forms of the adjectives of districts, of St Petersburg's too: «тосненская црб»."""
    table: Table = defaultdict(dict)
    names = [name for name, _, kind, _ in rows("outside.tsv") if kind == "district"]
    for name in (*load_districts(), *names):
        stem = folded(name)[:-2]
        masculine = folded(name)
        for form in chain(cases(masculine), cases(f"{stem}ая"), cases(f"{stem}ое")):
            table[form][name] = None
    for district in tomllib.loads(text("districts.toml"))["district"]:
        for short in district.get("abbreviated", ()):  # «Тосн. р-н»
            table[short][district["name"]] = None
    return table


def type_words() -> Table:
    """Forms of the type words: «улице» → «улица», «б р» → «бульвар»."""
    table: Table = defaultdict(dict)
    for word, gender, _level, _order, short in rows("types.tsv"):
        declined = (word.lower(),) if gender in "xn" else cases(word.lower())
        if word == "набережная":
            declined = adjective(word) or ()
        for form in declined:
            table[form][word] = None
        for form in short.split():
            table[form.replace("_", " ")][word] = None
    return table


def big_towns() -> set[str]:
    """Names of towns and urban settlements."""
    return {name for name, kind, *_ in rows("settlements.tsv") if kind in RANKS}


def known_settlements() -> set[str]:
    """Names of towns, urban settlements and centres: they are named more often than others."""
    return big_towns() | {name for name, *_ in rows("centres.tsv")}


def is_doubtful(form: str, names: Iterable[str]) -> bool:
    """«написать Беглову», «большая горка»: a village hardly known, in a form like other words."""
    if " " in form:
        return all(map(is_ordinary, form.split(" ")))
    surname = all(re.search(r"(?:[оеё]в|[иы]н)о$", name) for name in names)
    return surname and bool(re.search(r"(?:[ое]в|[иы]н)(?:а|у|ом)$", form))


def cells(kind: str, table: Table) -> Iterator[tuple[str, str]]:
    """The forms of one kind, each with its cell: «settlement^:Луг|Луга»."""
    ordinary = is_ordinary_street if kind in {"street", "petersburg"} else is_ordinary
    big = big_towns() if kind == "settlement" else set()
    known = known_settlements() if kind == "settlement" else set()
    for form, names in table.items():
        if kind not in PLAIN and is_function_word(form):
            continue
        mark = "~" if kind not in PLAIN and ordinary(form) else ""
        if kind == "settlement" and not known & {*names} and is_doubtful(form, names):
            mark = "~"
        if mark and big & {*names}:
            mark = "^"
        yield form, f"{kind}{mark}:{'|'.join(sorted(names))}"


def misspelt(table: Table, known: Collection[str]) -> Table:
    """The forms with a slip in them, unless that is another name or another word."""
    found: Table = defaultdict(dict)
    for form, names in table.items():
        for slip in slips(form):
            if slip not in known and not all(map(parses, slip.split(" "))):
                found[slip] |= names
    return found


def main() -> None:
    """Write the forms."""
    types = {word for word, *_ in rows("types.tsv")}
    tables = {
        "district": districts(),
        "outside": outside(),
        "petersburg": streets("petersburg.tsv", types),
        "settlement": settlements(),
        "street": streets("streets.tsv", types),
        "type": type_words(),
    }
    known, big = frozenset(chain(*tables.values())), big_towns()
    towns = {form: names for form, names in tables["settlement"].items() if big & {*names}}
    tables["settlement"] |= misspelt(towns, known)
    tables["type"] |= misspelt(tables["type"], known)
    found: dict[str, list[str]] = defaultdict(list)
    for kind, table in tables.items():
        for form, cell in cells(kind, table):
            found[form].append(cell)
    forms = {form: "\t".join(found[form]) for form in sorted(found)}
    write("forms.tsv", HEADER, (f"{form}\t{row}" for form, row in forms.items()))
    write("heads.tsv", HEADS, Heads.of(forms).lines())
    print(f"{len(forms)} forms")


def write(name: str, header: str, lines: Iterable[str]) -> None:
    """Write a file of the gazetteer."""
    (FOLDER / name).write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
