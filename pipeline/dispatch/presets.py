"""The section [dispatch] of otklik.toml."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class DispatchSettings(BaseModel):
    """Who receives cards and warnings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    responsible: str = "responsible.csv"  # in the workspace
    duty_chat: str = ""  # «vk:2000000012»: hears of terms that run out; empty: nobody does

    def people(self, home: Path) -> Path:
        """Where the responsible are named; without the file there is nobody to write to."""
        return home / self.responsible
