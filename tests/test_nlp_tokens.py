"""Words as they are typed."""

import pytest

from nlp.tokens import all_spelled, spelled, tokens

CASES = """
Батареи ЛЕДЯНЫЕ!         | батареи ледяные !
[id5|Анна], ещё холодно  | @ еще холодно
смотрите https://vk.com/1 | смотрите ~
jnjgktybz ytn            | отопления нет
no heating at all        | no heating at all
в квартире +14           | в квартире + 14
снег😀                    | снег 😀
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_text_is_cut_into_words(line: str) -> None:
    text, wanted = (part.strip() for part in line.split(" | "))
    assert [t for t in tokens(text) if t != ","] == wanted.split()


SPELLED = """
бaтapeя     | батарея
нееет       | нет
холооодно   | холодно
ванна       | ванна
"""


@pytest.mark.parametrize("line", SPELLED.strip().splitlines())
def test_a_word_is_read_as_meant(line: str) -> None:
    typed, meant = (part.strip() for part in line.split("|"))
    assert spelled(typed) == meant


@pytest.mark.parametrize("words", [[], ["нет"], ["xxx"], ["снег", "снeг", "ааа", "😀😀😀", "222"]])
def test_many_words_are_read_as_each_is(words: list[str]) -> None:
    typed = [line.split("|")[0].strip() for line in SPELLED.strip().splitlines()]
    assert all_spelled(words + typed) == [spelled(word) for word in words + typed]
    assert all_spelled(words) == [spelled(word) for word in words]
