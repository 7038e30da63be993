"""The author's Markdown as characters with places: what is where in the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dastan.diagnostics import Span
from dastan.prose.remarks import CODE_SPAN

FENCE = r"^[ ]{0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?^[ ]{0,3}(?P=fence)[`~]*[ ]*$"
"""A block of code; the dot matches line ends too, and `^` and `$` each line's."""
_HIDDEN = re.compile(
    rf"{FENCE}|{CODE_SPAN}|<!--.*?-->|(?<!\S)%%.*?%%|\\[\[\]`*_]",
    re.DOTALL | re.MULTILINE,
)
_IDS = re.compile(r"\{[^}\n]*\}|\bid\s*=\s*[\"']?[^\s}\"'>]+")
"""Where ids are given: attribute lists, and the attribute itself."""
_ID = re.compile(r"(?:#|\bid\s*=\s*[\"']?)([^\s}\"'>]+)")
_MANY = 50
"""Of so many targets each is looked for by itself; of more there is an index."""
_PARTING = re.compile(r"[()<>\"'=\s]")
_TARGET = re.compile(r"(?<=[(<\"'=\s])[^()<>\"'=\s]++(?=[)>\"'\s]|\Z)")
_HIDING = "`~<%\\"
"""One of these begins whatever is hidden."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it stands."""

    path: str
    markdown: str
    line: int = 1
    """Of the file, on which `markdown` begins."""
    column: int = 1
    """Of each line's first character: more than 1 where the text is indented in YAML."""
    language: str = "en"
    """BCP 47."""
    untrusted: bool = False
    """Raw HTML is sanitised."""

    def span(self, at: int = 0) -> Span:
        """The place of the character at an index of `markdown`."""
        before = self.markdown.count("\n", 0, at)
        column = at - self.markdown.rfind("\n", 0, at) - 1
        return Span(self.path, self.line + before, self.column + column)


def visible(markdown: str) -> str:
    """The text with code, remarks and escapes blanked out, each character in its place."""
    if not any(sign in markdown for sign in _HIDING):
        return markdown
    return _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), markdown)


class Occurrences:
    """Where link targets, note mentions and tags stand in a text, one occurrence after another."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._visible = ""
        self._ids: dict[str, int] = {}
        self._words: dict[str, list[int]] = {}
        self._places: dict[str, Iterator[int]] = {}
        self._found: dict[str, Span] = {}
        self.latest = text.span()
        """What was asked for last."""

    def next(self, target: str) -> Span:
        """The next place of a link's target; the text's beginning where it cannot be told."""
        if not target:
            pattern = r"(?<=\()(?=\))|(?<=<)(?=>)|(?<=\")(?=\")|(?<=')(?=')"
            return self._next(pattern, self._matches(pattern))
        if len(self._places) > _MANY and not _PARTING.search(target):
            return self._next(target, iter(self._word(target)))
        pattern = rf"(?<=[(<\"'=\s]){re.escape(target)}(?=[)>\"'\s]|\Z)"
        return self._next(pattern, self._matches(pattern))

    def next_plain(self, words: str) -> Span:
        """The next place of these very characters."""
        return self._next(words, self._finds(words))

    def tag(self, name: str, nth: int) -> Span:
        """Where a tag stands, `b` or `/b`; of its name it is the `nth` from 0, or the last."""
        found = [*re.finditer(rf"<{re.escape(name)}(?=[\s>/])", self._seen(), re.IGNORECASE)]
        return self._text.span(found[min(nth, len(found) - 1)].start() if found else 0)

    def last(self, anchor: str) -> Span:
        """The last place where the author gives this id."""
        if not self._ids:
            for group in _IDS.finditer(self._seen()):
                for found in _ID.finditer(self._seen(), group.start(), group.end()):
                    self._ids[found[1]] = found.start(1)
        return self._text.span(self._ids.get(anchor, 0))

    def _next(self, key: str, places: Iterator[int]) -> Span:
        """The next place; where there is none the one before, which several links may share.

        `places` are those of the key, from the first on.
        """
        at = next(self._places.setdefault(key, places), None)
        if at is not None:
            self._found[key] = self._text.span(at)
        self.latest = self._found.get(key, self._text.span())
        return self.latest

    def _matches(self, pattern: str) -> Iterator[int]:
        return (found.start() for found in re.finditer(pattern, self._seen()))

    def _finds(self, words: str) -> Iterator[int]:
        at = self._seen().find(words)
        while at >= 0:
            yield at
            at = self._seen().find(words, at + len(words))

    def _word(self, target: str) -> list[int]:
        """Where a target stands that holds nothing which parts words: by an index of them all."""
        if not self._words:
            for word in _TARGET.finditer(self._seen()):
                self._words.setdefault(word[0], []).append(word.start())
        return self._words.get(target, [])

    def _seen(self) -> str:
        self._visible = self._visible or visible(self._text.markdown)
        return self._visible
