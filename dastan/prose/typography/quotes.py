"""Straight quotes into those of a language, and apostrophes.

A mark opens or closes by what stands on its two sides, seen across markup; where that does not
tell, by whether a quotation is open in its paragraph. No state crosses a block's boundary, so
dialogue whose paragraphs each open and of which only the last closes comes out right.

A text comes in with signs, its dashes and ellipses done; see `signs`. It goes out without straight
quotes. A quote that the author has curled stays, and counts. Behind a digit a mark that can close
nothing is a prime: 5' long, a 12" record, 6'2".
"""

import re
from dataclasses import dataclass
from itertools import islice

from dastan.prose.typography.signs import (
    APOSTROPHE,
    BLOCK,
    DOUBLE_PRIME,
    HAIR,
    INLINE,
    LINE_ENDS,
    NBSP,
    PRIME,
    SPACES,
    after,
    before,
    is_word,
)


@dataclass(frozen=True, slots=True)
class Quotes:
    """How a language quotes; pairs are an opening and a closing mark."""

    outer: tuple[str, str]
    inner: tuple[str, str]
    by_depth: bool = False
    """A straight double quote inside others is an inner one; else only a single quote is."""
    elided: frozenset[str] = frozenset()
    """Words that do not exist without their leading apostrophe; lower case, without ’s or ’ll."""
    perhaps_elided: frozenset[str] = frozenset()
    """Words that have a leading apostrophe unless a quotation visibly begins with them."""


@dataclass(slots=True)
class _Paragraph:
    """What is open at a place in a block."""

    open: list[tuple[str, str]]
    """Of each quotation, its straight mark and the mark that will close it."""
    opened: int = -1
    """Where the latest one opened."""

    def begin(self, straight: str, close: str, at: int) -> None:
        if len(self.open) == _FAR:
            del self.open[0]
        self.open.append((straight, close))
        self.opened = at

    def count(self, mark: str) -> int:
        return [straight for straight, _ in self.open].count(mark) if self.open else 0


_IN_WORD = re.compile(r"'(?<=\w')(?=\w)")
_FEET = re.compile(r"'(?<=\d')([ \n]?)(\d\d?)\"(?!\w)")
_MARK = re.compile(rf"[\"'“”„«»‘‚{BLOCK}]")
_DOUBLE = re.compile(rf'["{BLOCK}]')
_SINGLE = re.compile(rf"['{BLOCK}]")
_WORD = re.compile(r"[^\W\d_]+(?:’[^\W\d_]+)*")
_DECADE = re.compile(r"\d\d(?:s|er\w*)(?!\w)")
_YEAR = re.compile(r"\d\d(?!\w)")
_TOUCHING = re.compile(
    rf"[“”„‘’‚](?:(?<=[“”„])(?={INLINE}*[‘’‚])|(?<=[‘’‚])(?={INLINE}*[“”„])|(?<=‘)(?={INLINE}*’))"
)

_BEFORE_OPENING = SPACES + LINE_ENDS + "([{“‘„‚«‹¿¡"
_AFTER_WORD = SPACES + LINE_ENDS + ".,;:!?)]}”’»"
_DASHES = "—–-/"
_BEHIND_CLOSING = _AFTER_WORD + _DASHES + "…"
_ENDS_SPEECH = ".,!?…—–"
_FAR = 100
"""How many marks are looked back or ahead over, and how deep quotations nest: what is beyond that
is no quotation, and must not be walked over again for every mark."""


def curl(text: str, quotes: Quotes) -> str:
    """The text with the quotes of its language."""
    if "'" in text:
        text = _FEET.sub(rf"{PRIME}{NBSP}\2{DOUBLE_PRIME}", text)
        text = _IN_WORD.sub(APOSTROPHE, text)
    out: list[str] = []
    done = 0
    paragraph = _Paragraph([])
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark == BLOCK:
            paragraph.open.clear()
            continue
        at = match.start()
        if mark == '"':
            mark = _double(text, at, quotes, paragraph)
        elif mark == "'":
            mark = _single(text, at, quotes, paragraph)
        else:
            mark = _typed(text, at, quotes, paragraph)
        out += text[done:at], mark
        done = at + 1
    return _TOUCHING.sub(rf"\g<0>{HAIR}", "".join(out) + text[done:])


def _double(text: str, at: int, quotes: Quotes, paragraph: _Paragraph) -> str:
    left = before(text, at)
    right = text[after(text, at + 1)]
    is_open = paragraph.count('"')
    if left == paragraph.opened:
        closes = False
    elif text[left] in _BEFORE_OPENING:
        closes = is_open > 0 and text[left] in SPACES and right in _AFTER_WORD
    elif text[at - 1].isdigit() and is_open < 2 and (not is_open or _closes_next(text, at + 1)):
        return DOUBLE_PRIME
    else:
        closes = right in _BEHIND_CLOSING or is_open > 0
    return _close('"', quotes, paragraph) if closes else _open('"', at, quotes, paragraph)


def _closes_next(text: str, start: int) -> bool:
    """Whether the next double quote of the block closes: then the one before it does not."""
    match = _DOUBLE.search(text, start)
    return match is not None and match[0] == '"' and not _may_open(text, match.start())


def _single(text: str, at: int, quotes: Quotes, paragraph: _Paragraph) -> str:
    left = before(text, at)
    right = after(text, at + 1)
    is_open = paragraph.count("'") > 0
    opens = (left == paragraph.opened or _may_open(text, at)) and text[right] not in _AFTER_WORD
    if opens and not (is_open and text[left] in _DASHES and text[right] == '"'):
        if _is_elision(text, left, right, quotes, paragraph):
            return APOSTROPHE
        return _open("'", at, quotes, paragraph)
    if is_open and not is_word(text[right]):
        return _close("'", quotes, paragraph)
    return PRIME if text[at - 1].isdigit() else APOSTROPHE


def _may_open(text: str, at: int) -> bool:
    """Whether a quotation can begin at a mark, by what stands before it and its like."""
    left = before(text, at)
    first = left - _FAR
    while text[left] in "\"'" and left > first:
        left = before(text, left)
    return text[left] in _BEFORE_OPENING or text[left] in _DASHES


def _is_elision(text: str, left: int, right: int, quotes: Quotes, paragraph: _Paragraph) -> bool:
    """Whether the single quote before a word stands for missing letters: 'tis, '90s."""
    if _DECADE.match(text, right):
        return True
    match = _WORD.match(text, right) or _YEAR.match(text, right)
    word = _bare(match)
    stammers = match is not None and len(word) == 1 and text[match.end()] == "-"
    if word in quotes.elided and not stammers:
        return True
    if match and not stammers and (word in quotes.perhaps_elided or word.isdigit()):
        quoted_alone = text[after(text, match.end())] == "'"
        return not quoted_alone and (
            paragraph.count("'") > 0 or _closing(text, right, quotes, _ENDS_SPEECH) < 0
        )
    if _closing(text, right, quotes) >= 0 or text[left] in LINE_ENDS:
        return False
    # Nothing closes it here: an unknown dialect's word, or a quotation of several paragraphs.
    if left == paragraph.opened:
        ending = _DOUBLE.search(text, right)
        return ending is not None and ending[0] == '"'
    return text[left] in SPACES and is_word(text[left - 1]) and text[right].islower()


def _bare(match: re.Match[str] | None) -> str:
    """A word as the lists of `Quotes` have it; empty where there is none."""
    return match[0].partition("’")[0].lower() if match else ""


def _closing(text: str, start: int, quotes: Quotes, behind: str = "") -> int:
    """Index of the single quote that could close a quotation begun before `start`, or -1.

    It stands behind one of the characters `behind`, if any are given.
    """
    for match in islice(_SINGLE.finditer(text, start), _FAR):
        if match[0] == BLOCK:
            break
        right = after(text, match.end())
        if _may_open(text, match.start()) and text[right] not in _AFTER_WORD + '"':
            if _bare(_WORD.match(text, right)) not in quotes.elided:
                break
        elif not behind or text[before(text, match.start())] in behind:
            return match.start()
    return -1


def _typed(text: str, at: int, quotes: Quotes, paragraph: _Paragraph) -> str:
    """A mark that the author has curled. An editor's mistake is mended: ‘tis."""
    mark = text[at]
    if mark in (quotes.outer[0], quotes.inner[0]):
        word = _WORD.match(text, after(text, at + 1))
        if mark == "‘" and word and len(word[0]) > 1 and word[0] in quotes.elided:
            return APOSTROPHE
        straight = "'" if mark == quotes.inner[0] and not quotes.by_depth else '"'
        close = (quotes.outer if mark == quotes.outer[0] else quotes.inner)[1]
        paragraph.begin(straight, close, at)
    elif any(mark == close for _, close in paragraph.open):
        while paragraph.open.pop()[1] != mark:
            pass
    return mark


def _open(straight: str, at: int, quotes: Quotes, paragraph: _Paragraph) -> str:
    inner = len(paragraph.open) % 2 if quotes.by_depth else straight == "'"
    mark, close = quotes.inner if inner else quotes.outer
    paragraph.begin(straight, close, at)
    return mark


def _close(straight: str, quotes: Quotes, paragraph: _Paragraph) -> str:
    if not paragraph.count(straight):
        inner = straight == "'" and not quotes.by_depth
        return (quotes.inner if inner else quotes.outer)[1]
    while True:
        mark, close = paragraph.open.pop()
        if mark == straight:
            return close
