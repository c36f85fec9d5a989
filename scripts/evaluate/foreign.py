"""Throw-away environments for what we are compared with and never depend on."""

import subprocess
import sys
from pathlib import Path

HOME = Path.home() / ".cache"


def interpreter(name: str, *packages: str) -> Path | None:
    """The interpreter of an environment with the packages; made when it can be, else None."""
    python = HOME / f"otklik-{name}" / "bin" / "python"
    if python.exists():
        return python
    venv = [sys.executable, "-m", "venv", str(python.parents[1])]
    if subprocess.run(venv, check=False).returncode:  # noqa: S603
        return None
    pip = [str(python), "-m", "pip", "install", "-q", *packages]
    if subprocess.run(pip, check=False, capture_output=True).returncode:  # noqa: S603
        python.unlink()  # so that the next run tries again
        return None
    return python
