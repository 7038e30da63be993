"""What an author probably did not mean, seen in the Markdown itself."""

import re
from collections.abc import Iterator

from dastan.diagnostics import Diagnostic, Related, did_you_mean, error, warning
from dastan.prose.blocks import DIVISION, DIVISIONS, SCENE_BREAK
from dastan.prose.headings import github_id
from dastan.prose.remarks import DEFINITION
from dastan.prose.source import Text, visible

_SUSPICIOUS = ("[[", "[^", "\n-", "\n*", "\n ", ":::", "<!--", "%%")
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]\n|#]*)(?:#([^\[\]\n|]*))?(?:\|([^\[\]\n]*))?\]\]")
_UNDERLINE = re.compile(rf"\n(?<=[^\n]\n)(?=[ ]{{0,3}}[-*])(?={SCENE_BREAK}$)", re.MULTILINE)
_DIVISION = re.compile(rf"^{DIVISION}$", re.MULTILINE)
_DEFINITION = re.compile(DEFINITION.pattern, re.MULTILINE)
_REMARK = re.compile(r"<!--|(?<!\S)%%")


def slips(text: Text) -> tuple[Diagnostic, ...]:
    """Wikilinks, scene breaks that touch a paragraph, twin notes, what is left open."""
    if not any(sign in text.markdown for sign in _SUSPICIOUS):
        return ()
    seen = visible(text.markdown)
    of_each_kind = (_wikilinks, _underlines, _twin_notes, _divisions, _remarks)
    return tuple(slip for of_a_kind in of_each_kind for slip in of_a_kind(text, seen))


def _wikilinks(text: Text, seen: str) -> Iterator[Diagnostic]:
    if "[[" not in seen:
        return
    for found in _WIKILINK.finditer(seen):
        embedded, name, anchor, shown = found.groups()
        target = (f"{name}.md" if name else "") + (f"#{github_id(anchor)}" if anchor else "")
        hint = f"write [{shown or name or anchor}]({target}), with the name of the chapter's file"
        if embedded:
            hint = f"write ![what it shows]({name}), with the way to the file from here"
        message = f"“{found[0]}” means something in Obsidian only"
        yield warning("wikilink", message, text.span(found.start()), hint)


def _underlines(text: Text, seen: str) -> Iterator[Diagnostic]:
    for found in _UNDERLINE.finditer(seen):
        message = "this line touches the paragraph above it, and is read as a scene break"
        hint = "put a blank line above it (for a heading, write `## ` before the words)"
        yield warning("scene-break", message, text.span(found.end()), hint)


def _twin_notes(text: Text, seen: str) -> Iterator[Diagnostic]:
    first: dict[str, int] = {}
    if "]:" not in seen:
        return
    for found in _DEFINITION.finditer(seen):
        at = found.start(1) - 2
        if first.setdefault(found[1], at) != at:
            message = f"the note “{found[1]}” is here a second time; only the first is shown"
            related = (Related(text.span(first[found[1]]), "first here"),)
            yield error("duplicate-note", message, text.span(at), "rename one", related)


def _divisions(text: Text, seen: str) -> Iterator[Diagnostic]:
    opened: list[int] = []
    if ":::" not in seen:
        return
    for found in _DIVISION.finditer(seen):
        if not found[1] and not opened:
            message = "nothing is open here that this line could close"
            hint = "take it out, or open a division above: `::: letter`"
            yield warning("division", message, text.span(found.start()), hint)
        elif not found[1]:
            opened.pop()
        else:
            opened.append(found.start())
        if found[1] and found[1] not in DIVISIONS:
            message = f"there is no division “{found[1]}”"
            hint = did_you_mean(found[1], DIVISIONS) or "there are: " + ", ".join(DIVISIONS)
            yield warning("division", message, text.span(found.start(1)), hint)
    for at in opened:
        message = "this division is never closed"
        yield error("division", message, text.span(at), "put a line `:::` where it ends")


def _remarks(text: Text, seen: str) -> Iterator[Diagnostic]:
    if found := _REMARK.search(seen):
        closing = found[0].replace("<!", "").replace("--", "-->")
        hint = f"put `{closing}` where it ends"
        yield error("remark-open", "this remark is never closed", text.span(found.start()), hint)
