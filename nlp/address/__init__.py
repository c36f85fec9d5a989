"""From how people write to the state register: places as spans of the text."""

from nlp.address.canon import Canon
from nlp.address.extractor import Extractor
from nlp.address.register import Register
from nlp.address.talk import asks_address, says_same
from nlp.address.thread import Turn, completes, settle

__all__ = [
    "Canon",
    "Extractor",
    "Register",
    "Turn",
    "asks_address",
    "completes",
    "says_same",
    "settle",
]
