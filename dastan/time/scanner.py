"""Words of a statement, read from left to right, and the word at which they stop making sense."""

import re

from dastan.diagnostics import Span
from dastan.model import Words


class Misread(Exception):  # noqa: N818  (no error of the program's: a word that makes no sense)
    """The words stop making sense at the word of that number."""

    def __init__(self, at: int, reason: str = "", instead: str = "") -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason
        self.instead = instead
        """What the whole could be, where that is plain."""


class Reader:
    """Words, and how far they have been read."""

    def __init__(self, words: Words) -> None:
        self.span = words.span
        self.text = words.text
        found = list(re.finditer(r"\S+", words.text))
        self.words = [match[0] for match in found]
        self.lower = [word.lower() for word in self.words]
        self.offsets = [match.start() for match in found] + [len(words.text.rstrip())]
        self.at = 0

    def peek(self) -> str:
        return self.lower[self.at] if self.at < len(self.lower) else ""

    def take(self, *wanted: str) -> bool:
        """Steps over these words, where they come next."""
        end = self.at + len(wanted)
        if tuple(self.lower[self.at : end]) != wanted:
            return False
        self.at = end
        return True

    def need(self, *wanted: str) -> None:
        for word in wanted:
            if not self.take(word):
                raise self.misread(f"“{word}” belongs here")

    def word(self, reason: str) -> str:
        """The next word as written; `reason` says what should have stood there."""
        if self.at == len(self.words):
            raise self.misread(reason)
        self.at += 1
        return self.words[self.at - 1]

    def rest(self) -> str:
        return " ".join(self.lower[self.at :])

    def misread(self, reason: str, instead: str = "") -> Misread:
        return Misread(self.at, reason, instead)

    def place(self, at: int) -> Span:
        span = self.span
        return Span(span.path, span.line, span.column + self.offsets[at])
