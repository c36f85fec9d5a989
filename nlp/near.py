"""Texts that are nearly the same: shared runs of three words."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from nlp.tokens import tokens

Runs = frozenset[tuple[str, ...]]
ALIKE = 0.3  # share of common runs among all


def runs(text: str) -> Runs:
    """Give the runs of three words; a shorter text is one run."""
    words = [token for token in tokens(text) if token.isalnum()]
    three = {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
    return frozenset(three or ({tuple(words)} if words else ()))


def near_duplicates(texts: Sequence[str], others: Sequence[str], alike: float = ALIKE) -> set[int]:
    """Find which texts are nearly the same as one of the others."""
    known = [runs(text) for text in others]
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, own in enumerate(known):
        for run in own:
            where[run].append(i)
    found = set()
    for i, text in enumerate(texts):
        own = runs(text)
        shared = Counter(j for run in own for j in where[run])
        if any(n / len(own | known[j]) > alike for j, n in shared.items()):
            found.add(i)
    return found


def groups(texts: Sequence[str], alike: float = ALIKE) -> list[int]:
    """Number texts so that near-duplicates share a number."""
    known = [runs(text) for text in texts]
    number = list(range(len(texts)))
    where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, own in enumerate(known):
        shared = Counter(j for run in own for j in where[run])
        near = {number[j] for j, n in shared.items() if n / len(own | known[j]) > alike}
        number[i] = min(near, default=i)
        if len(near) > 1:  # it joins groups that had nothing in common
            number = [number[i] if group in near else group for group in number]
        for run in own:
            where[run].append(i)
    return number
