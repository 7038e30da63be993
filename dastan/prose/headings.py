"""Headings get the ids that GitHub gives them, in every script.

The words are still as typed, before typography: `## 1917-1921` is `#1917-1921` here and there.
"""

import re
from collections.abc import Iterable
from html import unescape
from unicodedata import category, normalize

from dastan.prose.tags import TAG, attributes

_HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])", re.IGNORECASE)
_KEPT = ("Nd", "Nl", "Pc")


def identified(html: str, taken: Iterable[str] = ()) -> str:
    """The HTML with an id on every heading, the author's or GitHub's, and none of `taken`.

    Where the text has an `h1`, which is the page's own, all move down by one.
    """
    if not _HEADING.search(html):
        return html
    pieces = TAG.split(html)
    tags = [tag for tag in pieces[1::2] if "id" in tag]
    used = dict.fromkeys([*taken, *(attributes(tag).get("id", "") for tag in tags)], 0)
    shift = 1 if re.search(r"<h1[\s>]", html, re.IGNORECASE) else 0
    opened = 0
    for at in range(1, len(pieces), 2):
        found = _HEADING.match(pieces[at])
        if not found:
            continue
        level = min(int(found[2]) + shift, 6)
        pieces[at] = f"<{found[1]}h{level}{pieces[at][found.end() :]}"
        if not found[1]:
            opened = at
        elif opened and "id" not in attributes(pieces[opened]):
            name = _unused(github_id("".join(pieces[opened + 1 : at : 2])), used)
            pieces[opened] = f'{pieces[opened][:-1]} id="{name}">'
    return "".join(pieces)


def github_id(words: str) -> str:
    """GitHub's id for a heading; `words` may hold entities.

    >>> github_id("Алматы, 1917-1921"), github_id("Hello, World!")
    ('алматы-1917-1921', 'hello-world')
    """
    spaced = re.sub(r"\s", " ", normalize("NFC", unescape(words)).strip().lower())
    kept = (c for c in spaced if c in "- " or category(c)[0] in "LM" or category(c) in _KEPT)
    return "".join(kept).replace(" ", "-") or "section"


def _unused(name: str, used: dict[str, int]) -> str:
    """The name, with a number where it is used already; it is used then.

    `used` has the last number that was tried for each name.
    """
    unique, count = name, used.get(name, 0)
    while unique in used:
        count += 1
        unique = f"{name}-{count}"
    used[name] = count
    used[unique] = used.get(unique, 0)
    return unique
