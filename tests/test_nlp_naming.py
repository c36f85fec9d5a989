"""The concepts of many words at a time."""

from nlp.lexicon import lexicon
from nlp.naming import Naming

BEHIND = ("", "а", "ами", "ъ", "d", "7")


def test_many_words_name_what_each_names() -> None:
    texts = sorted({entry.text for likely in lexicon().starts.values() for entry in likely})
    words = [*(text + more for text in texts for more in BEHIND), *(text[:-1] for text in texts)]
    naming = Naming(lexicon())
    found = [naming.sets[number] for number in naming.of(words)]
    assert found == [lexicon().concepts(word) for word in words]


def test_no_words_name_nothing() -> None:
    assert not len(Naming(lexicon()).of([]))
