"""The only reader: a story's folder in, `Sources` out.

It stands first on the walk and knows nothing of what the files mean. Reading never fails: what
cannot be read is a diagnostic, and the rest of the story goes on. Nothing outside the story's
folder (and the default look's) is ever opened, whatever the links in it point to.
"""

import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from unicodedata import category, normalize

from dastan.diagnostics import Checked, Diagnostic, Related, Span, error, in_order, warning
from dastan.model import Asset, Source, Sources
from dastan.urls import portable

FOLDERS = ("site_src", "static", "templates")
LOOK = ("static", "templates")

TEXT_LIMIT = 4 * 1024 * 1024
"""Bytes of one text: more than War and Peace."""
ASSET_LIMIT = 100 * 1024 * 1024
"""Bytes of one image or font: what GitHub Pages takes."""

TEXT_ENDINGS = (".md", ".markdown", ".yml", ".yaml")

_CONTROL = bytes({*range(32), 127} - {*b"\t\n\r"})
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def read(story: Path, look: Path) -> Checked[Sources]:
    """Everything that a story is made of, sorted by path.

    `story` holds `site_src/` and perhaps `static/` and `templates/`; `look` holds the default
    `static/` and `templates/`, which stand in file by file where the story has none.
    """
    problems: list[Diagnostic] = []
    files: dict[str, str] = {}
    for name in FOLDERS:
        files |= _files(story, name, (), problems)
    if look != story:
        for name in LOOK:
            files = {**dict(_files(look, name, (), problems)), **files}
    texts: list[Source] = []
    assets: list[Asset] = []
    for path in sorted(files):
        is_text = _is_text(path)
        data = _bytes(path, files[path], TEXT_LIMIT if is_text else ASSET_LIMIT, problems)
        if data is None:
            continue
        if is_text:
            checked = decode(path, data)
            problems += checked.diagnostics
            texts.append(checked.value)
        else:
            assets.append(Asset(path, data))
    return Checked(Sources(tuple(texts), tuple(assets)), in_order(problems))


def decode(path: str, data: bytes) -> Checked[Source]:
    """A text's characters: UTF-8, with or without its mark, lines ending in LF, CRLF or CR.

    What cannot be read becomes U+FFFD, so that the rest of the text is checked all the same.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = _lines(data.decode("utf-16", "replace"))
        return _unreadable(path, text, 0, "the file is UTF-16", "save it as UTF-8")
    if data.count(0) > 8:
        hint = "is it an image? If it is a text, save it as UTF-8"
        return _unreadable(path, "", 0, "this is no text file", hint)
    try:
        text = _lines(data.decode("utf-8"))
    except UnicodeDecodeError as problem:
        text, at = _lines(data.decode("utf-8", "replace")), problem.start
        message = f"byte {at + 1} (0x{data[at]:02X}) is not UTF-8"
        before = len(_lines(data[:at].decode("utf-8")))
        return _unreadable(path, text, before, message, "save the file as UTF-8")
    is_plain = data.isascii() and len(data.translate(None, _CONTROL)) == len(data)
    if not is_plain and (found := _UNPRINTABLE.search(text)):
        message = f"a control character (U+{ord(found[0]):04X}) stands in the text"
        return _unreadable(path, text, found.start(), message, "delete it")
    if "\ufeff" in text:
        mark = span_at(path, text, text.index("\ufeff"))
        message = "a byte order mark stands inside the text, and was left out"
        text = text.replace("\ufeff", "")
        return Checked(Source(path, text), (warning("invisible-character", message, mark),))
    return Checked(Source(path, text))


def span_at(path: str, text: str, index: int) -> Span:
    """The line and column of a character of a text."""
    return Span(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _lines(text: str) -> str:
    """Without a byte order mark, lines ending in LF."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _unreadable(path: str, text: str, at: int, message: str, hint: str) -> Checked[Source]:
    problem = error("unreadable-text", message, span_at(path, text, at), hint)
    return Checked(Source(path, _UNPRINTABLE.sub("\ufffd", text)), (problem,))


def _is_text(path: str) -> bool:
    if path.startswith(("site_src/root/", "static/")):
        return False
    return path.startswith("templates/") or path.lower().endswith(TEXT_ENDINGS)


def _files(
    root: Path, path: str, above: tuple[str, ...], problems: list[Diagnostic]
) -> Iterator[tuple[str, str]]:
    """Each file below a folder by its path, in NFC, and where it is; links inside the story are
    followed."""
    folder = os.path.join(root, path)
    if not above and os.path.islink(folder) and (trouble := _bad_link(root, Path(folder), ())):
        problems.append(error("symbolic-link", trouble, Span(path), "put the folder itself here"))
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as problem:
        problems.append(_unread(path, problem.strerror or "unknown reason"))
        return
    above = (*above, os.path.realpath(folder))
    twins: dict[str, str] = {}
    for entry in entries:
        below = f"{path}/{entry.name}"
        if entry.name.startswith(".") and not below.startswith("site_src/root/"):
            continue
        first = twins.setdefault(normalize("NFC", entry.name).casefold(), below)
        if refusal := _refusal(root, entry, below, above, first):
            problems.append(refusal)
        elif entry.is_dir():
            if entry.name.endswith(".md"):
                message = "a folder has the name of a chapter; the chapters in it are read"
                problems.append(warning("file-name", message, Span(below), "rename the folder"))
            yield from _files(root, below, above, problems)
        else:
            yield normalize("NFC", below), entry.path


def _refusal(
    root: Path, entry: os.DirEntry[str], path: str, above: tuple[str, ...], first: str
) -> Diagnostic | None:
    """Why an entry of a folder is left out, or None; `first` is a twin's path, or its own."""
    if trouble := _bad_name(entry.name):
        return error("file-name", trouble, Span(_shown(path)), "rename it")
    if first != path:
        same = _nfc(first) == _nfc(path)
        how = "how their letters are stored (NFC and NFD)" if same else "upper and lower case"
        message = f"“{_nfc(path)}” and “{_nfc(first)}” differ only in {how}"
        hint = "many systems take them for one file: rename one"
        related = (Related(Span(_shown(first)), "the other one"),)
        return error("twin-paths", message, Span(_shown(path)), hint, related)
    if entry.is_symlink() and (trouble := _bad_link(root, Path(entry.path), above)):
        return error("symbolic-link", trouble, Span(_shown(path)), "put the file itself here")
    if not entry.is_dir() and not entry.is_file():
        return _unread(path, "it is no ordinary file (a pipe or a device)")
    return None


@lru_cache(maxsize=100_000)
def _bad_name(name: str) -> str:
    """What is wrong with a file's name on some system, or nothing."""
    if any(category(character) == "Cc" for character in name):
        return "the file's name holds a line break or another control character"
    if _shown(name) != name:
        return "the file's name is not UTF-8"
    return "" if portable(name) else f"“{name}” cannot be a file's name on every system"


def _bad_link(root: Path, file: Path, above: tuple[str, ...]) -> str:
    """What is wrong with a symbolic link, or nothing."""
    try:
        target = file.resolve(strict=True)
    except FileNotFoundError:
        return "this symbolic link leads to a file that does not exist"
    except (OSError, RuntimeError):
        return "this symbolic link leads back to itself"
    if not target.is_relative_to(root.resolve()):
        return "this symbolic link leads out of the story; nothing of it is published"
    if str(target) in above:
        return "this symbolic link leads back to a folder that holds it"
    return ""


def _bytes(path: str, file: str, limit: int, problems: list[Diagnostic]) -> bytes | None:
    """A file's bytes; None, and why, where they cannot be had."""
    try:
        with open(file, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                problems.append(_unread(path, "it is no ordinary file"))
            elif status.st_size > limit:
                size, most = (-(-n // 2**20) for n in (status.st_size, limit))
                problems.append(_unread(path, f"it has {size:,} MB, and the limit is {most} MB"))
            else:
                return opened.read()
    except OSError as problem:
        problems.append(_unread(path, problem.strerror or "unknown reason"))
    return None


def _unread(path: str, why: str) -> Diagnostic:
    return error("unreadable-file", f"the file cannot be read: {why}", Span(_shown(path)))


def _shown(path: str) -> str:
    """A path that can be printed, whatever bytes its name has."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("\ufffd" if category(character) == "Cc" else character for character in text)


def _nfc(path: str) -> str:
    return _shown(normalize("NFC", path))
