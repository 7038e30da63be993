"""Where a chapter's plain text holds a phrase, whatever typography has made of its marks.

Called while chapters are parsed, with the text as a reader sees it: no markup.
"""

import re
from collections import Counter
from difflib import SequenceMatcher, get_close_matches

_QUOTES = "[\"'`´′″‘’‚‛“”„‟«»‹›〝〞「」『』]"
_DASHES = re.escape("-‐‑‒–—―−﹘﹣－")
_INVISIBLE = "[\u00ad\u200b\u200c\u2060\ufeff]"
_ALIKE = {
    "ellipsis": r"\s*(?:…|\.(?:\s*\.){2,})[.…]*",
    "dash": rf"\s*[{_DASHES}][\s{_DASHES}]*",
    "quote": _QUOTES,
    "space": r"\s+",
}
_MARK = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _ALIKE.items()) + "|.")
_LIKENESS = 0.6
"""How much alike a phrase and its nearest words are at the least."""


def find_phrase(text: str, phrase: str) -> tuple[int, int] | None:
    """Where a phrase first occurs, as offsets in `text`; None where it does not.

    Quote marks are all alike, and so are dashes and ellipses (with the space by them) and runs of
    white space; soft hyphens, word joiners and other invisible marks count for nothing. Capital
    letters do count.

    >>> find_phrase("“I’ll go—now,” she said.", '''"I'll go -- now''')
    (0, 12)
    """
    parts = [
        _ALIKE[mark.lastgroup] if mark.lastgroup else re.escape(mark[0])
        for mark in _MARK.finditer(_visible(phrase).strip())
    ]
    found = re.search(f"{_INVISIBLE}*".join(parts), text) if parts else None
    if not found:
        return None
    start, end = found.span()
    return start + len(found[0]) - len(found[0].lstrip()), end - len(found[0]) + len(
        found[0].rstrip()
    )


def nearest_phrase(text: str, phrase: str) -> str | None:
    """The words of `text` that are most like a phrase which does not occur; None if none are."""
    places = list(re.finditer(r"\S+", text))
    words = [_bare(place[0]) for place in places]
    wanted = {
        near
        for word in phrase.split()
        for near in get_close_matches(_bare(word), set(words), n=3, cutoff=0.75)
    }
    size = len(phrase.split())
    scores: Counter[int] = Counter()
    for at, word in enumerate(words):
        if word in wanted:
            scores.update(range(max(0, at - size + 1), at + 1))
    best, likeness = None, _LIKENESS
    for start, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:30]:
        for end in range(start + max(1, size - 1), min(start + size + 1, len(places)) + 1):
            found = " ".join(_visible(place[0]) for place in places[start:end])
            ratio = SequenceMatcher(None, found.casefold(), phrase.casefold()).ratio()
            if ratio > likeness:
                best, likeness = found, ratio
    return best


def _visible(text: str) -> str:
    return re.sub(_INVISIBLE, "", text)


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).casefold()
