"""What stands in the output, and what is to be done there.

It stands between the output folder and the exchange, and only reads. Symlinks are never followed:
one that stands in a page's place is replaced, any other is the author's. All paths are relative
to the output, with `/`.
"""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from dastan.write.folder import MANIFEST, READ, STAGING, Folder, Manifest, read_manifest, stands


@dataclass(frozen=True, slots=True)
class Look:
    """What stands in the output, our manifest aside."""

    exists: bool
    files: frozenset[str]
    others: frozenset[str]
    """Symlinks, pipes, repositories (`.git`) and the like: neither read nor entered."""
    folders: frozenset[str]
    one_disk: bool
    """No folder is another file system's."""
    manifest: Manifest | None
    stamp: tuple[int, ...]
    """Taken before the look: where it is another afterwards, what was seen may be a mixture."""


@dataclass(frozen=True, slots=True)
class Work:
    """What makes the output what the plan says."""

    look: Look
    same: frozenset[str]
    """Planned, and there to the byte."""
    stale: tuple[str, ...]
    """Written by us once, planned no more."""
    kept: tuple[str, ...]
    """The author's own."""
    blocked: tuple[str, ...]
    """Where something of the author's stands in the way of the plan."""
    folders: tuple[str, ...]
    """All that the new tree has, each after the one that holds it."""
    manifest: Manifest
    movable: bool
    """The author has nothing there but files and folders, which can stand in a new tree too."""
    done: bool
    """Nothing is to be done at all."""


def look_at(root: str) -> Look:
    """What stands in an output folder, or in none."""
    before = stamp(root)
    files: set[str] = set()
    others: set[str] = set()
    folders: set[str] = set()
    disks: set[int] = set()
    unread = [""]
    while unread:
        above = unread.pop()
        # A folder may go while we look: then another build writes, and the stamp tells.
        with suppress(FileNotFoundError):
            status = os.lstat(f"{root}/{above}")
            # On Windows, a junction: a folder that leads elsewhere.
            if getattr(status, "st_reparse_tag", False):
                others.add(above)
                continue
            disks.add(status.st_dev)
            with os.scandir(f"{root}/{above}") as entries:
                folders.add(above)
                for entry in entries:
                    path = f"{above}/{entry.name}" if above else entry.name
                    if path in (MANIFEST, STAGING):
                        continue
                    if entry.name == ".git":
                        others.add(path)
                    elif entry.is_dir(follow_symlinks=False):
                        unread.append(path)
                    else:
                        (files if entry.is_file(follow_symlinks=False) else others).add(path)
    return Look(
        exists="" in folders,
        files=frozenset(files),
        others=frozenset(others),
        folders=frozenset(folders - {""}),
        one_disk=len(disks) < 2,
        manifest=read_manifest(root),
        stamp=before,
    )


def stamp(root: str) -> tuple[int, ...]:
    """Another after every build that wrote: an exchange gives a new folder, and renames in place
    a new manifest."""
    marks: list[int] = []
    for path in (root, os.path.join(root, MANIFEST)):
        try:
            status = os.lstat(path)
        except FileNotFoundError:
            continue
        marks += (status.st_ino, 0 if path == root else status.st_mtime_ns)
    return tuple(marks)


def compare(folder: Folder, plan: Mapping[str, bytes]) -> Work:
    """Reads the output and tells it from the plan."""
    root, look, planned = folder.root, look_at(folder.root), frozenset(plan)
    ours = look.manifest or Manifest()
    there = look.files | look.others
    same = frozenset(
        path for path in planned & look.files if _has_bytes(f"{root}/{path}", plan[path])
    )
    kept = there - ours.files - planned
    stale = (there & ours.files) - planned
    needed = parents(planned)
    authors = (look.folders - ours.folders) | parents(kept)
    authors |= parents(authors)
    blocked = ((there - ours.files - same) & planned) | (planned & authors) | (needed & kept)
    if look.exists:
        blocked |= _other_case(root, planned - there - look.folders, ours.files)
    made = (ours.folders | (needed - look.folders)) & (needed | authors)
    if "." in ours.folders or not look.exists:
        made |= {"."}
    manifest = Manifest(planned, made)
    return Work(
        look=look,
        same=same,
        stale=tuple(sorted(stale)),
        kept=tuple(sorted(kept)),
        blocked=tuple(sorted(blocked)),
        folders=tuple(sorted(needed | authors)),
        manifest=manifest,
        movable=look.one_disk and look.others.isdisjoint(kept),
        done=same == planned and look.manifest == manifest,
    )


def parents(paths: Iterable[str]) -> frozenset[str]:
    """Every folder that holds one of the paths.

    >>> sorted(parents(["a/b/c", "d"]))
    ['a', 'a/b']
    """
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return frozenset(found)


def _has_bytes(path: str, body: bytes) -> bool:
    """Whether the file has these bytes; one that cannot be read has not."""
    try:
        file = os.open(path, READ)
        try:
            return os.fstat(file).st_size == len(body) and os.read(file, len(body) + 1) == body
        finally:
            os.close(file)
    except OSError:
        return False


def _other_case(root: str, new: Iterable[str], ours: Iterable[str]) -> frozenset[str]:
    """New paths that the file system takes for a file of the author's in another case."""
    known = {path.casefold() for path in ours}
    return frozenset(
        path for path in new if path.casefold() not in known and stands(f"{root}/{path}")
    )
