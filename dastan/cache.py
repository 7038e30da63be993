"""The cache's folder in a story: files that may be lost at any time, and that git leaves alone.

It costs `os` and `hashlib` alone, for the builds that have nothing to do.
"""

from __future__ import annotations

import os
from hashlib import sha256

TYPE_CHECKING = False  # `typing` and `collections` cost more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = os.path.dirname(os.path.abspath(__file__))
_MARK = ".gitignore"
_OURS = ("memo", "unchanged")


def put(folder: str, name: str, *data: bytes) -> None:
    """Keep a file of the cache; where it cannot be written, the next build is slower."""
    part = os.path.join(folder, f"{name}.{os.getpid()}")
    try:
        if not os.path.exists(os.path.join(folder, _MARK)):
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, _MARK), "w") as mark:
                mark.write("*\n")
        with open(part, "wb") as file:
            file.writelines(data)
        os.replace(part, os.path.join(folder, name))
    except OSError:
        forget(folder, os.path.basename(part))


def forget(folder: str, *names: str) -> bool:
    """Remove these files of the cache, or else all; whether there were any.

    What else lies in its folder stays there, and the folder with it.
    """
    found = False
    try:
        for name in os.listdir(folder):
            if name in names if names else name.partition(".")[0] in _OURS:
                os.unlink(os.path.join(folder, name))
                found = True
        if os.listdir(folder) == [_MARK]:
            os.unlink(os.path.join(folder, _MARK))
            os.rmdir(folder)
    except OSError:
        pass
    return found


def code() -> bytes:
    """A digest of Dastan itself: what another version has kept is not to be trusted."""
    digest = sha256()
    for path in sorted(_modules(_HERE)):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.digest()


def _modules(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.endswith((".py", ".mo")):
            yield entry.path
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _modules(entry.path)
