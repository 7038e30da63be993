"""What a build has changed for whoever has a page open: a paragraph, the style alone, or the rest.

Pure: it compares the bytes of two builds. What it finds goes to the page as the `path` of
livereload's message: `*` (load the page again), `style` (its style sheets alone), `#7` (again, and
look at block 7 of its text), `/chapters/b.html#7` (go to that page, and look there). Where it finds
nothing, "", no message is sent: what a page loads has other names when it has changed.
"""

import re
from collections.abc import Container, Mapping
from urllib.parse import quote

from dastan.paragraphs import blocks
from dastan.serve.page import ERRORS

Files = Mapping[str, bytes]

_TEXT = b'<div class="prose">'
_DIV = re.compile(rb"<(/?)div\b", re.IGNORECASE)
_HREF = re.compile(r' href="[^"]*"')
"""Left aside where texts are compared: where a link leads changes when another page moves."""
_STYLE = re.compile(rb"<style\b[^>]*>.*?</style>|sha256-[\w+/]+=*", re.DOTALL | re.IGNORECASE)
"""What may differ between two pages that differ in their style alone."""


def news(old: Files, new: Files, page: str, elsewhere: str | None) -> str:
    """What to tell a browser that has `page` open; `elsewhere` is where it may go from a text.

    `page` is empty where it is not known.
    """
    before, after = old.get(page, b""), new.get(page, b"")
    if (block := _changed_block(before, after)) is not None:
        return f"#{block}"
    if elsewhere and _TEXT in before:
        return elsewhere
    if not page or old[ERRORS] != new[ERRORS]:
        return "*"
    if before == after:
        return ""
    return "style" if _STYLE.sub(b"", before) == _STYLE.sub(b"", after) else "*"


def edited(old: Files, new: Files, are_open: Container[str]) -> str | None:
    """Where the text stands that a save has changed.

    None where that was no text or several, or the page is among those that are open. Pages with
    several texts, such as the whole book, do not count: they repeat what stands elsewhere.
    """
    pages = [
        name
        for name, page in new.items()
        if page != (before := old.get(name, b"")) and page.count(_TEXT) == 1
        if _texts(page) != _texts(before)
    ]
    if len(pages) != 1 or pages[0] in are_open:
        return None
    block = _changed_block(old.get(pages[0], b""), new[pages[0]])
    return f"/{quote(pages[0])}#{block or 0}"


def _changed_block(before: bytes, after: bytes) -> int | None:
    """The first block of a page's texts that is another than before, counted from 0 through them
    all. Where blocks have gone it is the one that stands there now, else the last."""
    if before == after:
        return None
    old, new = ([b for text in _texts(page) for b in blocks(text)] for page in (before, after))
    if old == new or not new:
        return None
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new) - 1))


def _texts(page: bytes) -> list[str]:
    """The inside of each `.prose`."""
    texts = []
    for rest in page.split(_TEXT)[1:]:
        depth, end = 1, len(rest)
        for div in _DIV.finditer(rest):
            depth += -1 if div[1] else 1
            if not depth:
                end = div.start()
                break
        texts.append(_HREF.sub("", rest[:end].decode(errors="replace")))
    return texts
