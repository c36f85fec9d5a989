"""Why the system or the database refused, in the operator's language."""

import errno
import sqlite3
from socket import gaierror

FAULTS = {
    errno.ENOENT: "такого файла или папки нет",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "только для чтения",
    errno.EEXIST: "такой файл уже есть",
    errno.EISDIR: "это папка, а нужен файл",
    errno.ENOTDIR: "это файл, а нужна папка",
    errno.ENOSPC: "нет места на диске",
    errno.ENAMETOOLONG: "имя слишком длинное",
    errno.EPIPE: "вывод никто не читает",
    errno.ECONNREFUSED: "соединение отклонено",
    errno.ECONNRESET: "соединение оборвано",
    errno.ENETUNREACH: "сеть недоступна",
    errno.EHOSTUNREACH: "сервер недоступен",
}


def why(refusal: OSError) -> str:
    """«нет прав»; in the system's own words where we have none."""
    if isinstance(refusal, TimeoutError):
        return "не дождались ответа"
    if isinstance(refusal, gaierror):
        return "имя сервера не найдено"
    return FAULTS.get(refusal.errno or 0) or refusal.strerror or str(refusal)


# By SQLite's primary codes.
DATABASE_FAULTS = {
    sqlite3.SQLITE_BUSY: "её держит другая программа",
    sqlite3.SQLITE_READONLY: "нет прав на запись",
    sqlite3.SQLITE_IOERR: "диск не читается или не пишется",
    sqlite3.SQLITE_CORRUPT: "файл повреждён",
    sqlite3.SQLITE_FULL: "нет места на диске",
    sqlite3.SQLITE_CANTOPEN: "файл не открывается",
    sqlite3.SQLITE_NOTADB: "файл не база",
}


def database_fault(error: BaseException) -> str | None:
    """Why the database did not serve, in one line; None when a statement of ours was wrong."""
    from sqlalchemy.exc import DatabaseError, OperationalError

    if not isinstance(error, DatabaseError) or type(error) not in (DatabaseError, OperationalError):
        return None
    refusal = error.orig
    code = getattr(refusal, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_ERROR:
        return None
    # The first line is enough; the rest would show statements and values.
    said = str(refusal).strip().partition("\n")[0]
    return said if code is None else DATABASE_FAULTS.get(code & 0xFF, said)
