"""The register as CSV for Russian Excel."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pipeline.register.export import export_register
from pipeline.register.selection import Selection
from pipeline.tickets.listing import Filter


def write_register(session: Session, wanted: Filter, path: Path, now: datetime) -> int:
    """Write the whole file or leave the old one; returns the rows written."""
    return export_register(session, path, now=now, wanted=Selection(wanted)).rows
