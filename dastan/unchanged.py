"""A build that has nothing to do, found out before anything is imported.

The last build left a record: what it was asked, a digest of every byte that it read, a look at the
site that it left behind, and what it said. Where all of that is as it was, the same can be said
again. In the least doubt there is no answer, and a build follows.

The story is known by its contents. The site is known by what the file system says of each file
(number, size, times of content and of status), for reading it back would take longer than all the
rest, and by the time of status no change of it can be hidden. Windows knows no such time, and so
gets no answer.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from time import perf_counter, time

from dastan import cache

TYPE_CHECKING = False  # `typing` and `collections` cost more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SECONDS = "\ufdd6"
"""Stands in what is said for how long it took."""

_NAME = "unchanged"
_FOLDERS = ("site_src", "static", "templates")
_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_ROOT = os.path.dirname(_PACKAGE)


class _Doubt(Exception):  # noqa: N818 - no fault, but the end of a look
    """Something lies there of which it is not worth finding out whether it has changed."""


def answer(arguments: Sequence[str]) -> bool:
    """Say again what the last build said, if a build would do nothing; whether that was so."""
    started = perf_counter()
    if arguments and arguments[0] != "build" and not arguments[0].startswith("-"):
        return False
    story = _named(arguments, "--story") or _here()
    try:
        seal, *fields = cache.take(os.path.join(story, ".dastan"), _NAME).decode().split("\0")
        asked, since, until, read, left, out, err = fields
        holds = (
            seal == _digest(fields)
            and asked == _asked(arguments)
            and float(since) <= _now() < float(until)
            and left == _left(_named(arguments, "--output") or os.path.join(story, "_site"))
            and read == inputs(story) != ""
        )
    except (OSError, ValueError, _Doubt):  # there is none, it is damaged, ...
        return False
    if holds:
        for stream, said in ((sys.stderr, err), (sys.stdout, out)):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
            stream.write(said.replace(SECONDS, f"{perf_counter() - started:.2f}"))
            stream.flush()
    return holds


def inputs(story: str) -> str:
    """A digest of all that a build reads: the story, the default look, Dastan, the last commit.

    To be asked before the story is read, and again before it is remembered: a save in between is
    noticed next time. Empty where no record can be kept.
    """
    digest = sha256(cache.code())
    look = os.path.join(_PACKAGE, "look")
    look = look if os.path.isdir(look) else _ROOT
    try:
        for root in dict.fromkeys((os.path.abspath(story), look)):
            for name in _FOLDERS:
                for path, data in _files(os.path.join(root, name), name):
                    digest.update(f"{len(path)} {len(data)} {path}\0".encode())
                    digest.update(data)
        digest.update(_commit(os.path.abspath(story)))
    except (OSError, ValueError, _Doubt):
        return ""
    return digest.hexdigest()


def remember(
    arguments: Sequence[str],
    story: str,
    output: str,
    read: str,
    fresh: tuple[float, float],
    said: tuple[str, str],
) -> None:
    """Keep the record of a build that has written its site, or found it as it should be.

    `read` is what `inputs` gave before; `fresh` are the seconds (since 1970) from when and until
    when the site is what it is; `said` is what goes to standard output and standard error, with
    `SECONDS` in it, when the same is asked again.
    """
    try:
        fields = [_asked(arguments), *map(repr, fresh), read, _left(output), *said]
    except (OSError, _Doubt):
        return
    if "\0" not in "".join(fields):
        text = "\0".join((_digest(fields), *fields))
        cache.put(os.path.join(story, ".dastan"), _NAME, text.encode("utf-8", "replace"))


def _digest(fields: Iterable[str]) -> str:
    return sha256("\0".join(fields).encode("utf-8", "replace")).hexdigest()


def _asked(arguments: Sequence[str]) -> str:
    """What was asked, where, and whatever else decides what is said."""
    flags = arguments[1:] if arguments[:1] == ["build"] else arguments
    around = [os.environ.get(name, "") for name in ("SOURCE_DATE_EPOCH", "NO_COLOR")]
    return _digest([*flags, "", os.getcwd(), *around, str(sys.stderr.isatty())])


def _named(arguments: Sequence[str], flag: str) -> str:
    """The folder that a flag names. One that is written otherwise leads to another story's record,
    or to none, and so to no answer."""
    for at, word in enumerate(arguments):
        if word == flag:
            return "".join(arguments[at + 1 : at + 2])
        if word.startswith(f"{flag}="):
            return word[len(flag) + 1 :]
    return ""


def _here() -> str:
    return "." if os.path.isdir("site_src") else _ROOT


def _now() -> float:
    return float(os.environ.get("SOURCE_DATE_EPOCH") or time())


def _files(folder: str, path: str) -> Iterable[tuple[str, bytes]]:
    """Every file below a folder, in order; plain files and folders alone are beyond doubt."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        below = f"{path}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield below, b""
            yield from _files(entry.path, below)
        elif entry.is_file(follow_symlinks=False):
            file = os.open(entry.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            try:
                yield below, os.read(file, os.fstat(file).st_size + 1)
            finally:
                os.close(file)
        else:
            raise _Doubt


def _left(output: str) -> str:
    """What the file system says of a site; raises _Doubt for what no build leaves behind."""
    if os.name == "nt":
        raise _Doubt
    root = os.stat(output)
    digest = sha256(f"{root.st_dev} {root.st_ino}".encode())
    unseen = [output]
    while unseen:
        for entry in sorted(os.scandir(unseen.pop()), key=lambda entry: entry.name):
            status = entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                unseen.append(entry.path)
                facts: tuple[int, ...] = ()
            elif entry.is_file(follow_symlinks=False):
                facts = status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
            else:
                raise _Doubt
            digest.update(f"{entry.path[len(output) :]}\0{facts}\0".encode())
    return digest.hexdigest()


def _commit(folder: str) -> bytes:
    """What is checked out, as the sitemap tells when each text last changed; empty without git."""
    while not os.path.exists(git := os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return b""
        folder = above
    if os.path.isfile(git):  # a worktree's
        git = os.path.join(folder, _text(git).removeprefix("gitdir:").strip())
    common = os.path.join(git, _text(os.path.join(git, "commondir")).strip())
    head = _text(os.path.join(git, "HEAD"))
    if os.path.exists(os.path.join(common, "reftable")):  # where refs are kept in another form
        raise _Doubt
    seen = [head]
    if head.startswith("ref:"):
        seen += [_text(os.path.join(common, name)) for name in (head[4:].strip(), "packed-refs")]
    return "\0".join([*seen, _text(os.path.join(common, "shallow"))]).encode()


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
