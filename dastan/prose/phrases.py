"""Where the words of an event's `phrase` stand in a chapter."""

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")
_BETWEEN = r"(?:[^\w&]|&#?\w+;)+"
"""What may stand between two words: quotes, dashes, dots and spaces of any kind, entities."""
_OPENING = "“‘«„‚\"'([¿¡"


def find_phrase(text: str, phrase: str) -> int | None:
    """The index in `text` at which the phrase's words first stand one after another.

    Only the words count, and their case: typography may change the marks and spaces between.
    """
    words = _WORD.findall(phrase)
    pattern = r"(?<!\w)" + _BETWEEN.join(map(re.escape, words)) + r"(?!\w)"
    found = re.search(pattern, text) if words else None
    if found is None:
        return None
    start = found.start()
    while start and text[start - 1] in _OPENING:
        start -= 1
    return start


def nearest_phrase(text: str, phrase: str) -> str | None:
    """The words of a text that come nearest to a phrase; None where nothing does."""
    wanted = _WORD.findall(phrase.lower())
    spans = [found.span() for found in _WORD.finditer(text)]
    words = [text[start:end].lower() for start, end in spans]
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    best, where = 0.5, None
    for at in range(max(1, len(words) - len(wanted) + 1)):
        matcher.set_seq1(words[at : at + len(wanted)])
        if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
            best, where = ratio, at
    if where is None:
        return None
    end = min(where + len(wanted), len(words)) - 1
    return " ".join(text[spans[where][0] : spans[end][1]].split())
