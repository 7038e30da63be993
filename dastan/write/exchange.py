"""Exchanges the old tree for a new one, whole.

The new tree is laid beside the old one (what is the same, and the author's own files, as hard
links), one call of the system's exchanges the two, and the old one is removed. Where there is no
such call, two renames: an old tree that was moved aside says that the new one is complete.
"""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress

from dastan.write.folder import MANIFEST, Folder, manifest_text, stands
from dastan.write.staging import write_new
from dastan.write.survey import Work, look_at


def exchange(folder: Folder, work: Work, plan: Mapping[str, bytes]) -> bool:
    """Makes the output what the plan says; the lock beside it is held.

    False where the system refuses, and then everything is as before. Raises OSError.
    """
    new, old = _trees(folder)
    try:
        done = _lay(new, folder.root, work, plan) and _replace(new, folder.root, old)
    except BaseException:
        with suppress(OSError):  # the next build will try again
            finish(folder)
        raise
    if not done:
        finish(folder)
        return False
    with suppress(OSError):  # the new site stands; the next build will try again
        finish(folder)
    return True


def finish(folder: Folder) -> None:
    """Ends what was begun here or by a killed build; then no tree is left beside the output."""
    new, old = _trees(folder)
    if stands(old) and stands(new) and not stands(folder.root):
        os.rename(new, folder.root)
    for tree in (new, old):
        if stands(tree):
            _drop(tree, folder.root)


def _trees(folder: Folder) -> tuple[str, str]:
    return os.path.join(folder.beside, "new"), os.path.join(folder.beside, "old")


def _lay(new: str, root: str, work: Work, plan: Mapping[str, bytes]) -> bool:
    """Lays the new tree; False where what is the author's cannot be the same in it."""
    os.mkdir(new)
    if work.look.exists:
        made, wanted = os.stat(new), os.stat(root)
        if (made.st_uid, made.st_gid) != (wanted.st_uid, wanted.st_gid):
            return False
        _make_alike(root, new)
    write_new(f"{new}/{MANIFEST}", manifest_text(work.manifest))  # first: it says what is ours
    for path in work.folders:
        os.mkdir(f"{new}/{path}")
        if path in work.look.folders:
            _make_alike(f"{root}/{path}", f"{new}/{path}")
    for path in work.kept:
        try:
            os.link(f"{root}/{path}", f"{new}/{path}")
        except OSError:
            return False
    for path, body in plan.items():
        if path in work.same:
            with suppress(OSError):  # no links on this disk, or the file has just gone
                os.link(f"{root}/{path}", f"{new}/{path}")
                continue
        write_new(f"{new}/{path}", body)
    return True


def _make_alike(folder: str, new: str) -> None:
    """Permissions and the like, before anything that may inherit them is laid in it."""
    from shutil import copystat  # loading it costs more than a build that has nothing to do

    copystat(folder, new)


def _replace(new: str, root: str, old: str) -> bool:
    """Puts the new tree in the old one's place; False where the system refuses."""
    if not stands(root):
        os.rename(new, root)
        return True
    try:
        if swap(new, root):
            return True
        os.rename(root, old)
    except OSError as problem:
        if problem.errno in (errno.EXDEV, errno.EBUSY):  # layers of a container; a mount point
            return False
        raise
    try:
        os.rename(new, root)
    except OSError:
        os.rename(old, root)
        raise
    return True


def swap(one: str, other: str) -> bool:
    """Exchanges two paths in one step; False where the system or the disk does not know how.

    renameat2(2) of Linux with RENAME_EXCHANGE, renamex_np(2) of macOS with RENAME_SWAP: both are 2.
    """
    if os.name == "nt":
        return False
    import ctypes  # here, for most builds have nothing to exchange

    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        from_cwd = -100
        failed = libc.renameat2(from_cwd, paths[0], from_cwd, paths[1], 2)
    elif hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(*paths, 2)
    else:
        return False
    code = ctypes.get_errno() if failed else 0
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP):
        return False
    if code:
        raise OSError(code, os.strerror(code), other)
    return True


def _drop(tree: str, live: str) -> None:
    """Removes a tree that is not, or no more, the site.

    What the author put into it after we looked goes to the live one: nothing is lost.
    """
    look = look_at(tree)
    ours = look.manifest.files if look.manifest else frozenset()
    for path in sorted(look.files | look.others):
        if path in ours or not _is_newer(f"{tree}/{path}", f"{live}/{path}"):
            os.unlink(f"{tree}/{path}")
        else:
            os.makedirs(os.path.dirname(f"{live}/{path}"), exist_ok=True)
            os.replace(f"{tree}/{path}", f"{live}/{path}")
    for path in sorted(look.folders, reverse=True):
        os.rmdir(f"{tree}/{path}")
    with suppress(FileNotFoundError):
        os.unlink(f"{tree}/{MANIFEST}")  # last: it says what is ours
    os.rmdir(tree)


def _is_newer(path: str, live: str) -> bool:
    """Whether the author's file is missing from the live tree, or newer than its namesake there."""
    status = os.lstat(path)
    try:
        there = os.lstat(live)
    except FileNotFoundError:
        return True
    return not os.path.samestat(status, there) and status.st_mtime_ns > there.st_mtime_ns
