"""A key of access that never shows itself."""

from dataclasses import dataclass, field
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Token:
    """A secret; everything else knows it by its mark."""

    secret: str = field(repr=False)

    @property
    def mark(self) -> str:
        """Names the token in the database without telling it."""
        return blake2b(self.secret.encode(), key=b"otklik token", digest_size=8).hexdigest()

    def hide(self, text: str) -> str:
        """The text without the secret, should somebody have echoed it."""
        return text.replace(self.secret, "…") if self.secret else text
