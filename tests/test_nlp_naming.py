"""The concepts of many words at a time."""

from nlp.danger import dangers
from nlp.lexicon import lexicon
from nlp.naming import Naming

VOCABULARY = lexicon().vocabulary + dangers().vocabulary
BEHIND = ("", "а", "ами", "ъ", "d", "7")


def test_many_words_name_what_each_names() -> None:
    texts = sorted({entry.text for entry in VOCABULARY.entries()})
    words = [*(text + more for text in texts for more in BEHIND), *(text[:-1] for text in texts)]
    naming = Naming(VOCABULARY)
    found = [naming.sets[number] for number in naming.of(words)]
    assert found == [VOCABULARY.concepts(word) for word in words]


def test_no_words_name_nothing() -> None:
    assert not len(Naming(VOCABULARY).of([]))
