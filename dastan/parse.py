"""One file to one value: `Source` to `Chapter`, `Part`, `Entry` or `Page`.

Each file is parsed by itself and knows of no other, so that its result may be kept for as long as
its bytes stay the same. Parsing never raises; a broken file still gives a value, so that what else
is wrong in the story comes in the same run.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from posixpath import basename, dirname
from typing import Literal, TypeVar

from dastan.config import Config, checked_language
from dastan.diagnostics import Checked, Diagnostic, Span, error, warning
from dastan.fields import Fields
from dastan.frontmatter import Mapping, parse_mapping, split
from dastan.model import (
    Chapter,
    Entry,
    EntryKind,
    Epigraph,
    Event,
    Page,
    Part,
    Prose,
    Ref,
    Source,
    Words,
)
from dastan.prose import Text, plain, prose
from dastan.urls import file_slug, natural, numbered, slug, written

CHAPTERS = "site_src/chapters/"
TIMELINE = "site_src/timeline.yml"

_SYNC_COPY = re.compile(
    r"conflicted copy|sync-conflict-\d|[ -]+Copy(?: \(\d+\))?\.md$| \(\d+\)\.md$", re.IGNORECASE
)
_COORDINATES = re.compile(r"(-?\d+(?:\.\d+)?)[,\s]+(-?\d+(?:\.\d+)?)")
_EVENT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Kind = Literal[
    "chapter", "part", "people", "places", "things", "page", "timeline", "config", "none"
]


@dataclass(frozen=True, slots=True)
class Options:
    """What a file's meaning depends on beside its bytes."""

    language: str = "en"
    timezone: tzinfo = UTC
    untrusted: bool = False


_Value = TypeVar("_Value")
Parsed = Chapter | Part | Entry | Page | tuple[Event, ...]


def options(config: Config) -> Options:
    return Options(config.language, config.timezone, config.untrusted)


def kind(path: str) -> Kind:
    """What a text file of the story is, by its place and name."""
    name = basename(path)
    if path in ("site_src/story.yml", TIMELINE):
        return "config" if path != TIMELINE else "timeline"
    if path.startswith(CHAPTERS) and name == "part.yml":
        return "part"
    if not name.endswith(".md") or name.startswith("_") or name.lower() == "readme.md":
        return "none"
    if path.startswith(CHAPTERS):
        return "chapter"
    for folder in ("people", "places", "things"):
        if dirname(path) == f"site_src/{folder}":
            return folder
    return "page" if dirname(path) == "site_src/pages" else "none"


def misplaced(source: Source) -> tuple[Diagnostic, ...]:
    """A word about a text that nobody will read: a sync program's copy, a file out of place."""
    if source.path.startswith("templates/") or basename(source.path).startswith("_"):
        return ()
    name = basename(source.path)
    if is_sync_copy(source.path):
        message = f"“{name}” looks like the copy that a sync program left behind, and is left out"
        return (warning("sync-copy", message, Span(source.path), "keep one of the two files"),)
    if kind(source.path) == "none" and name.lower() != "readme.md":
        hint = "chapters stand in site_src/chapters/, extra pages in site_src/pages/"
        if not name.endswith(".md"):
            hint = "there are story.yml, timeline.yml and part.yml; all other texts end in .md"
        return (warning("misplaced-file", "nothing reads this file", Span(source.path), hint),)
    return ()


def is_sync_copy(path: str) -> bool:
    return _SYNC_COPY.search(basename(path)) is not None


def parse(source: Source, options: Options) -> Checked[Parsed]:
    """A file of any kind that `kind` names."""
    what = kind(source.path)
    if what == "chapter":
        return chapter(source, options)
    if what == "page":
        return page(source, options)
    if what == "part":
        return part(source, options)
    if what == "timeline":
        return timeline(source, options)
    assert what in ("people", "places", "things"), source.path
    return entry(source, options, what)


def chapter(source: Source, options: Options) -> Checked[Chapter]:
    """A chapter, from its front matter and its Markdown."""
    reading = _Reading(source, options)
    fields = reading.fields
    title, title_span = reading.title()
    language = checked_language(fields) or options.language
    reading.language = language
    events = tuple(_event(entry, source.path, language) for entry in fields.records("events"))
    value = Chapter(
        path=source.path,
        title=plain(title, language),
        title_span=title_span,
        slug=reading.slug(),
        order=reading.order(),
        part=_part_folder(source.path),
        language=language,
        draft=fields.flag("draft"),
        date=fields.moment("date", options.timezone),
        summary=plain(fields.text("summary"), language),
        description=plain(fields.text("description"), language),
        epigraph=reading.epigraph(),
        place=fields.many("place"),
        people=fields.many("people"),
        pov=fields.words("pov"),
        events=events,
        aliases=fields.many("aliases"),
        image=reading.image(),
        note_before=reading.markdown("note_before"),
        note_after=reading.markdown("note_after"),
    )
    fields.close(("tags", "cssclasses"))
    return reading.checked(replace(value, prose=reading.body(events)))


def page(source: Source, options: Options) -> Checked[Page]:
    """An extra page."""
    reading = _Reading(source, options)
    title, _ = reading.title()
    value = Page(
        path=source.path,
        slug=reading.slug(),
        title=plain(title, options.language),
        order=reading.order(),
        summary=plain(reading.fields.text("summary"), options.language),
        draft=reading.fields.flag("draft"),
    )
    reading.fields.close(("tags", "cssclasses"))
    return reading.checked(replace(value, prose=reading.body()))


def entry(source: Source, options: Options, kind: EntryKind) -> Checked[Entry]:
    """A person, a place or a thing."""
    reading = _Reading(source, options)
    fields = reading.fields
    name = fields.text("name")
    stem = basename(source.path).removesuffix(".md")
    if not reading.broken:
        fields.require("name", name, f"write `name: {stem.replace('-', ' ').title()}`")
    value = Entry(
        path=source.path,
        kind=kind,
        id=stem,
        name=plain(name or stem, options.language),
        aliases=tuple(words.text for words in fields.many("aliases")),
        born=fields.many("born") if kind == "people" else (),
        died=fields.many("died") if kind == "people" else (),
        within=fields.words("in") if kind == "places" else None,
        coordinates=_coordinates(fields) if kind == "places" else None,
        summary=plain(fields.text("summary"), options.language),
        image=reading.image(),
    )
    fields.close(("tags", "cssclasses"))
    return reading.checked(replace(value, prose=reading.body()))


def part(source: Source, options: Options) -> Checked[Part]:
    """A part.yml."""
    checked = parse_mapping(source.path, source.text)
    problems = list(checked.diagnostics)
    fields = Fields(checked.value or Mapping((), Span(source.path)), problems)
    folder = _part_folder(source.path)
    title = fields.text("title")
    if checked.value is not None:
        fields.require("title", title, "write `title: ...`")
    reading = _Reading(source, options, fields=fields)
    value = Part(
        path=source.path,
        folder=folder,
        title=plain(title, options.language) or folder,
        slug=file_slug(folder),
        order=_order(folder, fields.number("order")),
        summary=plain(fields.text("summary"), options.language),
        epigraph=reading.epigraph(),
        image=reading.image(),
    )
    fields.close()
    return Checked(value, (*problems, *reading.problems))


def timeline(source: Source, options: Options) -> Checked[tuple[Event, ...]]:
    """timeline.yml: events that no chapter tells."""
    checked = parse_mapping(source.path, source.text)
    problems = list(checked.diagnostics)
    fields = Fields(checked.value or Mapping((), Span(source.path)), problems)
    events = tuple(_event(entry, None, options.language) for entry in fields.records("events"))
    fields.close()
    return Checked(events, tuple(problems))


def default_part(folder: str) -> Part:
    """A part whose folder holds no part.yml: its name is its title."""
    _, rest = numbered(folder)
    title = (rest or folder).replace("-", " ").replace("_", " ")
    return Part(
        path=f"{CHAPTERS}{folder}/part.yml",
        folder=folder,
        title=title[:1].upper() + title[1:],
        slug=file_slug(folder),
        order=_order(folder, None),
    )


def _part_folder(path: str) -> str:
    folder = dirname(path.removeprefix(CHAPTERS))
    return folder.split("/")[0]


def _order(name: str, order: float | None) -> tuple[object, ...]:
    """Sorts by `order`, else by the number that the name begins with, then by the name."""
    number = numbered(name)[0]
    first = order if order is not None else float(number[:300]) if number else float("inf")
    return (first, *natural(name))


class _Reading:
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
        lead = re.match(r"\s*#[ \t]+(\S[^\n]*?)[ \t#]*(?:\n|$)", self.markdown_body)
        if lead:
            blank = "\n" * self.markdown_body.count("\n", 0, lead.end())
            span = Text(self.source.path, self.markdown_body, self.line).span(lead.start(1))
            self.markdown_body = blank + self.markdown_body[lead.end() :]
            return lead[1], span
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
        return _order(self.name, self.fields.number("order"))

    def image(self) -> Ref | None:
        found = self.fields.words("image")
        return Ref(written(found.text), found.span, "image") if found else None

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


def _event(fields: Fields, path: str | None, language: str) -> Event:
    found = fields.words("id")
    if found and not _EVENT_ID.fullmatch(found.text):
        hint = f"write `id: {slug(found.text) or 'leaves-home'}`"
        fields.wrong(f"“{found.text}” is no id: small letters, digits, hyphens", found.span, hint)
    fields.require("id", found, "such as `id: leaves-home`: other events name it so")
    title = fields.text("title")
    fields.require("title", title, "write `title: ...`: it stands on the timeline")
    place = fields.many("place")
    if len(place) > 2:
        fields.wrong("an event has one place, or two: from, to", place[2].span)
    event = Event(
        id=found.text if found else "",
        title=plain(title, language),
        span=found.span if found else fields.span,
        chapter=path,
        when=fields.many("when"),
        lasts=fields.words("lasts"),
        ends=fields.many("ends"),
        place=place[:2],
        people=fields.many("people"),
        mentions=fields.many("mentions"),
        absent_from=fields.many("absent-from"),
        phrase=fields.words("phrase") if path else None,
        told=fields.one_of("told", ("", "flashback", "flashforward", "mentioned", "imagined"), ""),
        known_from=None if path else fields.words("known-from"),
    )
    fields.close()
    return event


def _coordinates(fields: Fields) -> tuple[float, float] | None:
    """Latitude, longitude in degrees."""
    found = fields.many("coordinates")
    if not found:
        return None
    parts = _COORDINATES.fullmatch(" ".join(words.text for words in found))
    if parts and abs(float(parts[1])) <= 90 and abs(float(parts[2])) <= 180:
        return float(parts[1]), float(parts[2])
    hint = "`coordinates: 43.24, 76.89` (latitude, longitude, in degrees)"
    fields.wrong("this is no place on earth", found[0].span, hint)
    return None
