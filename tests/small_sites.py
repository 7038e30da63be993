"""For the tests of the writer: small sites, and what a folder looks like."""

import os
from pathlib import Path

from dastan.diagnostics import Checked
from dastan.model import Changes, Plan
from dastan.write import write
from dastan.write.folder import MANIFEST

SITE = {"index.html": b"title", "chapters/a.html": b"first", "chapters/b.html": b"second"}
EDITED = {**SITE, "chapters/a.html": b"first, better"}


def build(files: dict[str, bytes], out: Path) -> Checked[Changes]:
    return write(Plan(files), out, out.parent)


def tree(folder: Path) -> dict[str, bytes]:
    """All files by path, but for our manifest; links as what they say."""
    found = {}
    for above, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            path = Path(above, name)
            if path.is_symlink():
                found[path.relative_to(folder).as_posix()] = os.fsencode(path.readlink())
            elif path.is_file() and name != MANIFEST:
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def states(folder: Path) -> dict[str, tuple[int, ...]]:
    """What tells whether anything in a folder was touched; last, what a hard link changes too."""
    found: dict[str, tuple[int, ...]] = {}
    for path in [folder, *folder.rglob("*")]:
        state = path.lstat()
        stays = state.st_ino, state.st_mode, state.st_nlink, state.st_size, state.st_mtime_ns
        found[str(path)] = (*stays, state.st_ctime_ns)
    return found


def codes(checked: Checked[Changes]) -> list[str]:
    return [diagnostic.code for diagnostic in checked.diagnostics]
