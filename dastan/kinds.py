"""What each text file of a story is, by its place and name.

Pure. What nobody will read gets a word, so that no chapter is missed in silence.
"""

import re
from functools import cache
from posixpath import basename, dirname
from typing import Literal

from dastan.diagnostics import Diagnostic, Span, warning

CHAPTERS = "site_src/chapters/"
TIMELINE = "site_src/timeline.yml"

_SYNC_COPY = re.compile(
    r"conflicted copy|sync-conflict-\d|[ -]+Copy(?: \(\d+\))?\.md$| \(\d+\)\.md$", re.IGNORECASE
)

Kind = Literal[
    "chapter", "part", "people", "places", "things", "page", "timeline", "config", "none"
]


@cache
def kind(path: str) -> Kind:
    """What a text file of the story is, by its place and name."""
    name = basename(path)
    if path in ("site_src/story.yml", TIMELINE):
        return "config" if path != TIMELINE else "timeline"
    if path.startswith(CHAPTERS) and name == "part.yml":
        return "part"
    if not name.endswith(".md") or name.startswith("_") or name.lower() == "readme.md":
        return "none"
    if path.startswith(CHAPTERS):
        return "chapter"
    for folder in ("people", "places", "things"):
        if dirname(path) == f"site_src/{folder}":
            return folder
    return "page" if dirname(path) == "site_src/pages" else "none"


@cache
def misplaced(path: str) -> tuple[Diagnostic, ...]:
    """A word about a text that nobody will read: a sync program's copy, a file out of place."""
    name = basename(path)
    if path.startswith("templates/") or name.startswith("_"):
        return ()
    if is_sync_copy(path):
        message = f"“{name}” looks like the copy that a sync program left behind, and is left out"
        return (warning("sync-copy", message, Span(path), "keep one of the two files"),)
    if kind(path) == "none" and name.lower() != "readme.md":
        hint = "chapters stand in site_src/chapters/, extra pages in site_src/pages/"
        if not name.endswith(".md"):
            hint = "there are story.yml, timeline.yml and part.yml; all other texts end in .md"
        return (warning("misplaced-file", "nothing reads this file", Span(path), hint),)
    return ()


def is_sync_copy(path: str) -> bool:
    return _SYNC_COPY.search(basename(path)) is not None


def part_folder(path: str) -> str:
    """The folder of chapters that a file lies in, its part; empty where it lies in none."""
    folder = dirname(path.removeprefix(CHAPTERS))
    return folder.split("/")[0]
