"""The section [opinion] of otklik.toml."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

LOCAL = "localhost"


class OpinionSettings(BaseModel):
    """The section [opinion]; the key comes from the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str  # up to and with «/v1»
    model: str = Field(min_length=1)
    calls: int = Field(default=100, ge=0)  # in one run
    seconds: float = Field(default=20, gt=0)  # for one answer, whole

    @field_validator("url")
    @classmethod
    def inside(cls, value: str) -> str:
        """Residents' words cross no foreign network in the open."""
        parts = urlsplit(value)
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            msg = f"«{value}» не похоже на адрес: нужно вида http://10.0.0.5:8000/v1"
            raise ValueError(msg)
        if parts.scheme == "http" and not is_inside(parts.hostname):
            msg = f"для {parts.hostname} нужен https: http только для внутренних адресов IP"
            raise ValueError(msg)
        return value.rstrip("/")


def is_inside(host: str) -> bool:
    """This very machine or an address of a private network."""
    try:
        return host == LOCAL or ip_address(host).is_private
    except ValueError:
        return False
