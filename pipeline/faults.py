"""Why the operating system refused a file, in the operator's language."""

import errno

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
}


def why(refusal: OSError) -> str:
    """«нет прав»; in the system's own words where we have none."""
    return FAULTS.get(refusal.errno or 0) or refusal.strerror or str(refusal)
