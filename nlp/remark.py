"""What is put before the classifier and the address extractor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with what a reader would see around it."""

    text: str
    post: str | None = None  # text of the post
    parent: str | None = None  # text of the comment replied to
    district: str | None = None  # home of the community: «Всеволожский»
    settlement: str | None = None  # home of the community: «Мурино»
