"""A Markdown file on its way to a value: what chapters, pages, people and places have in common.

Its front matter is taken apart once; `parse` then asks for one thing after another, and what is
wrong is gathered on the way.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from posixpath import basename
from typing import TypeVar

from dastan.diagnostics import Checked, Diagnostic, Span, error, warning
from dastan.fields import Fields
from dastan.frontmatter import Mapping, split
from dastan.kinds import kind
from dastan.model import Epigraph, Event, Prose, Ref, Source, Words
from dastan.prose import Text, plain, prose
from dastan.urls import file_slug, numbered, order_of, slug

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Options:
    """What a file's meaning depends on beside its bytes."""

    language: str = "en"
    timezone: tzinfo = UTC
    untrusted: bool = False


class MarkdownFile:
    """A Markdown file on its way to a value: what chapters, pages and entries have in common."""

    def __init__(self, source: Source, options: Options, fields: Fields | None = None) -> None:
        self.source = source
        self.options = options
        self.language = options.language
        self.problems: list[Diagnostic] = []
        self.name = basename(source.path).removesuffix(".md")
        self.broken = False
        if fields is not None:
            self.fields = fields
            return
        checked = split(source)
        self.problems += checked.diagnostics
        self.markdown_body, self.line = checked.value.body, checked.value.line
        self.broken = checked.value.fields is None
        self.fields = Fields(checked.value.fields or Mapping((), Span(source.path)), self.problems)

    def title(self) -> tuple[str, Span]:
        """`title:`, else a first line `# Title` (taken out of the text), else an error."""
        if found := self.fields.words("title"):
            return found.text, found.span
        lead = re.match(r"\s*#[ \t]+(\S[^\n]*)(?:\n|$)", self.markdown_body)
        if lead:
            blank = "\n" * self.markdown_body.count("\n", 0, lead.end())
            span = Text(self.source.path, self.markdown_body, self.line).span(lead.start(1))
            self.markdown_body = blank + self.markdown_body[lead.end() :]
            return lead[1].rstrip(" \t#") or lead[1][0], span
        if not self.broken and self.source.text.strip():
            hint = "write `title: ...` in the front matter, or `# Title` as the first line"
            self.fields.require("title", None, hint)
        _, rest = numbered(self.name)
        return (rest or self.name).replace("-", " ").capitalize(), Span(self.source.path)

    def slug(self) -> str:
        """`slug:`, else the file's name without its number."""
        own = file_slug(self.name)
        found = self.fields.words("slug")
        if found and found.text != slug(found.text):
            hint = f"write `slug: {slug(found.text) or own}`"
            message = f"“{found.text}” cannot be part of an address"
            self.problems.append(error("wrong-value", message, found.span, hint))
        elif found:
            return found.text
        return own

    def order(self) -> tuple[object, ...]:
        return order_of(self.name, self.fields.number("order"))

    def image(self) -> Ref | None:
        return self.fields.image("image")

    def epigraph(self) -> Epigraph | None:
        """`epigraph:` with `text` and `source`."""
        fields = self.fields.record("epigraph")
        if fields is None:
            return None
        text = fields.words("text")
        fields.require("text", text)
        value = Epigraph(self.text(text), plain(fields.text("source"), self.language))
        fields.close()
        return value

    def markdown(self, key: str) -> Prose | None:
        found = self.fields.words(key)
        return self.text(found) if found else None

    def text(self, words: Words | None) -> Prose:
        """A Markdown text of the front matter."""
        if words is None:
            return Prose()
        span = words.span
        value = self._prose(Text(span.path, words.text, span.line, span.column))
        if value.notes:
            message = "a note cannot stand here, where there is no page's end to put it"
            self.problems.append(error("misplaced-note", message, span, "say it in brackets"))
        return value

    def body(self, events: tuple[Event, ...] = ()) -> Prose:
        """The text below the front matter; a warning where a chapter has none."""
        is_empty = not self.markdown_body.strip() and not self.broken
        if is_empty and kind(self.source.path) in ("chapter", "page"):
            span = Span(self.source.path, min(self.line, self.source.text.count("\n") + 1))
            self.problems.append(warning("empty-chapter", "there is no text here yet", span))
        return self._prose(Text(self.source.path, self.markdown_body, self.line), events)

    def _prose(self, text: Text, events: tuple[Event, ...] = ()) -> Prose:
        text = replace(text, language=self.language, untrusted=self.options.untrusted)
        checked = prose(text, events)
        self.problems += checked.diagnostics
        return checked.value

    def checked(self, value: _Value) -> Checked[_Value]:
        return Checked(value, tuple(self.problems))
