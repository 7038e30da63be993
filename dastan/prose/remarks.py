"""What is taken out of a text before it is parsed: the author's own remarks, and the notes."""

import re
from itertools import islice
from textwrap import dedent

from markdown.preprocessors import Preprocessor

CODE_SPAN = r"(?<![`\\])(?P<ticks>`++)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
"""To be searched for together with what must not be found inside it; ends with its paragraph."""

_REMARK = re.compile(
    rf"{CODE_SPAN}"
    r"|(?P<lead>^[ \t]*+)?(?P<remark><!--.*?-->|(?<!\S)%%.*?%%)(?P<rest>[ \t]*+\n)?",
    re.DOTALL | re.MULTILINE,
)
_INLINE_NOTE = re.compile(rf"{CODE_SPAN}|(?P<note>(?<!\\)\^\[)", re.DOTALL)
_BRACKET = re.compile(r"(?<!\\)[\[\]]|\n[ \t]*\n")
DEFINITION = re.compile(r"^[ ]{0,3}\[\^([^\]\s]+)\]:[ ]*(.*)$")

NOTE = "\ufdd2"
"""Stands round a note's mention in the line that comes before its text; no author can type it,
because the reader refuses noncharacters."""


class Remarks(Preprocessor):
    """`<!-- ... -->` and `%% ... %%` are in no output at all."""

    def run(self, lines: list[str]) -> list[str]:
        return without_remarks("\n".join(lines)).split("\n")


def without_remarks(text: str) -> str:
    """A remark that fills its lines goes with them, so that it parts no paragraph."""

    def keep(found: re.Match[str]) -> str:
        if found["remark"] is None:
            return found[0]
        lead, rest = found["lead"], found["rest"]
        return "" if lead is not None and rest else (lead or "") + (rest or "")

    return _REMARK.sub(keep, text)


class Notes(Preprocessor):
    """Takes `[^1]: ...` and `^[...]` out of the text and puts the notes behind it."""

    def run(self, lines: list[str]) -> list[str]:
        notes: list[tuple[str, str]] = []
        text = _without_definitions(lines, notes)
        pieces = [_without_inline_notes(text, notes)]
        for name, note in notes:  # a note may hold others, which then follow
            pieces.append(f"{NOTE}[^{name}]{NOTE}\n\n{_without_inline_notes(note, notes)}")
        return "\n\n".join(pieces).split("\n")


def _without_definitions(lines: list[str], notes: list[tuple[str, str]]) -> str:
    """A definition goes on over following lines, and over blank ones where the text is indented."""
    kept: list[str] = []
    defined: dict[str, str] = {}
    at = 0
    while at < len(lines):
        found = DEFINITION.match(lines[at])
        at += 1
        if not found:
            kept.append(lines[at - 1])
            continue
        own = [found[2]]
        while at < len(lines) and _goes_on(lines, at):
            own.append(lines[at])
            at += 1
        body = "\n".join(own[1:])
        defined.setdefault(found[1], (own[0] + "\n" + dedent(body)).strip())
        kept.append("")
    notes += defined.items()
    return "\n".join(kept)


def _goes_on(lines: list[str], at: int) -> bool:
    if DEFINITION.match(lines[at]):
        return False
    if lines[at].strip():
        return lines[at].startswith("    ") or bool(lines[at - 1].strip())
    following = next((line for line in islice(lines, at, None) if line.strip()), "")
    return following.startswith("    ")


def _without_inline_notes(text: str, notes: list[tuple[str, str]]) -> str:
    pieces: list[str] = []
    at = 0
    closing = _closing(text)
    for found in _INLINE_NOTE.finditer(text):
        end = closing.get(found.end() - 1)
        if not found["note"] or found.start() < at or end is None:
            continue
        name = f"inline-{len(notes)}"
        notes.append((name, text[found.end() : end].strip()))
        pieces += text[at : found.start()], f"[^{name}]"
        at = end + 1
    return "".join(pieces) + text[at:]


def _closing(text: str) -> dict[int, int]:
    """Where each bracket closes, by where it opens; none stays open beyond its paragraph."""
    opened: list[int] = []
    closing: dict[int, int] = {}
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] != "]":
            opened.clear()
        elif opened:
            closing[opened.pop()] = found.start()
    return closing
