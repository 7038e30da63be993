"""Plain paragraphs, which are nearly all of a novel, go round the tree.

Nothing in them could become anything else on the way to XML: so each run of them leaves one
paragraph with a token in it, which is built, set and written in their place, and they come back
when the document is a text again.
"""

import re
from collections.abc import Sequence

_MARK = "\ufdd7"
"""No author can type it."""
_PARAGRAPH = r"<p>(?!</p>)[^<]*+(?:<(?:em>[^<]++</em|strong>[^<]++</strong)>[^<]*+)*+</p>"
_RUN = re.compile(rf"^{_PARAGRAPH}(?:\n{_PARAGRAPH})*+$", re.MULTILINE)
_TOKEN = re.compile(rf"<p>{_MARK}(\d+)</p>")
_NO_XML = re.compile("&(?!amp;|[gl]t;)")
"""An entity that XML writes in another way."""


def hollow(html: str, runs: list[str]) -> str:
    """A text's HTML with a token for each run of plain paragraphs, which are added to `runs`."""

    def leave(found: re.Match[str]) -> str:
        run = found[0]
        if run.count(">") > run.count("<") or "&" in run and _NO_XML.search(run):
            return run
        runs.append(run)
        return f"<p>{_MARK}{len(runs) - 1}</p>"

    return _RUN.sub(leave, html)


def filled(xml: str, runs: Sequence[str]) -> str | None:
    """What was made of it with the paragraphs in their places; None where one was no paragraph but
    lay in something else."""
    text = _TOKEN.sub(lambda token: runs[int(token[1])], xml)
    return None if _MARK in text else text
