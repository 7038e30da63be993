"""What typography did to a story, word by word: for `check --explain`.

The text is typeset once more, and held against itself before that: what is shown is what a page
shows, and neither code nor an address nor a remark is ever taken for prose.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from html import unescape

from dastan.frontmatter import split
from dastan.model import Source, Story
from dastan.prose.dialect import convert
from dastan.prose.typography import STRAIGHT_DOUBLE, STRAIGHT_SINGLE, typeset

_TAG = re.compile(r"<[^>]*>")
_NAMES = str.maketrans(
    {"\u00a0": "␣", "\u202f": "␣", "\u200a": "·", "\u2009": "·", "\u2060": "", "\u00ad": ""}
)
"""How invisible characters are shown: spaces that do not break, thin ones, joiners."""


def explained(texts: Mapping[str, str], story: Story) -> Iterator[str]:
    """Lines such as `site_src/chapters/01-a.md:9: "Run," → “Run,”`, for every published chapter."""
    for chapter in story.chapters:
        if not chapter.prose.html:
            continue
        document = split(Source(chapter.path, texts[chapter.path])).value
        plain = convert(document.body)
        at = 0
        for before, after in _changed(plain, typeset(plain, chapter.language)):
            at = _place(document.body, before, at)
            line = document.line + document.body.count("\n", 0, at)
            yield f"{chapter.path}:{line}: {' '.join(before).strip()} → {after.translate(_NAMES)}"


def _changed(plain: str, typeset: str) -> Iterator[tuple[list[str], str]]:
    """The words that differ, text by text between the tags, which are the same in both."""
    for old, new in zip(_TAG.split(plain), _TAG.split(typeset), strict=True):
        if old == new:
            continue
        old = old.replace(STRAIGHT_DOUBLE, '"').replace(STRAIGHT_SINGLE, "'")
        before, after = (re.split("[ \n]+", unescape(text)) for text in (old, new))
        for kind, i, j, k, m in SequenceMatcher(None, before, after, False).get_opcodes():
            if kind != "equal":
                yield before[i:j], " ".join(after[k:m])


def _place(body: str, words: list[str], start: int) -> int:
    """Where words stand in the Markdown, from a place on; notes come last, and stand anywhere."""
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = pattern.search(body, start) or pattern.search(body)
    return found.start() if found else start
