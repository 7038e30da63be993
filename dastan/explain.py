"""What typography did to a story, word by word: for `check --explain`."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from dastan.frontmatter import split
from dastan.model import Source, Story
from dastan.prose import plain

_NAMES = {
    "\u00a0": "␣",
    "\u202f": "␣",
    "\u200a": "·",
    "\u2009": "·",
    "\u2060": "",
}
"""How invisible characters are shown: spaces that do not break, thin ones, joiners."""


def explained(texts: Mapping[str, str], story: Story) -> Iterator[str]:
    """Lines such as `site_src/chapters/01-a.md:9: "Run," → “Run,”`, for every published chapter."""
    for chapter in story.chapters:
        document = split(Source(chapter.path, texts[chapter.path])).value
        for number, line in enumerate(document.body.split("\n"), start=document.line):
            for before, after in _changed(line, plain(line, chapter.language)):
                yield f"{chapter.path}:{number}: {before} → {after}"


def _changed(before: str, after: str) -> Iterator[tuple[str, str]]:
    """The words of a line that differ."""
    old, new = before.split(" "), after.split(" ")
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield " ".join(old[i:j]), "".join(_NAMES.get(c, c) for c in " ".join(new[k:m]))
