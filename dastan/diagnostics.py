"""What Dastan has to say about a story, and where in it.

Every step of the walk returns `Checked[T]`: a value and the diagnostics that came with it. Nothing
here raises and nothing prints: an exception anywhere in Dastan means a bug of ours, never a
mistake of the author's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Generic, Literal, TypeVar

T = TypeVar("T", covariant=True)
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the story's files."""

    path: str
    """Relative to the story's folder, with `/`."""
    line: int = 1
    """Counted from 1."""
    column: int = 1
    """In characters (code points), counted from 1."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a diagnostic: the first of two twins, a link of a chain."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    severity: Severity
    code: str
    """Kebab-case and stable: scripts rely on it."""
    message: str
    span: Span
    hint: str = ""
    """What to do about it; empty where the message says all."""
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value and the diagnostics that came with it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def error(
    code: str, message: str, span: Span, hint: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    return Diagnostic("error", code, message, span, hint, related)


def warning(
    code: str, message: str, span: Span, hint: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    return Diagnostic("warning", code, message, span, hint, related)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each once, by place: the order in which an author walks through the files."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.span, d.code, d.message)))


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` was probably meant to be, if there is one."""
    by_lower = {candidate.lower(): candidate for candidate in candidates}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A hint that names the nearest candidate, or an empty one."""
    found = nearest(word, candidates)
    return f"did you mean “{found}”?" if found else ""


def as_text(diagnostic: Diagnostic, text_of: Callable[[str], str | None]) -> str:
    """The form for people: the place, the line with a caret, the chain, the hint.

    `text_of` gives a file's text for its path, or None where there is no text to show.
    """
    span = diagnostic.span
    out = [
        f"{span.path}:{span.line}:{span.column}: "
        f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"
    ]
    out += excerpt_at(span, text_of)
    where = [f"{related.span.path}:{related.span.line}" for related in diagnostic.related]
    width = max(map(len, where), default=0)
    for place, related in zip(where, diagnostic.related, strict=True):
        first, *rest = related.text.split("\n")
        out.append(f"  {place:<{width}}  {first}")
        out += [f"      {line}" for line in rest]
    if diagnostic.hint:
        out += [f"  {line}" for line in diagnostic.hint.split("\n")]
    return "\n".join(out)


def excerpt_at(span: Span, text_of: Callable[[str], str | None]) -> list[str]:
    """The excerpt of a place; empty where there is no text to show."""
    lines = (text_of(span.path) or "").split("\n")
    if span.line > len(lines) or not lines[span.line - 1].strip():
        return []
    return excerpt(lines[span.line - 1], span.column)


def excerpt(line: str, column: int, width: int = 88) -> list[str]:
    """The line and a caret under its column; of a long line, the part round the column.

    >>> excerpt("order: 1O", 8)
    ['    order: 1O', '           ^']
    """
    line = line.replace("\t", " ")
    start = max(0, min(column - 1 - width // 2, len(line) - width))
    shown = line[start : start + width]
    if start:
        shown = "…" + shown[1:]
    if start + width < len(line):
        shown = shown[:-1] + "…"
    return [f"    {shown}".rstrip(), " " * (4 + column - 1 - start) + "^"]


def as_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The form for programs, with all eight keys."""
    return {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "path": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "related": [
            {"path": r.span.path, "line": r.span.line, "text": r.text} for r in diagnostic.related
        ],
    }
