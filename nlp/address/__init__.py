"""From how people write to the state register: places as spans of the text."""

from nlp.address.extractor import Extractor

__all__ = ["Extractor"]
