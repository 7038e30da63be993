"""What an author probably did not mean, seen in the Markdown itself."""

import re
from collections.abc import Iterator

from dastan.diagnostics import Diagnostic, did_you_mean, error, warning
from dastan.prose.blocks import DIVISION, DIVISIONS, SCENE_BREAK
from dastan.prose.source import Text, visible

_WIKILINK = re.compile(r"(?<!!)\[\[([^\[\]\n]+)\]\]")
_UNDERLINE = re.compile(rf"(?<=[^\n])\n(?={SCENE_BREAK}$)(?=[ ]{{0,3}}[-*])", re.MULTILINE)
_DIVISION = re.compile(rf"^{DIVISION}$", re.MULTILINE)


def slips(text: Text) -> tuple[Diagnostic, ...]:
    """Wikilinks, scene breaks that touch a paragraph, divisions and remarks left open."""
    if not re.search(r"\[\[|\n[ ]{0,3}[-*]|:::|<!--", text.markdown):
        return ()
    seen = visible(text.markdown)
    return (*_wikilinks(text, seen), *_underlines(text, seen), *_open(text, seen))


def _wikilinks(text: Text, seen: str) -> Iterator[Diagnostic]:
    for found in _WIKILINK.finditer(seen):
        name, _, shown = found[1].partition("|")
        hint = f"write [{shown or name}]({name}.md), with the name of the chapter's file"
        message = f"“{found[0]}” is a link in Obsidian only"
        yield warning("wikilink", message, text.span(found.start()), hint)


def _underlines(text: Text, seen: str) -> Iterator[Diagnostic]:
    for found in _UNDERLINE.finditer(seen):
        message = "this line touches the paragraph above it, and is read as a scene break"
        hint = "put a blank line above it (for a heading, write `## ` before the words)"
        yield warning("scene-break", message, text.span(found.end()), hint)


def _open(text: Text, seen: str) -> Iterator[Diagnostic]:
    opened: list[int] = []
    for found in _DIVISION.finditer(seen):
        if found[1] and found[1] not in DIVISIONS:
            message = f"there is no division “{found[1]}”"
            hint = did_you_mean(found[1], DIVISIONS) or "there are: " + ", ".join(DIVISIONS)
            yield warning("division", message, text.span(found.start(1)), hint)
        elif found[1]:
            opened.append(found.start())
        elif opened:
            opened.pop()
    for at in opened:
        message = "this division is never closed"
        yield error("division", message, text.span(at), "put a line `:::` where it ends")
    if (at := seen.find("<!--")) >= 0:
        message = "this remark is never closed"
        yield error("remark-open", message, text.span(at), "put `-->` where it ends")
