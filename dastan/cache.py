"""The cache's folder in a story: files that may be lost at any time, and that git leaves alone.

It costs `os` and `hashlib` alone, for the builds that have nothing to do.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256

TYPE_CHECKING = False  # `typing` and `collections` cost more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = os.path.dirname(os.path.abspath(__file__))
_LOCK = os.path.join(os.path.dirname(_HERE), "requirements.lock")
_MARK = ".gitignore"
_OURS = ("memo", "unchanged")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)

_codes: dict[str, bytes] = {}
"""As this program began: what it makes is made by that code, whatever is on the disk since."""


def put(folder: str, name: str, *data: bytes) -> None:
    """Keep a file of the cache; where it cannot be written, the next build is slower.

    Nothing is ever written through a link, as a cache may have come with a story of others.
    """
    part = f"{name}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)
        if _is_elsewhere(folder):
            return
        if not os.path.lexists(os.path.join(folder, _MARK)):
            _write(os.path.join(folder, _MARK), b"*\n")
        forget(folder, part)
        _write(os.path.join(folder, part), *data)
        os.replace(os.path.join(folder, part), os.path.join(folder, name))
    except OSError:
        forget(folder, part)


def take(folder: str, name: str) -> bytes:
    """A file of the cache. Raises OSError where there is none, or no plain one."""
    path = os.path.join(folder, name)
    if _is_elsewhere(folder) or not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(f"{name} is no plain file")
    file = os.open(path, os.O_RDONLY | _PLAIN)
    with open(file, "rb") as opened:
        return opened.read()


def forget(folder: str, *names: str) -> bool:
    """Remove these files of the cache, or else all; whether there were any.

    What else lies in its folder stays there, and the folder with it.
    """
    found = False
    if _is_elsewhere(folder):
        return found
    try:
        for name in os.listdir(folder):
            stem, dot, process = name.partition(".")
            is_ours = stem in _OURS and (not dot or process.isdecimal())
            if name in names if names else is_ours:
                os.unlink(os.path.join(folder, name))
                found = True
        if not names and os.listdir(folder) == [_MARK]:
            os.unlink(os.path.join(folder, _MARK))
            os.rmdir(folder)
    except OSError:
        pass
    return found


def code() -> bytes:
    """A digest of Dastan itself and of the packages that it is locked to: what another version has
    kept is not to be trusted."""
    if _HERE not in _codes:
        digest = sha256()
        for path in (*sorted(_modules(_HERE)), *filter(os.path.exists, [_LOCK])):
            with open(path, "rb") as file:
                digest.update(file.read())
        _codes[_HERE] = digest.digest()
    return _codes[_HERE]


def _is_elsewhere(folder: str) -> bool:
    """Whether the folder is a link to another, and so none of ours."""
    return os.path.islink(folder)


def _write(path: str, *data: bytes) -> None:
    with open(os.open(path, _NEW | _PLAIN, 0o666), "wb") as file:
        file.writelines(data)


def _modules(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.endswith((".py", ".mo")):
            yield entry.path
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _modules(entry.path)
