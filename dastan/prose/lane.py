"""The fast lane: plain paragraphs, which are nearly all of a novel, go round python-markdown.

A paragraph is plain when it holds nothing but words, punctuation, dashes, quotes and simple
emphasis, and when nothing round it could change what it is. Runs of them leave one token paragraph
each in a hollow document; python-markdown converts that, and the tokens are swapped for HTML which
is, character for character, what it would have made of the paragraphs. When in doubt a paragraph is
not plain. `tests/test_lane.py` holds the two ways against each other.
"""

import re

RUN = "\ufdd3"
"""Stands round a run's number in its token paragraph; no author can type it."""

_CLOSED = re.compile(r"```|~~~|^[ ]{0,3}:::|<|%%", re.MULTILINE)
"""Where these stand, a blank line may be inside something: then all goes the long way."""
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")
_LETTER = r"[^\W\d_]|[\"'“‘«„—–(…]"
_PLAIN = re.compile(
    rf"(?:{_LETTER})[^\n`\\<>&\[\]{{}}|^~_\t\x02\x03]*"
    rf"(?:(?<! )\n(?:{_LETTER})[^\n`\\<>&\[\]{{}}|^~_\t\x02\x03]*)*(?<! )"
)
_STRONG = re.compile(r"(?<![\w*])\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])")
_BREAKS = ("***", "* * *", "---", "#")
_TOKEN = re.compile(rf"<p>{RUN}(\d+){RUN}</p>")


def hollow(markdown: str) -> tuple[str, list[str]]:
    """The text with a token for each run of plain paragraphs, and the runs' HTML."""
    if _CLOSED.search(markdown):
        return markdown, []
    blocks = _BETWEEN.split(markdown.strip("\n"))
    kept: list[str] = []
    runs: list[str] = []
    run: list[str] = []
    for at, block in enumerate(blocks):
        html = None if blocks[at + 1 : at + 2] and blocks[at + 1][:1] in ": " else _plain(block)
        if html is not None:
            run.append(html)
            continue
        if run:
            kept.append(f"{RUN}{len(runs)}{RUN}")
            runs.append("\n".join(run))
            run = []
        kept.append(block)
    if run:
        kept.append(f"{RUN}{len(runs)}{RUN}")
        runs.append("\n".join(run))
    return "\n\n".join(kept), runs


def is_plain(hollow: str) -> bool:
    """Whether a hollow document is one run: then its HTML is the run's."""
    return hollow == f"{RUN}0{RUN}"


def fill(html: str, runs: list[str]) -> str:
    """The HTML of a hollow document with its runs back in place."""
    return _TOKEN.sub(lambda token: runs[int(token[1])], html) if runs else html


def _plain(block: str) -> str | None:
    """The paragraph's HTML, or that of a scene break; None where it is not plain."""
    if not _PLAIN.fullmatch(block):
        return "<hr>" if block in _BREAKS else None
    if "*" in block:
        block = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", block))
        if "*" in block:
            return None
    return f"<p>{block}</p>"
