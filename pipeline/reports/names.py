"""The summaries and their forms, by name."""

from enum import StrEnum


class ReportName(StrEnum):
    """The summaries."""

    DAILY = "daily"
    WEEKLY = "weekly"
    DISTRICTS = "districts"
    INCIDENTS = "incidents"
    UNANSWERED = "unanswered"
    AGEING = "ageing"
    RECONCILE = "reconcile"
    QUALITY = "quality"


class ReportFormat(StrEnum):
    """The forms of a summary."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"
    XLSX = "xlsx"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """Of the files."""
        return ".txt" if self is ReportFormat.TEXT else f".{self}"
