"""The output folder: where it is, whether we may touch it, and what of it is ours.

It stands just before the writer, and only reads: nothing here makes, changes or removes a file.
What earlier builds wrote is known from their manifest alone; whatever else stands in the output
is the author's.
"""

import os
from dataclasses import dataclass
from functools import cache

MANIFEST = ".dastan-manifest"
STAGING = ".dastan-writing"
LOCK = "lock"
QUIET = frozenset({".git", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""Kept like everything that is not ours, but without a word, and no sign of another's work."""
READ = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe in a file's place must not hold us up
    | getattr(os, "O_BINARY", 0)
)

_HEADER = "Written by Dastan. What this file lists may be replaced and removed; nothing else is."
_OF_THE_STORY = ("site_src", "templates", "static", ".git", ".dastan")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a site is written."""

    root: str
    """Absolute, and free of symlinks."""
    fixed: bool
    """It was named by a symlink or is a mount point: it cannot be exchanged for another."""

    @property
    def beside(self) -> str:
        """Where a new tree is laid for an exchange."""
        parent, name = os.path.split(self.root)
        return os.path.join(parent, f"{STAGING}.{name}")

    @property
    def inside(self) -> str:
        """Where new files are laid for renames in place."""
        return os.path.join(self.root, STAGING)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What builds wrote, by path relative to the output, with `/`.

    On disk it is a text without times, so that the same site has the same manifest: a first line
    that says what it is, then a path a line, sorted; folders end in `/`.
    """

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    """Those that we made; "." is the output itself."""


def folder_of(out: str) -> Folder:
    root = os.path.realpath(out)
    return Folder(root, os.path.islink(os.path.abspath(out)) or os.path.ismount(root))


def danger(out: str, story: str) -> str:
    """Why nothing should ever be written to or removed from `out`, or an empty text.

    Folders are compared by name, in any case, and by what the file system says they are, so that
    neither a symlink nor a second name gets past.
    """
    if out.startswith("~"):
        return "begins with “~”, which is no folder's name here"
    root = os.path.realpath(out)
    if os.path.dirname(root) == root:
        return "is the root of a disk"
    marks = cache(_marks)
    own = [os.path.join(story, name) for name in _OF_THE_STORY]
    for place, what in (
        (story, "the story's folder"),
        (os.path.expanduser("~"), "your home folder"),
        (os.getcwd(), "the folder that you are in"),
        *((place, f"the story's “{os.path.basename(place)}”") for place in own),
    ):
        real = os.path.realpath(place)
        it = marks(place) | marks(real)
        if it & marks(root):
            return f"is {what}"
        if any(marks(root) & marks(above) for above in _upwards(real)):
            return f"holds {what}"
        if place in own and any(it & marks(above) for above in _upwards(root)):
            return f"lies inside {what}"
    if ".git" in root.lower().split(os.sep):
        return "lies inside a “.git”"
    if os.path.islink(os.path.abspath(out)) and not os.path.exists(root):
        return "is a link that leads nowhere"
    standing = next(path for path in _upwards(root) if stands(path))
    if not os.path.isdir(standing):
        what = "is" if standing == root else f"lies inside “{os.path.basename(standing)}”,"
        return f"{what} a file, not a folder"
    return ""


def is_foreign(folder: Folder) -> bool:
    """Whether it holds something, and neither a manifest nor an unfinished build of ours."""
    try:
        names = set(os.listdir(folder.root)) - QUIET
    except FileNotFoundError:
        return False
    return bool(names) and STAGING not in names and read_manifest(folder.root) is None


def stands(path: str) -> bool:
    """Whether something has this name. Unlike `os.path.lexists`, it does not take a fault of the
    disk for a no, but raises OSError."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def is_safe(path: str) -> bool:
    """Whether an output path stays inside the output on every system, and is none of ours."""
    taken = ("", ".", "..", ".git", MANIFEST, STAGING)
    return not any(part.lower() in taken for part in path.split("/")) and not any(
        sign in "\\:" or sign < " " for sign in path
    )


def manifest_text(manifest: Manifest) -> bytes:
    folders = [f"{path}/" for path in manifest.folders]
    return "\n".join([_HEADER, *sorted([*manifest.files, *folders]), ""]).encode()


def read_manifest(root: str) -> Manifest | None:
    """What builds wrote there; None where there is no manifest, or none that we can have made."""
    try:
        file = os.open(os.path.join(root, MANIFEST), READ)
    except FileNotFoundError:
        return None
    try:
        data = os.read(file, os.fstat(file).st_size)
    finally:
        os.close(file)
    return manifest_of(data)


def manifest_of(data: bytes) -> Manifest | None:
    """What the bytes of a manifest say; None where we cannot have made them."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    header, *paths = text.removesuffix("\n").split("\n")
    if header != _HEADER or not all(p == "./" or is_safe(p.removesuffix("/")) for p in paths):
        return None
    folders = frozenset(path[:-1] for path in paths if path.endswith("/"))
    return Manifest(frozenset(path for path in paths if not path.endswith("/")), folders)


def _upwards(path: str) -> list[str]:
    """The path and every folder above it."""
    found = [path]
    while (parent := os.path.dirname(path)) != path:
        found.append(path := parent)
    return found


def _marks(path: str) -> frozenset[object]:
    """All by which two paths are known to be one folder."""
    name = os.path.abspath(path).casefold()
    try:
        status = os.stat(path)
    except OSError:
        return frozenset([name])
    return frozenset([name, (status.st_dev, status.st_ino)])
