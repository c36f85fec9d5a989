"""Case forms of place names by suffix: no dictionary, no lemmatiser."""

from itertools import product

CASES = 6  # nominative, genitive, dative, accusative, instrumental, prepositional

# Ending of the nominative → endings of the six cases; the longest ending wins.
ADJECTIVES = {
    "ая": "ая ой ой ую ой ой",
    "яя": "яя ей ей юю ей ей",
    "ья": "ья ьей ьей ью ьей ьей",
    "жая": "жая жей жей жую жей жей",
    "щая": "щая щей щей щую щей щей",
    "ое": "ое ого ому ое ым ом",
    "ее": "ее его ему ее им ем",
    "кое": "кое кого кому кое ким ком",
    "ый": "ый ого ому ый ым ом",
    "ой": "ой ого ому ой ым ом",
    "ий": "ий его ему ий им ем",
    "кий": "кий кого кому кий ким ком",
    "гий": "гий гого гому гий гим гом",
    "хий": "хий хого хому хий хим хом",
    "чий": "чий чьего чьему чий чьим чьем",
    "ые": "ые ых ым ые ыми ых",
    "ие": "ие их им ие ими их",
}
POSSESSIVES = {
    "ова": "ова овой овой ову овой овой",
    "ева": "ева евой евой еву евой евой",
    "ина": "ина иной иной ину иной иной",
    "ов": "ов ова ову ов овым овом",
    "ев": "ев ева еву ев евым евом",
    "ин": "ин ина ину ин иным ином",
}
NOUNS = {
    "а": "а ы е у ой е",
    "га": "га ги ге гу гой ге",
    "жа": "жа жи же жу жей же",
    "ка": "ка ки ке ку кой ке",
    "ха": "ха хи хе ху хой хе",
    "ца": "ца цы це цу цей це",
    "ча": "ча чи че чу чей че",
    "ша": "ша ши ше шу шей ше",
    "ща": "ща щи ще щу щей ще",
    "я": "я и е ю ей е",
    "ия": "ия ии ии ию ией ии",
    "о": "о а у о ом е",
    "е": "е я ю е ем е",
    "це": "це ца цу це цем це",
    "ще": "ще ща щу ще щем ще",
    "ье": "ье ья ью ье ьем ье",
    "ие": "ие ия ию ие ием ии",
    "и": "и ей ям и ями ях",
    "ги": "ги гов гам ги гами гах",
    "жи": "жи жей жам жи жами жах",
    "ки": "ки ков кам ки ками ках",
    "хи": "хи хов хам хи хами хах",
    "чи": "чи чей чам чи чами чах",
    "ши": "ши шей шам ши шами шах",
    "щи": "щи щей щам щи щами щах",
    "ии": "ии ий иям ии иями иях",
    "ы": "ы ов ам ы ами ах",
    "цы": "цы цев цам цы цами цах",
    "ицы": "ицы иц ицам ицы ицами ицах",
    "ь": "ь и и ь ью и",
    "й": "й я ю й ем е",
    "ий": "ий ия ию ий ием ии",
    "чей": "чей чья чью чей чьем чье",
    "ец": "ец ца цу ец цом це",
    "ок": "ок ка ку ок ком ке",
    "бор": "бор бора бору бор бором бору",
}
CONSONANT = ("", "а", "у", "", "ом", "е")
VOWELS = "аеиоуыэюя"
# Genitives of plural names that the table alone does not give: «важин», «горок», «винниц».
SPARE = {"ы": ("",), "и": ("", "ь"), "ки": ("ок", "ек"), "йцы": ("иц", "йц"), "ни": ("ен",)}


def declined(word: str, tables: tuple[dict[str, str], ...]) -> tuple[str, ...] | None:
    """The six cases of a word by the longest ending of the tables, or None."""
    for size, table in product((3, 2, 1), tables):
        endings = table.get(word[-size:])
        if endings and (len(word) > size + (table is ADJECTIVES) or word == "бор"):
            return tuple(word[:-size] + ending for ending in endings.split())
    return None


def adjective(word: str) -> tuple[str, ...] | None:
    """The six cases of an adjective, or None when the word does not look like one."""
    return declined(word, (ADJECTIVES,))


def noun(word: str) -> tuple[str, ...]:
    """The six cases of a noun; a word that ends strangely stays as it is."""
    if known := declined(word, (NOUNS,)):
        return known
    if word[-1] in VOWELS or not word[-1].isalpha():
        return (word,) * CASES
    return tuple(word + ending for ending in CONSONANT)


def cases(name: str) -> tuple[str, ...]:
    """The six cases of a name of one or more words: «лодейное поле» → «лодейного поля»…"""
    *first, last = name.split()
    heads = [declined(word, (ADJECTIVES, POSSESSIVES)) or (word,) * CASES for word in first]
    tail = adjective(last) or noun(last)
    return tuple(" ".join(words) for words in zip(*heads, tail, strict=True))


def spare(name: str) -> tuple[str, ...]:
    """Further genitives of a plural name, all but one of them never met in speech."""
    for size in (3, 2, 1):
        if endings := SPARE.get(name[-size:]):
            return tuple(name[:-size] + ending for ending in endings)
    return ()
