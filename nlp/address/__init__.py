"""From how people write to the state register: places as spans of the text."""

from nlp.address.extractor import Extractor
from nlp.address.register import Register

__all__ = ["Extractor", "Register"]
