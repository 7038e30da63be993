"""A text's paragraphs: each by itself in the HTML, and the line that its author wrote it on.

Pure, and beside the walk: nothing of a site depends on it. `serve` finds by it which paragraph a
save has changed, and the way from a page back to the source.
"""

import re
from difflib import SequenceMatcher
from html import unescape
from itertools import chain

_TAG = re.compile(
    r"<(?:!--.*?--|(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)"
    r"[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*)>",
    re.DOTALL,
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_WORD = re.compile(r"[^\W_]+")


def blocks(html: str) -> list[str]:
    """The elements that stand in no other one, in order: paragraphs, headings, scene breaks.

    >>> blocks("<p>One <em>word</em>.</p> <hr> <p>Two.</p>")
    ['<p>One <em>word</em>.</p>', '<hr>', '<p>Two.</p>']
    """
    found: list[str] = []
    depth = start = 0
    for tag in _TAG.finditer(html):
        name, closes = tag["name"], bool(tag["end"])
        if name is None or closes and not depth:
            continue  # a comment, or the end of what never began
        if not depth:
            start = tag.start()
        if name.lower() not in _VOID and not tag[0].endswith("/>"):
            depth += -1 if closes else 1
        if not depth:
            found.append(html[start : tag.end()])
    return [*found, html[start:]] if depth else found


def line_of(markdown: str, html: str, block: int) -> int | None:
    """The line of a Markdown text, counted from 1, on which a block of its HTML was written.

    `block` counts from 0, as `blocks` does; None where the text has no such block. The words are
    held against one another, whatever typography made of the marks between them; of a block
    without words it is the line below those before it. Remarks should be blanked out: they say
    what the text says, or once said.
    """
    texts = [_words(each) for each in blocks(html)]
    if not 0 <= block < len(texts):
        return None
    written = [*_WORD.finditer(markdown)]
    first = sum(map(len, texts[:block]))
    matcher = SequenceMatcher(None, [word[0] for word in written], [*chain(*texts)])
    before = 0
    for at, shown, size in matcher.get_matching_blocks():
        if shown < first:
            before = written[at + min(size, first - shown) - 1].end()
        own = max(shown, first)
        if own < min(shown + size, first + len(texts[block])):
            return _line(markdown, written[at + own - shown].start())
    return _line(markdown, _next_line(markdown, before))


def _words(html: str) -> list[str]:
    return _WORD.findall(unescape(_TAG.sub(" ", html)))


def _next_line(text: str, at: int) -> int:
    """Where the next line begins that holds something; from the text's beginning where `at` is."""
    found = re.compile(r"\n\s*(?=\S)" if at else r"\s*").search(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
