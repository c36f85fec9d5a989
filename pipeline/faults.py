"""Why the operating system refused a file or a connection, in the operator's language."""

import errno
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
