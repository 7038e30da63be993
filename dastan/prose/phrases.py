"""Where the words of an event's `phrase` stand in a chapter."""

import re
from difflib import SequenceMatcher
from itertools import islice

_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&#?\w+;")
_OPENING = "“‘«„‚\"'([¿¡"


class Told:
    """The words of a text, in which phrases are found by their words alone.

    Case counts; quotes, dashes, dots, spaces and entities do not: typography may change those.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare = _ENTITY.sub(lambda entity: " " * len(entity[0]), text) if "&" in text else text
        self._words = " ".join(["", *_WORD.findall(self._bare), ""])

    def find(self, phrase: str) -> int | None:
        """The index in the text at which the phrase's words first stand one after another."""
        words = _WORD.findall(phrase)
        at = self._words.find(" ".join(["", *words, ""])) if words else -1
        if at < 0:
            return None
        number = self._words.count(" ", 0, at)
        start = next(islice(_WORD.finditer(self._bare), number, None)).start()
        while start and self._text[start - 1] in _OPENING:
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
