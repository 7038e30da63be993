"""Where a new site is laid: a folder that is also the lock, for one writer at a time.

It is there while somebody writes, and after a build that was killed. Which of the two, a lock on a
file in it tells: the system lets go of it when its holder dies.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from dastan.write.folder import LOCK

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_LOCK_FILE = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
_TRIES = 100


@contextmanager
def locked(staging: str) -> Iterator[None]:
    """Makes the folder, or takes over a dead build's, and removes it once it is empty.

    Raises BlockingIOError where another build holds it, FileExistsError where the name is taken by
    something that is not ours, and any OSError of the system's.
    """
    file = _take(staging)
    try:
        yield
    finally:
        _leave(staging, file)


def write_new(path: str, data: bytes) -> None:
    """Writes a file where there is none. Raises OSError, with the path."""
    try:
        file = os.open(path, _NEW_FILE, 0o666)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(file, rest) :]
        finally:
            os.close(file)
    except OSError as problem:
        problem.filename = path  # write and close know none
        raise


def _take(staging: str) -> int:
    path = os.path.join(staging, LOCK)
    for _ in range(_TRIES):
        try:
            _make(staging)
            file = os.open(path, _LOCK_FILE, 0o666)
        except FileNotFoundError:
            continue  # its holder has just removed it
        held = False
        try:
            _hold(file)
            held = os.path.samestat(os.fstat(file), os.stat(path))
        except FileNotFoundError:
            continue  # the folder is gone, and the lock means nothing
        finally:
            if not held:
                os.close(file)
        if held:
            return file
    raise BlockingIOError(f"{staging} comes and goes")


def _make(staging: str) -> None:
    try:
        os.mkdir(staging)
    except FileExistsError:
        # A build makes its lock first and removes it last: without it, the folder is not ours.
        names = ["a link"] if os.path.islink(staging) else os.listdir(staging)
        if names and LOCK not in names:
            raise


def _remove(staging: str) -> None:
    """With anything else in it the lock stays, as the sign that all of it is ours."""
    with suppress(OSError):
        if os.listdir(staging) == [LOCK]:
            os.unlink(os.path.join(staging, LOCK))
            os.rmdir(staging)


if sys.platform == "win32":
    import msvcrt

    def _hold(file: int) -> None:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as problem:
            raise BlockingIOError("another build holds the lock") from problem

    def _leave(staging: str, file: int) -> None:
        with suppress(OSError):
            os.close(file)
        _remove(staging)  # last, for an open file cannot be removed there

else:
    import fcntl

    def _hold(file: int) -> None:
        # A lock of the open file, not of the process: it parts two threads too.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _leave(staging: str, file: int) -> None:
        try:
            _remove(staging)
        finally:
            with suppress(OSError):
                try:
                    # Closing is not enough where a process forked meanwhile has the file as well.
                    fcntl.flock(file, fcntl.LOCK_UN)
                finally:
                    os.close(file)
