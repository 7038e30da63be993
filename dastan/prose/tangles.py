"""Markup so tangled that reading it would take minutes: counted first, and reported at its place.

A mark that never finds its partner costs its reader a walk to the end of the paragraph or of the
text. A book has a few of them; thousands are a slip of another program, or malice. So everything
here is counted in one walk before the text is parsed, and a text that passes costs its parser no
more than so many such walks of each kind. The limits lie far above what books hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dastan.diagnostics import Diagnostic, error
from dastan.prose.blocks import DEPTH, SCENE_BREAK
from dastan.prose.remarks import CODE_SPAN
from dastan.prose.source import FENCE, Text

OPEN = 50
"""Of a kind, how many marks in one paragraph may wait for a partner that does not come."""
UNCLOSED = 100
"""The same of those whose partner may stand anywhere in the text."""
BROKEN = 100
"""How many headings and the like may touch one another, without a blank line."""
MARKS = 10_000
"""How many signs of markup one paragraph may have."""
COLUMNS = 500
CELLS = 10_000
"""How many cells of a table may be left out by its author."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A mark and how it is closed; both match from the mark's first character on."""

    sign: str
    """Without it in a text there is no such mark."""
    opens: re.Pattern[str]
    closes: re.Pattern[str]
    what: str
    hint: str


def _pair(sign: str, opens: str, closes: str, what: str, hint: str) -> _Pair:
    flags = re.DOTALL | re.MULTILINE | re.IGNORECASE
    return _Pair(sign, re.compile(opens, flags), re.compile(closes, flags), what, hint)


_HTML = "close them with `>`, or write `&lt;` for the sign itself"
_PAIRS_OF_A_TEXT = (
    _pair("<", "<!--", "<!--.*?-->", "remarks `<!--`", "close them with `-->`"),
    _pair("<", "</?[a-z]", r"</?[a-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*+>", "tags `<`", _HTML),
    _pair(
        "<",
        r"<(?:script|style|textarea)\b",
        r"<(script|style|textarea)\b.*?</\1\s*>",
        "elements whose text is no prose, such as <script>,",
        "close them with `</script>`",
    ),
    _pair("`", r"^[ ]{0,3}```", FENCE, "code blocks", "close them with a line of backticks"),
    _pair("~", r"^[ ]{0,3}~~~", FENCE, "code blocks", "close them with a line `~~~`"),
)
_TARGET = r"[^()\s\"']*+(?:\([^()\s\"']*+\)[^()\s\"']*+)*+"
_PAIRS_OF_A_PARAGRAPH = (
    _pair(
        "`",
        r"(?<!`)`++",
        CODE_SPAN.replace(r"(?<![`\\])", ""),
        "backticks",
        "put a backslash before those that are meant as signs",
    ),
    _pair(
        "](",
        r"\]\(",
        rf"\]\(\s*+(?:<[^<>]*+>|{_TARGET})(?:\s++(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)",
        "targets of links",
        "close them with `)`",
    ),
)
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_BRACKET = re.compile(rf"{CODE_SPAN}|\\.|[\[\]]", re.DOTALL)
_BREAKING = re.compile(
    rf"^(?:{SCENE_BREAK}|(?:#{{1,6}}|[ ]{{0,3}}:)[ ][^\n]*|[ ]{{0,3}}\[[^\]\n]*\]:[ ]*)$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"&#\d{9}")
_REMARK = re.compile(r"<!--.*?-->|(?<!\S)%%.*?%%", re.DOTALL)
_NESTING = re.compile(r"^(?:[ \t>*+:-]|\d+\.[ ])*", re.MULTILINE)
_FEW = (
    *((sign, OPEN) for sign in ("[", "`", "<", "~~~")),
    ("|", COLUMNS),
    *((sign, MARKS // 3) for sign in "*_&\\"),
)


def tangles(text: Text) -> tuple[Diagnostic, ...]:
    """What would take too long to read; nothing else may be asked of such a text."""
    markdown = text.markdown
    if "&#" in markdown and (number := _NUMBER.search(markdown)):
        message = "no character has a number of so many digits"
        hint = "write the character itself"
        return (error("too-tangled", message, text.span(number.start()), hint),)
    touching = markdown.count("\n") - 2 * markdown.count("\n\n")
    if touching <= BROKEN and all(markdown.count(sign) <= few for sign, few in _FEW):
        return ()
    found = [*_never_closed(text, 0, markdown, _PAIRS_OF_A_TEXT, UNCLOSED)]
    if not found:
        # A remark may part lines that become one paragraph once it is gone.
        whole = _REMARK.sub(lambda remark: " " * len(remark[0]), markdown)
        for start, block in _blocks(whole):
            found += _of_a_block(text, start, block)
    return tuple(found)


def too_deep(text: Text) -> Diagnostic:
    """For a text that is nested more than `DEPTH` deep: at the line that begins deepest."""
    deepest = max(_NESTING.finditer(text.markdown), key=lambda line: len(line[0]))
    message = "the text is nested too deep to be read"
    hint = f"{DEPTH} levels may stand in one another; does a line begin with many `>`, `-` or `:`?"
    return error("too-deep", message, text.span(deepest.start()), hint)


def _blocks(markdown: str) -> Iterator[tuple[int, str]]:
    start = 0
    for gap in _GAP.finditer(markdown):
        yield start, markdown[start : gap.start()]
        start = gap.end()
    yield start, markdown[start:]


def _of_a_block(text: Text, start: int, block: str) -> Iterator[Diagnostic]:
    if sum(map(block.count, "*_[`<&\\")) > MARKS:
        what = "signs of markup stand in one paragraph"
        yield _error(text, start, MARKS, what, "put blank lines where paragraphs end")
        return
    yield from _never_closed(text, start, block, _PAIRS_OF_A_PARAGRAPH, OPEN)
    if block.count("[") > OPEN and (at := _crowded(block)) is not None:
        hint = "put a backslash before those that are meant as signs"
        yield _error(text, start + at, OPEN, "square brackets are open at once", hint)
    if at := _broken(block, start):
        what = "headings, scene breaks or definitions touch one another"
        yield _error(text, at, BROKEN, what, "put blank lines between them")
    yield from _table(text, start, block)


def _never_closed(
    text: Text, start: int, part: str, pairs: tuple[_Pair, ...], limit: int
) -> Iterator[Diagnostic]:
    for pair in pairs:
        if part.count(pair.sign) <= limit:
            continue
        at = waiting = 0
        while (mark := pair.opens.search(part, at)) and waiting <= limit:
            closed = pair.closes.match(part, mark.start())
            waiting += closed is None
            at = (closed or mark).end()
        if mark:
            what = f"{pair.what} are never closed"
            yield _error(text, start + mark.start(), limit, what, pair.hint)


def _crowded(block: str) -> int | None:
    """Where more brackets are open than may be."""
    depth = 0
    for found in _BRACKET.finditer(block):
        if found[0] == "[":
            depth += 1
            if depth > OPEN:
                return found.start()
        elif found[0] == "]" and depth:
            depth -= 1
    return None


def _broken(block: str, start: int) -> int:
    """Where more lines of their own touch one another than may; 0 where they do not."""
    lines = 0
    for lines, line in enumerate(_BREAKING.finditer(block)):
        if lines >= BROKEN:
            return start + line.start()
    return 0


def _table(text: Text, start: int, block: str) -> Iterator[Diagnostic]:
    signs = block.count("|")
    if signs <= OPEN or "\n" not in block:
        return
    lines = block.split("\n")
    widest = max(lines, key=lambda line: line.count("|"))
    if widest.count("|") > COLUMNS:
        at = start + block.find(widest)
        yield _error(text, at, COLUMNS, "columns stand side by side", "make several tables of it")
    elif lines[0].count("|") * len(lines) > CELLS + signs:
        hint = "write out the cells of each row, or make several tables of it"
        yield _error(text, start, CELLS, "cells of this table are not written", hint)


def _error(text: Text, at: int, limit: int, what: str, hint: str) -> Diagnostic:
    return error("too-tangled", f"more than {limit:,} {what}", text.span(at), hint)
