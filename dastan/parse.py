"""One file to one value: `Source` to `Chapter`, `Part`, `Entry` or `Page`.

Each file is parsed by itself and knows of no other, so that its result may be kept for as long as
its bytes stay the same. Parsing never raises; a broken file still gives a value, so that what else
is wrong in the story comes in the same run.
"""

import re
from dataclasses import replace
from posixpath import basename

from dastan.config import Config, checked_language
from dastan.diagnostics import Checked, Span
from dastan.digest import digest
from dastan.fields import Fields
from dastan.frontmatter import Mapping, parse_mapping
from dastan.kinds import CHAPTERS, kind, part_folder
from dastan.markdown_file import MarkdownFile, Options
from dastan.model import Chapter, Entry, EntryKind, Event, Page, Part, Source
from dastan.prose import plain
from dastan.urls import file_slug, numbered, order_of, slug

_COORDINATES = re.compile(r"(-?\d+(?:\.\d+)?)[,\s]+(-?\d+(?:\.\d+)?)")
_EVENT_ENTRY = re.compile(r"(?:^\s*(?:-\s*)?|[{,]\s*)id:\s*[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.M)
_EVENT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Parsed = Chapter | Part | Entry | Page | tuple[Event, ...]


def options(config: Config) -> Options:
    return Options(config.language, config.timezone, config.untrusted)


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
    reading = MarkdownFile(source, options)
    fields = reading.fields
    title, title_span = reading.title()
    language = checked_language(fields) or options.language
    reading.language = language
    events = tuple(_event(entry, source.path, language) for entry in fields.records("events"))
    if reading.broken:
        events = _salvaged(source, source.path)
    value = Chapter(
        path=source.path,
        title=plain(title, language),
        title_span=title_span,
        slug=reading.slug(),
        order=reading.order(),
        part=part_folder(source.path),
        language=language,
        draft=fields.flag("draft"),
        date=fields.moment("date", options.timezone),
        summary=plain(fields.text("summary"), language),
        description=plain(fields.text("description"), language),
        epigraph=reading.epigraph(),
        place=fields.ids("place"),
        people=fields.ids("people"),
        pov=fields.words("pov"),
        events=events,
        aliases=fields.ids("aliases"),
        image=reading.image(),
        note_before=reading.markdown("note_before"),
        note_after=reading.markdown("note_after"),
    )
    fields.close(("tags", "cssclasses"))
    timing = digest((value.path, value.slug, events))
    return reading.checked(replace(value, prose=reading.body(events), timing=timing))


def page(source: Source, options: Options) -> Checked[Page]:
    """An extra page."""
    reading = MarkdownFile(source, options)
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
    reading = MarkdownFile(source, options)
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
        aliases=tuple(words.text for words in fields.names("aliases")),
        born=fields.many("born") if kind == "people" else (),
        died=fields.many("died") if kind == "people" else (),
        within=fields.words("in") if kind == "places" else None,
        coordinates=_coordinates(fields) if kind == "places" else None,
        summary=plain(fields.text("summary"), options.language),
        image=reading.image(),
    )
    fields.close(("tags", "cssclasses"))
    timing = digest((value.path, kind, stem, value.born, value.died, value.within))
    return reading.checked(replace(value, prose=reading.body(), timing=timing))


def part(source: Source, options: Options) -> Checked[Part]:
    """A part.yml."""
    checked = parse_mapping(source.path, source.text)
    problems = list(checked.diagnostics)
    fields = Fields(checked.value or Mapping((), Span(source.path)), problems)
    folder = part_folder(source.path)
    title = fields.text("title")
    if checked.value is not None:
        fields.require("title", title, "write `title: ...`")
    reading = MarkdownFile(source, options, fields=fields)
    value = Part(
        path=source.path,
        folder=folder,
        title=plain(title, options.language) or folder,
        slug=file_slug(folder),
        order=order_of(folder, fields.number("order")),
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
    if checked.value is None:
        events = _salvaged(source, None)
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
        order=order_of(folder, None),
    )


def _event(fields: Fields, path: str | None, language: str) -> Event:
    found = fields.words("id")
    if found and not _EVENT_ID.fullmatch(found.text):
        hint = f"write `id: {slug(found.text) or 'leaves-home'}`"
        fields.wrong(f"“{found.text}” is no id: small letters, digits, hyphens", found.span, hint)
    fields.require("id", found, "such as `id: leaves-home`: other events name it so")
    title = fields.text("title")
    fields.require("title", title, "write `title: ...`: it stands on the timeline")
    place = fields.ids("place")
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
        people=fields.ids("people"),
        mentions=fields.ids("mentions"),
        absent_from=fields.ids("absent-from"),
        phrase=fields.words("phrase") if path else None,
        told=fields.one_of("told", ("", "flashback", "flashforward", "mentioned", "imagined"), ""),
        known_from=None if path else fields.words("known-from"),
    )
    fields.close()
    return event


def _salvaged(source: Source, chapter: str | None) -> tuple[Event, ...]:
    """The events of a file that cannot be understood, by their ids alone: so that nothing which
    names one of them elsewhere is said to be wrong as well."""
    found: dict[str, Event] = {}
    for match in _EVENT_ENTRY.finditer(source.text):
        line = source.text.count("\n", 0, match.start(1)) + 1
        title = match[1].replace("-", " ").capitalize()
        found.setdefault(match[1], Event(match[1], title, Span(source.path, line), chapter))
    return tuple(found.values())


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
