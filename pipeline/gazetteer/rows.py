"""Rows of a table's file, streamed: no more than a chunk of it is ever in memory.

The parser is expat itself and not iterparse: it builds no elements that must be cleared again,
and it tells of a document type before any entity could be declared.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.parsers import expat

from pipeline.errors import Suspicious, WrongUsage
from pipeline.gazetteer.export import Export
from pipeline.gazetteer.tables import SHAPES, Table
from pipeline.progress import Progress

CHUNK = 1 << 18
Row = dict[str, str]


class Refused(Exception):
    """The file is XML, but not what the register publishes."""


class Rows:
    """Attributes of the rows of one file, a chunk at a time."""

    def __init__(self, root: str, element: str, required: frozenset[str]) -> None:
        self._root, self._element, self._required = root, element, required
        self._found: list[Row] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def read(self, stream: IO[bytes], progress: Progress) -> Iterator[Row]:
        """The rows in order; raises Refused, ExpatError."""
        while chunk := stream.read(CHUNK):
            self._parser.Parse(chunk, False)
            yield from self._found
            self._found.clear()
            progress.advance(len(chunk))
        self._parser.Parse(b"", True)

    def _open(self, name: str, _attributes: Row) -> None:
        if name != self._root:
            msg = f"корневой элемент <{name[:40]}>, а должен быть <{self._root}>"
            raise Refused(msg)
        self._parser.StartElementHandler = self._take

    def _take(self, name: str, attributes: Row) -> None:
        if name != self._element:
            return
        if not self._required <= attributes.keys():
            missing = ", ".join(sorted(self._required - attributes.keys()))
            msg = f"у <{name}> нет {missing}"
            raise Refused(msg)
        self._found.append(attributes)

    def _refuse_doctype(self, *_declaration: object) -> None:
        msg = "в файле есть DOCTYPE, в выгрузке ГАР его не бывает"
        raise Refused(msg)


def read_table(export: Export, table: Table, progress: Progress) -> Iterator[Row]:
    """The rows of a table, none when the export has no such file; raises WrongUsage, Suspicious."""
    member = export.members.get(table)
    if member is None:
        return
    with named(str(member.path)), export.container.open(member.name) as stream:
        yield from Rows(*SHAPES[table]).read(stream, progress)


@contextmanager
def named(name: str) -> Iterator[None]:
    """Say of which file an error is and what to do."""
    try:
        yield
    except Refused as exc:
        msg = f"{name}: {exc}. Это не файл ГАР или устройство выгрузки изменилось."
        raise Suspicious(msg) from exc
    except expat.ExpatError as exc:
        msg = f"{name}: XML обрывается или испорчен ({exc}): скачайте выгрузку заново."
        raise WrongUsage(msg) from exc
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as exc:
        msg = f"{name}: не распаковывается ({exc}): скачайте архив заново."
        raise WrongUsage(msg) from exc
