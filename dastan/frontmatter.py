"""The only YAML: positioned text in, positioned values out.

YAML is read event by event and never constructed: every scalar stays the text that the author
typed (`NO` is a word, `12:30` a time) and keeps its line and column. What fiction has no use for
and what makes YAML dangerous (tags, anchors, aliases, deep nesting) is an error, so no loader with
a memory of types is needed, and no bomb can go off.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from dastan.diagnostics import Checked, Diagnostic, Related, Span, error, warning
from dastan.model import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 20
_CURLY = ("“”", "‘’")
_NO_BREAKS = {0x85: " ", 0x2028: " ", 0x2029: " "}
"""What YAML takes for the end of a line, and no editor does."""
FRONT_MATTER_LIMIT = 64 * 1024
_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    span: Span
    """Of its first character, behind a quote."""


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    entries: tuple[tuple[Scalar, "Node"], ...]
    span: Span


Node = Scalar | Listing | Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file, taken apart."""

    fields: Mapping | None
    """None where the front matter cannot be understood."""
    body: str
    line: int
    """The line of the file on which `body` begins."""


def split(source: Source) -> Checked[Document]:
    """The front matter of a Markdown file and the text below it."""
    nothing = Mapping((), Span(source.path))
    lines = source.text.split("\n")
    if lines[0].rstrip() != "---":
        return Checked(Document(nothing, source.text, 1))
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() in ("---", "...")), 0)
    if not end:
        message = "the front matter, opened by `---`, is never closed"
        hint = "put a line `---` between the front matter and the text"
        problem = error("front-matter-open", message, Span(source.path), hint)
        return Checked(Document(None, _after_first_blank(lines), 1), (problem,))
    body, line = "\n".join(lines[end + 1 :]), end + 2
    head = "\n".join(lines[1:end])
    if len(head.encode()) > FRONT_MATTER_LIMIT:
        message = "the front matter has more than 64 kB"
        hint = "is the line `---` missing that closes it?"
        problem = error("front-matter", message, Span(source.path, 2), hint)
        return Checked(Document(None, body, line), (problem,))
    checked = parse_mapping(source.path, head, first_line=2)
    return Checked(Document(checked.value, body, line), checked.diagnostics)


def parse_mapping(path: str, text: str, first_line: int = 1) -> Checked[Mapping | None]:
    """A text that should hold one YAML mapping; None, and why, where it does not."""
    text = text.translate(_NO_BREAKS)
    try:
        events = list(yaml.parse(text, Loader=_Loader))
        reading = _Reading(path, text.split("\n"), first_line, [], iter(events))
        node = reading.document()
    except yaml.MarkedYAMLError as problem:
        return Checked(None, (_syntax_error(problem, path, text, first_line),))
    except yaml.YAMLError:
        message = "a character in these lines cannot be read"
        return Checked(None, (error("front-matter", message, Span(path, first_line)),))
    except _RefusedError as problem:
        return Checked(None, (problem.diagnostic,))
    problems = tuple(reading.problems)
    if isinstance(node, Mapping):
        return Checked(node, problems)
    if isinstance(node, Scalar) and not node.text:
        return Checked(Mapping((), Span(path, first_line)), problems)
    what = "a list" if isinstance(node, Listing) else "plain text"
    message = f"this should be lines of `key: value`, and is {what}"
    hint = "write `title: ...`"
    if "\xa0" in text or "“" in text:
        hint += "; between key and value stands an ordinary colon and an ordinary space"
    return Checked(None, (*problems, error("front-matter", message, node.span, hint)))


class _RefusedError(Exception):
    """Ends the reading of a document; never leaves this module."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document on its way from events to nodes."""

    path: str
    lines: list[str]
    first_line: int
    problems: list[Diagnostic]
    events: "Iterator[yaml.Event]"

    def document(self) -> Node:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                return self.node(next(self.events), 0)
        return Scalar("", Span(self.path, self.first_line))

    def node(self, event: yaml.Event, depth: int) -> Node:
        span = self.span(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError(_special(f"*{getattr(event, 'anchor', '')}", "an alias", span))
        if (anchor := getattr(event, "anchor", None)) is not None:
            raise _RefusedError(_special(f"&{anchor}", "an anchor", span))
        if (tag := getattr(event, "tag", None)) is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            raise _RefusedError(_special(short, "a tag", span))
        if depth > DEPTH:
            raise _RefusedError(error("front-matter", f"nested more than {DEPTH} deep", span))
        if isinstance(event, yaml.ScalarEvent):
            if event.style:
                return Scalar(event.value, self.text_span(event))
            self.look_at_plain(event, span)
            return Scalar(event.value, span)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Listing(tuple(items), span)
        return Mapping(tuple(self.entries(depth)), span)

    def entries(self, depth: int) -> "Iterator[tuple[Scalar, Node]]":
        seen: dict[str, Span] = {}
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.node(inner, depth + 1)
            if not isinstance(key, Scalar):
                hint = "if it is meant as text, put it in quotes"
                raise _RefusedError(error("front-matter", "this cannot be a key", key.span, hint))
            value = self.node(next(self.events), depth + 1)
            if key.text not in seen:
                seen[key.text] = key.span
                yield key, value
                continue
            first = (Related(seen[key.text], "first here"),)
            message = f"“{key.text}” stands here a second time"
            self.problems.append(
                error("duplicate-key", message, key.span, "keep one of the two", first)
            )

    def look_at_plain(self, event: yaml.ScalarEvent, start: Span) -> None:
        """Warn where `#1` was read as a comment, or curly quotes as part of the text."""
        mark = event.end_mark
        assert mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        if event.value[:1] + event.value[-1:] in _CURLY and not rest.startswith(":"):
            message = "these curly quotes are part of the text"
            hint = f'if they are not, write {_quoted(event.value)}; if they are, "{event.value}"'
            self.problems.append(warning("curly-quotes", message, start, hint))
        if found := re.match(r"[ \t]+(#[^\s#].*)", rest):
            span = Span(self.path, mark.line + self.first_line, mark.column + found.start(1) + 1)
            message = f"“{found[1].rstrip()}” is a comment, and no part of the value"
            hint = "put the value in quotes, or a space after the `#` of a real comment"
            self.problems.append(warning("cut-by-comment", message, span, hint))

    def text_span(self, event: yaml.ScalarEvent) -> Span:
        """Where the text begins that stands in quotes, or as a block."""
        mark = event.start_mark
        assert mark
        if event.style not in ("|", ">"):
            return Span(self.path, mark.line + self.first_line, mark.column + 2)
        below = range(mark.line + 1, len(self.lines))
        at = next((at for at in below if self.lines[at].strip()), mark.line)
        return Span(self.path, at + self.first_line, _indent(self.lines[at]) + 1)

    def span(self, mark: Any) -> Span:
        assert mark
        return Span(self.path, mark.line + self.first_line, mark.column + 1)


def _special(what: str, name: str, span: Span) -> Diagnostic:
    message = f"“{what}” is {name} in YAML, which a story does not use"
    return error("front-matter", message, span, "if it is meant as text, put it in quotes")


def _after_first_blank(lines: list[str]) -> str:
    """What is probably the text under a front matter that was never closed."""
    end = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    return "\n".join(["", *[""] * (end - 1), *lines[end:]])


def _syntax_error(
    problem: yaml.MarkedYAMLError, path: str, text: str, first_line: int
) -> Diagnostic:
    """What the parser stumbled over, in the terms of somebody who writes `key: value`."""
    lines = text.split("\n")
    mark, opened = problem.problem_mark or problem.context_mark, problem.context_mark
    at, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    if opened and opened.line < at and lines[opened.line][opened.column :].startswith(_OPENERS):
        at, column = opened.line, opened.column
    while at and not lines[at].strip():
        at -= 1
    if at and _indent(lines[at - 1]) == _indent(lines[at]) and _KEYLESS.match(lines[at - 1]):
        at -= 1
    message, column, hint = _complaint(lines[at], min(column, len(lines[at])))
    return error("front-matter", message, Span(path, at + first_line, column + 1), hint)


def _complaint(line: str, column: int) -> tuple[str, int, str]:
    """What is wrong with a line, where in it, and what to do; `column` is the parser's place."""
    if tab := re.match(r" *\t", line):
        return "a tab cannot indent YAML", tab.end() - 1, "use spaces"
    if odd := re.match(r" *(?:[^\s:]+:)?\xa0", line):
        return "a no-break space is no space to YAML", odd.end() - 1, "type the space anew"
    found = _VALUE.match(line)
    key, value = found.groups() if found else ("", line.strip())
    quoted = f"put it in quotes: {key}{_quoted(value)}"
    first = value[:1]
    closer = _CLOSERS.get(first, "")
    if closer not in value[1:]:
        return f"the {first} here is never closed", line.index(value), f"close it, or {quoted}"
    if first in ("[", "{") and value.endswith(closer):
        return "inside brackets, a text with “:” or “,” needs quotes", column, ""
    if first in _SPECIAL:
        message = f"“{first}” at the beginning of a value has a meaning of its own in YAML"
        return message, line.index(value), quoted
    if key and (": " in value or value.endswith(":")):
        message = "a second “:” in the line has a meaning of its own in YAML"
        return message, max(column, line.index(value)), quoted
    hint = "does each line say `key: value`, and stand as far in as its neighbours?"
    return "this line cannot be understood", _indent(line), hint


_CLOSERS = {"'": "'", '"': '"', "[": "]", "{": "}"}
_OPENERS = tuple(_CLOSERS)
_SPECIAL = tuple("@%*&!`[{>|\"'-?,]}")
_VALUE = re.compile(r"\s*((?:- +)?(?:[^\s:#\[{\"'][^:\[{]*:[ \t]+)?)(\S.*?)\s*$")
_KEYLESS = re.compile(r" *[^\s#-](?!.*:(?:[ \t]|$))")
"""A line that should say `key: value` and has no key."""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _quoted(text: str) -> str:
    """A text as a quoted value of YAML; curly quotes round it were probably meant as these."""
    if text[:1] + text[-1:] in _CURLY:
        text = text[1:-1]
    if len(text) > 60:
        text = text[:59] + "…"
    return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
