"""A name with one slip in it, as people write it by ear: «падпорожье», «микрарайон»."""

from collections.abc import Iterator

HEARD = {"о": "а", "а": "о", "е": "и", "и": "е"}  # alike where no stress falls
SHORTEST = 7  # letters: a shorter name is too like other words
ENDING = 2  # letters: a slip there makes another case


def slips(form: str) -> Iterator[str]:
    """The form with one vowel heard as another, or one letter of a pair left out."""
    if len(form) < SHORTEST:
        return
    for at in range(1, len(form) - ENDING):
        if form[at] in HEARD:
            yield form[:at] + HEARD[form[at]] + form[at + 1 :]
        if form[at] == form[at + 1]:
            yield form[:at] + form[at + 1 :]
