"""Renames new files into the output one by one, where it cannot be exchanged as a whole.

New files and a journal are laid in a folder inside the output. The journal's own rename is the
commit: without it the next build sweeps the folder away, with it the next build does again all
that the journal says. Between the commit and its end a reader may find a mixture.
"""

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress

from dastan.write.folder import LOCK, MANIFEST, READ, Folder, is_safe, manifest_text, stands
from dastan.write.staging import write_new
from dastan.write.survey import Work, parents


def rename_in_place(folder: Folder, work: Work, plan: Mapping[str, bytes]) -> None:
    """Makes the output what the plan says; the lock inside it is held. Raises OSError."""
    try:
        _stage(folder, work, plan)
    except BaseException:
        with suppress(OSError):  # the next build will try again
            finish(folder)
        raise
    try:
        finish(folder)
    except BaseException as problem:
        # Once more: what is committed should not stay half done until the next build.
        finish(folder)
        if not isinstance(problem, OSError):
            raise


def finish(folder: Folder) -> None:
    """Does what the journal says, as often as it takes; then nothing of it is left."""
    for verb, path in _journal(folder):
        _do(folder, verb, path)
    for name in sorted(os.listdir(folder.inside), reverse=True):
        if name != LOCK:
            os.unlink(os.path.join(folder.inside, name))


def _stage(folder: Folder, work: Work, plan: Mapping[str, bytes]) -> None:
    """Lays the new files, each named by a number, and last of all the journal."""
    look = work.look
    new = [path for path in plan if path not in work.same]
    _probe(folder, [*work.stale, *new], look.folders)
    for number, path in enumerate(new):
        write_new(os.path.join(folder.inside, str(number)), plan[path])
    write_new(os.path.join(folder.inside, str(len(new))), manifest_text(work.manifest))
    ours = look.manifest.folders if look.manifest else frozenset()
    gone = (look.folders & ours).difference(work.folders)
    lines = [
        *(f"unlink {path}" for path in work.stale),
        *(f"rmdir {path}" for path in sorted(gone, reverse=True)),
        *(f"mkdir {path}" for path in work.folders if path not in look.folders),
        *(f"{number} {path}" for number, path in enumerate([*new, MANIFEST])),
    ]
    journal = os.path.join(folder.inside, "journal")
    write_new(f"{journal}.new", "\n".join(lines).encode())
    os.rename(f"{journal}.new", journal)


def _probe(folder: Folder, paths: Iterable[str], folders: frozenset[str]) -> None:
    """Finds out before the commit what would stop the renames after it."""
    device = os.stat(folder.inside).st_dev
    for name in sorted({path.rpartition("/")[0] for path in paths} & folders):
        path = f"{folder.root}/{name}"
        if not os.access(path, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        if os.stat(path).st_dev != device:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), path)


def _journal(folder: Folder) -> list[tuple[str, str]]:
    """Its lines, verb and path: those that we can have written."""
    try:
        file = os.open(os.path.join(folder.inside, "journal"), READ)
    except FileNotFoundError:
        return []
    try:
        text = os.read(file, os.fstat(file).st_size).decode("utf-8", "replace")
    finally:
        os.close(file)
    lines = [line.partition(" ") for line in text.split("\n")]
    return [(verb, path) for verb, _, path in lines if is_safe(path) or path == MANIFEST]


def _do(folder: Folder, verb: str, path: str) -> None:
    """One line; doing it again does nothing."""
    target = f"{folder.root}/{path}"
    if any(os.path.islink(f"{folder.root}/{above}") for above in parents([path])):
        return  # a link has come since, and may lead out of the output
    if verb == "unlink":
        # By the second time, a folder may stand in the file's place, or a file in its folder's.
        with suppress(FileNotFoundError, NotADirectoryError):
            if os.path.islink(target) or not os.path.isdir(target):
                os.unlink(target)
    elif verb == "rmdir":
        with suppress(OSError):  # gone, or the author's files keep it
            os.rmdir(target)
    elif verb == "mkdir":
        with suppress(FileExistsError):
            os.mkdir(target)
    elif verb.isdigit() and stands(staged := os.path.join(folder.inside, verb)):
        os.replace(staged, target)
