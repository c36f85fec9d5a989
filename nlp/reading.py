"""The features that a remark shows, by name, in blocks that are weighed apart."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from nlp.danger import dangers
from nlp.lexicon import Lexicon
from nlp.manner import Manner
from nlp.morphology import Morphology
from nlp.remark import Remark
from nlp.tokens import spelled, tokens

EDGE = "^"
LETTERS = (3, 4, 5)
LONG_LETTERS = 24  # letters of a longer word are not looked at


class Block(StrEnum):
    """A group of features with one norm and one weight."""

    WORD = "word"  # forms and lemmas
    LETTERS = "letters"  # letters inside a word
    CONCEPT = "concept"  # groups of the lexicon
    PAIR = "pair"  # two lemmas in a row
    GRAMMAR = "grammar"  # one, two and three tags in a row
    CUE = "cue"  # how the whole is written
    POST = "post"
    PARENT = "parent"


OF_WORDS = (Block.WORD, Block.LETTERS, Block.CONCEPT)
OF_CONTEXT = (Block.POST, Block.PARENT)


class Reader:
    """Names the features of words, of sequences and of the whole."""

    def __init__(self, morphology: Morphology, lexicon: Lexicon) -> None:
        self.morphology = morphology
        self.lexicon = lexicon

    def word(self, token: str) -> dict[Block, Sequence[str]]:
        """Name the features that one token shows wherever it stands."""
        word = spelled(token)
        lemma, _ = self.morphology.read(word)
        # Of a number only its length is kept: a house or a phone names someone.
        form = [] if word.isdigit() else [f"={word}"]
        return {
            Block.WORD: [*form, lemma] if lemma else form,
            Block.LETTERS: letters(word) if word.isalpha() else (),
            Block.CONCEPT: self.lexicon.concepts(word),
        }

    def context(self, text: str | None) -> Iterator[str]:
        """Name the features of a text beside the comment: lemmas and concepts."""
        for token in tokens(text or ""):
            yield from self.context_word(token)

    def context_word(self, token: str) -> Iterator[str]:
        """Name the features of one word of such a text."""
        word = spelled(token)
        if (lemma := self.morphology.read(word)[0]) and word.isalpha():
            yield lemma
        yield from (f"+{concept}" for concept in self.lexicon.concepts(word))

    def remark(self, remark: Remark) -> Iterator[tuple[Block, str]]:
        """Name every feature of a remark, as often as it occurs."""
        found = tokens(remark.text)
        words = [self.word(token) for token in found]
        for word in words:
            for block, names in word.items():
                yield from ((block, name) for name in names)
        read = [self.morphology.read(spelled(token)) for token in found]
        yield from ((Block.PAIR, name) for name in pairs([lemma for lemma, _ in read]))
        yield from ((Block.GRAMMAR, name) for name in grammar([tag for _, tag in read]))
        manner = Manner.of(remark.text, found, digits=any(map(str.isdigit, found)))
        yield from ((Block.CUE, name) for name in manner.cues())
        named = (word[Block.CONCEPT] for word in words)
        told = dangers().read(zip(map(spelled, found), named, strict=True))
        yield from ((Block.CUE, name) for name in told)
        yield from ((Block.POST, name) for name in self.context(remark.post))
        yield from ((Block.PARENT, name) for name in self.context(remark.parent))


@lru_cache(maxsize=65536)
def letters(word: str) -> tuple[str, ...]:
    """Cut a word with its edges into runs of three to five letters."""
    whole = edged(word)
    return tuple(whole[i : i + n] for n in LETTERS for i in range(len(whole) + 1 - n))


def edged(word: str) -> str:
    """Mark the edges of a word."""
    return f"<{word[:LONG_LETTERS]}>"


def pairs(lemmas: Sequence[str | None]) -> Iterator[str]:
    """Join known lemmas that follow each other."""
    for left, right in pairwise(lemmas):
        if left and right:
            yield f"{left} {right}"


def grammar(tags: Sequence[str]) -> Iterator[str]:
    """Join tags singly, by two and by three, the edges of the text included."""
    edged = [EDGE, *tags, EDGE]
    for size in (1, 2, 3):
        for i in range(len(edged) + 1 - size):
            yield " ".join(edged[i : i + size])
