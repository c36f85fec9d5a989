"""The forms of a register, by name."""

from enum import StrEnum

from pipeline.errors import WrongUsage


class Profile(StrEnum):
    """The forms of a register."""

    EXCEL_RU = "excel-ru"
    CP1251 = "cp1251"
    RFC = "rfc"
    XLSX = "xlsx"
    JSONL = "jsonl"
    OPEN311 = "open311"
    OPEN311_XML = "open311-xml"

    @property
    def suffix(self) -> str:
        """Of the files."""
        return SUFFIXES.get(self, ".csv")


SUFFIXES = {
    Profile.XLSX: ".xlsx",
    Profile.JSONL: ".jsonl",
    Profile.OPEN311: ".json",
    Profile.OPEN311_XML: ".xml",
}


def find_profile(form: str, table: str) -> Profile:
    """A profile by format and, for CSV, kind of table; raises WrongUsage with all of them."""
    try:
        return Profile(table if form == "csv" else form)
    except ValueError as exc:
        msg = (
            f"Нет вида {form} {table}: --format csv, xlsx, jsonl, open311 или open311-xml; "
            "--profile excel-ru, cp1251 или rfc"
        )
        raise WrongUsage(msg) from exc
