"""The register as service requests of GeoReport v2 (wiki.open311.org), in JSON and XML."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from pipeline.register.columns import COLUMNS
from pipeline.register.entry import Entry
from pipeline.register.form import Value
from pipeline.register.guard import printable
from pipeline.register.layout import Layout
from pipeline.register.wording import iso

Request = dict[str, str | None]


def write_json(path: Path, entries: Iterable[Entry], layout: Layout) -> Counter[str]:
    """Write a list of service requests."""
    between = "[\n"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for request in _requests(entries, layout):
            file.write(between + json.dumps(request, ensure_ascii=False))
            between = ",\n"
        file.write("\n]\n" if between != "[\n" else "[]\n")
    return Counter()


def write_xml(path: Path, entries: Iterable[Entry], layout: Layout) -> Counter[str]:
    """Write the same as service_requests/request elements."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<service_requests>\n')
        for request in _requests(entries, layout):
            fields = "".join(
                f"<{name}>{escape(printable(value or ''))}</{name}>"
                for name, value in request.items()
            )
            file.write(f"<request>{fields}</request>\n")
        file.write("</service_requests>\n")
    return Counter()


def _requests(entries: Iterable[Entry], layout: Layout) -> Iterator[Request]:
    getters = dict(
        zip((column.code for column in COLUMNS), Layout(mask=layout.mask).getters(), strict=True)
    )
    for entry in entries:
        ticket = entry.ticket
        said = {code: _text(getters[code](entry)) for code in ("summary", "subtopic", "status")}
        # Two states are all that the standard has; ours stands in the notes.
        yield {
            "service_request_id": ticket.number,
            "status": "closed" if ticket.done else "open",
            "status_notes": said["status"],
            "service_name": said["subtopic"],
            "service_code": ticket.subtopic or ticket.topic,
            "description": said["summary"],
            "agency_responsible": ticket.department or None,
            "service_notice": ticket.reason or None,
            "requested_datetime": iso(ticket.opened_at),
            "updated_datetime": iso(ticket.touched_at),
            "expected_datetime": iso(ticket.solve_by) if ticket.solve_by else None,
            "address": ticket.address or None,
            "address_id": None,
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }


def _text(value: Value) -> str | None:
    return str(value) if value else None
