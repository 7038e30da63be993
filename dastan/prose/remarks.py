"""What is taken out of a text before it is parsed: the author's own remarks, and the notes."""

import re
from textwrap import dedent

from markdown.preprocessors import Preprocessor

CODE_SPAN = r"(?<![`\\])(?P<ticks>`++)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)"
"""To be searched for together with what must not be found inside it; ends with its paragraph."""

REMARK = re.compile(rf"{CODE_SPAN}|(?P<remark><!--.*?-->|(?<!\S)%%.*?%%)", re.DOTALL)
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
        return "" if found["remark"] else found[0]

    whole_lines = re.compile(
        r"(?:(?<=\n)|\A)[ \t]*(?:<!--(?:(?!-->).)*-->|%%(?:(?!%%).)*%%)[ \t]*\n", re.DOTALL
    )
    return REMARK.sub(keep, whole_lines.sub("", text))


class Notes(Preprocessor):
    """Takes `[^1]: ...` and `^[...]` out of the text and puts the notes behind it."""

    def run(self, lines: list[str]) -> list[str]:
        notes: dict[str, str] = {}
        text = _without_definitions(lines, notes)
        text = _without_inline_notes(text, notes)
        at = 0
        while at < len(notes):  # a note may hold others, which then follow
            name, note = [*notes.items()][at]
            text += f"\n\n{NOTE}[^{name}]{NOTE}\n\n{_without_inline_notes(note, notes)}"
            at += 1
        return text.split("\n")


def _without_definitions(lines: list[str], notes: dict[str, str]) -> str:
    """A definition goes on over following lines, and over blank ones where the text is indented."""
    kept: list[str] = []
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
        notes.setdefault(found[1], (own[0] + "\n" + dedent(body)).strip())
        kept.append("")
    return "\n".join(kept)


def _goes_on(lines: list[str], at: int) -> bool:
    if DEFINITION.match(lines[at]):
        return False
    if lines[at].strip():
        return lines[at].startswith("    ") or bool(lines[at - 1].strip())
    following = next((line for line in lines[at:] if line.strip()), "")
    return following.startswith("    ")


def _without_inline_notes(text: str, notes: dict[str, str]) -> str:
    pieces: list[str] = []
    at = 0
    closing = _closing(text)
    for found in _INLINE_NOTE.finditer(text):
        end = closing.get(found.end() - 1)
        if not found["note"] or found.start() < at or end is None:
            continue
        name = f"inline-{len(notes)}"
        notes[name] = text[found.end() : end].strip()
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
