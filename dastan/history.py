"""When each file of a story last changed, from git: for the sitemap, and for no page.

It stands beside the walk, which is handed a function to ask. Where there is no git, there are no
days; and none for a file whose last change lies beyond the end of a shallow clone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache, partial
from pathlib import Path
from unicodedata import normalize

from dastan.git import GitError, asked

_LOG = (
    *("log", "-z", "--name-only", "--no-renames", "--relative", "--no-show-signature"),
    *("--decorate-refs-exclude=*", "--format=%x01%as %D"),
)
"""The newest first: a day, what is to be said of the commit, then its files."""
_COMMIT = re.compile(r"\x01(\d{4}-\d\d-\d\d) (.*)", re.DOTALL)
_CUT = "grafted"
"""What git calls a commit whose parents are not there: all files look new in it."""


def changes(story: Path) -> Mapping[str, date]:
    """By a file's path relative to the story, the day of its last change by its author's clock.

    What is not committed yet does not count.
    """
    with changes_asked(story) as changed:
        return changed()


@contextmanager
def changes_asked(story: Path) -> Iterator[Callable[[], Mapping[str, date]]]:
    """The same, from a git that works while we do; what this gives waits for its answer."""
    with asked(story, *_LOG) as answer:
        yield cache(partial(_read, answer))


def _read(answer: Callable[[], bytes]) -> Mapping[str, date]:
    try:
        listing = answer().decode("utf-8", "surrogateescape")
    except GitError:  # no git, no repository, or nothing in it
        return {}
    days: dict[str, date | None] = {}
    day: date | None = None
    for word in listing.split("\0"):
        if commit := _COMMIT.fullmatch(word):
            day = None if _CUT in commit[2] else date.fromisoformat(commit[1])
        elif path := word.removeprefix("\n"):
            days.setdefault(normalize("NFC", path), day)
    return {path: day for path, day in days.items() if day}
