"""Where a message goes, as an operator writes it: «vk:2000000012», «file:cards/», «stdout:»."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from pipeline.errors import WrongUsage

VK_PEER = re.compile(r"(?:club\d+/)?-?\d+")
LOOPBACK = ("127.0.0.1", "localhost", "::1")  # elsewhere a card must not travel in the open


class Carrier(StrEnum):
    """Who carries a message; DIGEST marks a card that travels inside another message."""

    VK_CHAT = "vk_chat"
    VK_COMMENT = "vk_comment"
    FILE = "file"
    STDOUT = "stdout"
    WEBHOOK = "webhook"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Chat:
    """A carrier and the address it knows."""

    carrier: Carrier
    address: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """By the scheme; raises WrongUsage naming the ones that exist."""
        text = text.strip()
        scheme, _, address = text.partition(":")
        if scheme == "https" or (scheme == "http" and urlsplit(text).hostname in LOOPBACK):
            return cls(Carrier.WEBHOOK, text)
        if scheme == "vk" and VK_PEER.fullmatch(address):
            return cls(Carrier.VK_CHAT, address)
        if scheme == "file" and address:
            return cls(Carrier.FILE, address)
        if scheme == "stdout":
            return cls(Carrier.STDOUT, "")
        msg = (
            f"Чат «{text}» не понят: нужно vk:2000000012 (или vk:club5/2000000012), "
            "file:папка/, stdout: или адрес https://…"
        )
        raise WrongUsage(msg)

    def __str__(self) -> str:
        prefix = {Carrier.VK_CHAT: "vk:", Carrier.FILE: "file:", Carrier.STDOUT: "stdout:"}
        return prefix.get(self.carrier, "") + self.address
