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
FRONT_MATTER_LIMIT = 64 * 1024
_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    text: str
    span: Span
    plain: bool = True
    """Written without quotes and not as a block."""


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
        problem = error("front-matter", message, Span(source.path, 2))
        return Checked(Document(None, body, line), (problem,))
    checked = parse_mapping(source.path, head, first_line=2)
    return Checked(Document(checked.value, body, line), checked.diagnostics)


def parse_mapping(path: str, text: str, first_line: int = 1) -> Checked[Mapping | None]:
    """A text that should hold one YAML mapping; None, and why, where it does not."""
    try:
        events = list(yaml.parse(text, Loader=_Loader))
        reading = _Reading(path, text.split("\n"), first_line, [], iter(events))
        node = reading.document()
    except yaml.MarkedYAMLError as problem:
        return Checked(None, (_syntax_error(problem, path, text, first_line),))
    except yaml.YAMLError as problem:
        return Checked(None, (error("front-matter", str(problem), Span(path, first_line)),))
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
            self.look_for_comment(event)
            return Scalar(event.value, span, plain=event.style is None)
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
                raise _RefusedError(error("front-matter", "a key must be one word", key.span))
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

    def look_for_comment(self, event: yaml.ScalarEvent) -> None:
        """Warn where `#1` in a plain text was read as a comment."""
        mark = event.end_mark
        assert mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        if event.style is None and (found := re.match(r"[ \t]+(#[^\s#].*)", rest)):
            span = Span(self.path, mark.line + self.first_line, mark.column + found.start(1) + 1)
            message = f"“{found[1].rstrip()}” is a comment, and no part of the value"
            hint = "put the value in quotes, or a space after the `#` of a real comment"
            self.problems.append(warning("cut-by-comment", message, span, hint))

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
    if tab := re.match(r" *(\t)", lines[at]):
        message, hint = "a tab cannot indent YAML", "use spaces"
        return error("front-matter", message, Span(path, at + first_line, tab.start(1) + 1), hint)
    while at and not lines[at].strip():
        at, column = at - 1, 0
    message = f"this is no YAML: {problem.problem or problem.context}"
    hint = "does each line say `key: value`, and stand as far in as its neighbours?"
    value = re.match(r"(\s*(?:- +)?[^\s:#][^:]*:[ \t]+)(\S.*?)\s*$", lines[at])
    if value and (value[2][0] in _SPECIAL or ": " in value[2] or value[2].endswith(":")):
        message = "YAML gives this text a meaning of its own"
        hint = f"put it in quotes: {value[1].strip()} {_quoted(value[2])}"
        column = value.start(2) if value[2][0] in _SPECIAL else max(column, value.start(2))
    return error("front-matter", message, Span(path, at + first_line, column + 1), hint)


_OPENERS = ("'", '"', "[", "{")
_SPECIAL = "@%*&!`[{>|\"'-?,]}"


def _quoted(text: str) -> str:
    if len(text) > 60:
        text = text[:59] + "…"
    return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'
