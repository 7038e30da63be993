"""The only reader: a story's folder in, `Sources` out.

It stands first on the walk and knows nothing of what the files mean. Reading never fails: what
cannot be read is a diagnostic, and the rest of the story goes on. Nothing outside the story's
folder (and the default look's) is ever opened, whatever the links in it point to.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from dastan.diagnostics import Checked, Diagnostic, Related, Span, error, in_order, warning
from dastan.model import Asset, Source, Sources

FOLDERS = ("site_src", "static", "templates")
LOOK = ("static", "templates")

TEXT_LIMIT = 4 * 1024 * 1024
"""Bytes of one text: more than War and Peace."""
ASSET_LIMIT = 100 * 1024 * 1024
"""Bytes of one image or font: what GitHub Pages takes."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|.*[. ]$|.*[<>:\"\\|?*]", re.I | re.S
)

_Found = dict[str, Path]
"""Path in the story to the file that holds it."""


def read(story: Path, look: Path) -> Checked[Sources]:
    """Everything that a story is made of, sorted by path.

    `story` holds `site_src/` and perhaps `static/` and `templates/`; `look` holds the default
    `static/` and `templates/`, which stand in file by file where the story has none.
    """
    problems: list[Diagnostic] = []
    files: _Found = {}
    for name in FOLDERS:
        files |= _walk(story, story / name, problems)
    if look != story:
        for name in LOOK:
            files = _walk(look, look / name, problems) | files
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
    """A text's characters: UTF-8, with or without its mark, lines ending in LF, CRLF or CR."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unreadable(path, Span(path), "the file is UTF-16", "save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        before = data[data.rfind(b"\n", 0, problem.start) + 1 : problem.start]
        span = Span(path, line, len(before.decode("utf-8", "replace")) + 1)
        message = f"byte {problem.start + 1} (0x{data[problem.start]:02X}) is not UTF-8"
        return _unreadable(path, span, message, "save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _UNPRINTABLE.search(text):
        if text.count("\0") > 8:
            return _unreadable(path, Span(path), "this is no text file", "is it an image?")
        message = f"a control character (U+{ord(found[0]):04X}) stands in the text"
        return _unreadable(path, span_at(path, text, found.start()), message, "delete it")
    if "\ufeff" in text:
        mark = span_at(path, text, text.index("\ufeff"))
        message = "a byte order mark stands inside the text, and was left out"
        text = text.replace("\ufeff", "")
        return Checked(Source(path, text), (warning("invisible-character", message, mark),))
    return Checked(Source(path, text))


def span_at(path: str, text: str, index: int) -> Span:
    """The line and column of a character of a text."""
    return Span(path, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _unreadable(path: str, span: Span, message: str, hint: str) -> Checked[Source]:
    return Checked(Source(path, ""), (error("unreadable-text", message, span, hint),))


def _is_text(path: str) -> bool:
    if path.startswith(("site_src/root/", "static/")):
        return False
    return path.startswith("templates/") or path.endswith((".md", ".yml", ".yaml"))


def _walk(root: Path, top: Path, problems: list[Diagnostic]) -> _Found:
    """The files below `top`, by their path relative to `root`; twins and bad names reported."""
    files: _Found = {}
    twins: dict[str, str] = {}
    for path, file in _files(root, top, (), problems):
        twin = twins.setdefault(normalize("NFC", path).casefold(), path)
        if twin == path:
            files[normalize("NFC", path)] = file
        else:
            same = "spelling (NFC and NFD)" if _nfc(twin) == _nfc(path) else "upper and lower case"
            problems.append(
                error(
                    "twin-paths",
                    f"“{_nfc(path)}” and “{_nfc(twin)}” differ in {same} only",
                    Span(_shown(path)),
                    "many systems take them for one file: rename one",
                    (Related(Span(_shown(twin)), "the other one"),),
                )
            )
    return files


def _files(
    root: Path, folder: Path, above: tuple[str, ...], problems: list[Diagnostic]
) -> Iterator[tuple[str, Path]]:
    """Each file below a folder, links inside the story followed, in the order of names."""
    real = os.path.realpath(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as problem:
        problems.append(_unread(_relative(root, folder), problem.strerror or "unknown reason"))
        return
    for entry in entries:
        file = Path(entry.path)
        path = _relative(root, file)
        if entry.name.startswith(".") and not path.startswith("site_src/root/"):
            continue
        if trouble := _bad_name(entry.name):
            problems.append(error("file-name", trouble, Span(_shown(path)), "rename it"))
            continue
        if entry.is_symlink() and (trouble := _bad_link(root, file, (*above, real))):
            problems.append(error("symbolic-link", trouble, Span(path)))
            continue
        if entry.is_dir():
            if entry.name.endswith(".md"):
                message = "a folder has the name of a chapter; the chapters in it are read"
                problems.append(warning("file-name", message, Span(path)))
            yield from _files(root, file, (*above, real), problems)
        elif entry.is_file():
            yield path, file
        else:
            problems.append(_unread(path, "it is no ordinary file (a pipe or a device)"))


def _bad_name(name: str) -> str:
    """What is wrong with a file's name on some system, or nothing."""
    if _shown(name) != name:
        return "the file's name is not UTF-8"
    if any(ord(character) < 32 for character in name):
        return "the file's name holds a line break or another control character"
    if _RESERVED.match(name):
        return f"“{name}” cannot be a file's name on every system"
    return ""


def _bad_link(root: Path, file: Path, above: tuple[str, ...]) -> str:
    """What is wrong with a symbolic link, or nothing."""
    try:
        target = file.resolve(strict=True)
    except FileNotFoundError:
        return "this link points to a file that does not exist"
    except (OSError, RuntimeError):
        return "this link leads back to itself"
    if not target.is_relative_to(root.resolve()):
        return "this link leads out of the story; nothing of it is published"
    if str(target) in above:
        return "this link leads back to a folder that holds it"
    return ""


def _bytes(path: str, file: Path, limit: int, problems: list[Diagnostic]) -> bytes | None:
    """A file's bytes; None, and why, where they cannot be had."""
    try:
        with open(file, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                problems.append(_unread(path, "it is no ordinary file"))
            elif status.st_size > limit:
                size, most = (f"{n / 2**20:,.0f} MB" for n in (status.st_size, limit))
                problems.append(_unread(path, f"it has {size}, and the limit is {most}"))
            else:
                return opened.read()
    except OSError as problem:
        problems.append(_unread(path, problem.strerror or "unknown reason"))
    return None


def _unread(path: str, why: str) -> Diagnostic:
    return error("unreadable-file", f"the file cannot be read: {why}", Span(_shown(path)))


def _relative(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix()


def _shown(path: str) -> str:
    """A path that can be printed, whatever bytes its name has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\n", "␊")


def _nfc(path: str) -> str:
    return _shown(normalize("NFC", path))
