"""All files to one value: what they say of each other, and whether it is true.

Pure: parsed values and the names of the assets in, `Story` out. Here chapters get their order and
their addresses, links are held against what there is, and drafts leave the story.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from dastan.diagnostics import (
    Checked,
    Diagnostic,
    Related,
    did_you_mean,
    error,
    in_order,
    warning,
)
from dastan.links import Linking, Links, anchors_of, refs_of
from dastan.model import (
    Asset,
    Chapter,
    Entry,
    Event,
    Page,
    Part,
    Prose,
    Ref,
    Section,
    Story,
    Words,
)
from dastan.parse import Parsed, default_part
from dastan.urls import file_slug, slug


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a site is built."""

    now: datetime
    """Aware of its zone; a chapter with a later date waits."""
    drafts: bool = False
    future: bool = False

    def may_read(self, chapter: Chapter) -> bool:
        if chapter.draft and not self.drafts:
            return False
        return self.future or chapter.date is None or chapter.date <= self.now


def resolve(
    parsed: Sequence[Parsed],
    assets: Mapping[str, Asset],
    audience: Audience,
    cover: Ref | None = None,
) -> Checked[Story]:
    """The story that `audience` may read, from all its files; `assets` by their path.

    `cover` is the picture that story.yml names.
    """
    every = tuple(value for value in parsed if isinstance(value, Chapter))
    known = {value.folder: value for value in parsed if isinstance(value, Part)}
    parts = {folder: known.get(folder) or default_part(folder) for folder in _folders(every)}
    entries = tuple(value for value in parsed if isinstance(value, Entry))
    pages = tuple(value for value in parsed if isinstance(value, Page))
    chapters = _in_telling_order(every, parts)
    shown = tuple(chapter for chapter in chapters if audience.may_read(chapter))
    read_pages = tuple(page for page in pages if audience.drafts or not page.draft)
    shown_parts = tuple(parts[folder] for folder in _folders(shown))
    seen: tuple[Linking, ...] = (*shown, *shown_parts, *read_pages, *entries)
    visible = {value.path for value in seen} | ({cover.span.path} if cover else set())
    urls = _urls(chapters, parts, entries, pages)
    links = Links(urls, visible, assets, anchors_of(parsed))
    targets: dict[tuple[str, str], str] = {}
    problems: list[Diagnostic] = []
    linking: tuple[Linking, ...] = (*chapters, *pages, *entries, *known.values())
    for value in linking:
        for ref in refs_of(value):
            checked = links.judge(value.path, ref)
            targets[value.path, ref.target] = checked.value
            problems += checked.diagnostics
    judged = links.judge(cover.span.path, cover) if cover else Checked("")
    problems += judged.diagnostics
    loose = tuple(event for value in parsed if isinstance(value, tuple) for event in value)
    problems += _twin_events(chapters, loose)
    problems += _unknown_names(chapters, entries)
    problems += _outer_places([entry for entry in entries if entry.kind == "places"])
    story = Story(
        chapters=shown,
        sections=_sections(shown, parts),
        parts=shown_parts,
        people=_of_kind(entries, "people"),
        places=_of_kind(entries, "places"),
        things=_of_kind(entries, "things"),
        pages=tuple(sorted(read_pages, key=lambda page: page.order)),
        events=tuple(event for chapter in shown for event in chapter.events) + loose,
        urls={path: url for path, url in urls.items() if path in visible} | links.published,
        images=links.images,
        cover=judged.value,
        targets=targets,
        hidden=tuple(chapter for chapter in chapters if chapter.path not in visible),
    )
    return Checked(story, in_order(problems))


def outline(story: Story) -> Story:
    """The story without its texts: all that templates see of it, so that a page depends on the
    texts that it is handed, and on no other."""
    bare = {chapter.path: _bare(chapter) for chapter in story.chapters}
    return replace(
        story,
        chapters=tuple(bare.values()),
        sections=tuple(
            replace(section, chapters=tuple(bare[chapter.path] for chapter in section.chapters))
            for section in story.sections
        ),
        people=tuple(replace(entry, prose=Prose(), timing="") for entry in story.people),
        places=tuple(replace(entry, prose=Prose(), timing="") for entry in story.places),
        things=tuple(replace(entry, prose=Prose(), timing="") for entry in story.things),
        pages=tuple(replace(page, prose=Prose()) for page in story.pages),
        events=(),
        targets={},
        so_far={},
        marks={},
        time_digest="",
        hidden=(),
    )


def _bare(chapter: Chapter) -> Chapter:
    return replace(
        chapter,
        events=(),
        epigraph=None,
        note_before=None,
        note_after=None,
        prose=Prose(),
        title_span=None,
        timing="",
    )


def _folders(chapters: Iterable[Chapter]) -> tuple[str, ...]:
    """The parts of some chapters, each once, in the order of the chapters."""
    return tuple(dict.fromkeys(chapter.part for chapter in chapters if chapter.part))


def _sections(chapters: Iterable[Chapter], parts: Mapping[str, Part]) -> tuple[Section, ...]:
    runs = groupby(chapters, key=lambda chapter: chapter.part)
    return tuple(Section(parts.get(folder), tuple(run)) for folder, run in runs)


def _of_kind(entries: Iterable[Entry], kind: str) -> tuple[Entry, ...]:
    mine = (entry for entry in entries if entry.kind == kind)
    return tuple(sorted(mine, key=lambda entry: (entry.name.casefold(), entry.path)))


def _in_telling_order(
    chapters: Iterable[Chapter], parts: Mapping[str, Part]
) -> tuple[Chapter, ...]:
    """Folder by folder: a part stands among the chapters beside it as its own order says."""

    def order(chapter: Chapter) -> tuple[tuple[object, ...], ...]:
        if chapter.part:
            return parts[chapter.part].order, (chapter.part,), chapter.order
        return (chapter.order,)

    return tuple(sorted(chapters, key=order))


def _urls(
    chapters: Iterable[Chapter],
    parts: Mapping[str, Part],
    entries: Iterable[Entry],
    pages: Iterable[Page],
) -> dict[str, str]:
    urls = {}
    for chapter in chapters:
        folder = f"{parts[chapter.part].slug}/" if chapter.part else ""
        urls[chapter.path] = f"chapters/{folder}{chapter.slug}.html"
    for entry in entries:
        urls[entry.path] = f"{entry.kind}/{slug(entry.id) or file_slug(entry.id)}.html"
    for page in pages:
        urls[page.path] = f"pages/{page.slug}.html"
    return urls


# --- what files say of each other


def _twin_events(chapters: Iterable[Chapter], loose: Sequence[Event]) -> Iterator[Diagnostic]:
    seen: dict[str, Event] = {}
    for event in (*(event for chapter in chapters for event in chapter.events), *loose):
        first = seen.setdefault(event.id, event)
        if event.id and first is not event:
            message = f"there are two events “{event.id}”"
            related = (Related(first.span, "the other one"),)
            yield error("duplicate-event", message, event.span, "rename one", related)


def _unknown_names(chapters: Iterable[Chapter], entries: Iterable[Entry]) -> Iterator[Diagnostic]:
    """People and places without a file; none at all while nobody has made such a file."""
    files = {
        kind: [entry.id for entry in entries if entry.kind == kind] for kind in ("people", "places")
    }
    for chapter in chapters:
        people: tuple[Words, ...] = (*chapter.people, *((chapter.pov,) if chapter.pov else ()))
        places = chapter.place
        for event in chapter.events:
            people += event.people + event.mentions
            places += event.place
        for kind, folder, names in (("person", "people", people), ("place", "places", places)):
            for words in names if files[folder] else ():
                if words.text not in (*files["people"], *files["places"]):
                    hint = did_you_mean(words.text, files[folder])
                    message = f"no file tells of the {kind} “{words.text}”"
                    hint = hint or f"make site_src/{folder}/{slug(words.text)}.md"
                    yield warning(f"unknown-{kind}", message, words.span, hint)


def _outer_places(places: Sequence[Entry]) -> Iterator[Diagnostic]:
    """Places said to be in one that nobody has made or, however far round, in themselves."""
    inside = {place.id: place.within for place in places}
    told: set[str] = set()
    for place in places:
        words = place.within
        if words and words.text not in inside:
            message = f"no file tells of the place “{words.text}”"
            hint = did_you_mean(words.text, inside.keys() - {place.id})
            hint = hint or f"make site_src/places/{slug(words.text)}.md"
            yield warning("unknown-place", message, words.span, hint)
        way = [place.id]
        while (outer := inside.get(way[-1])) and outer.text not in way:
            way.append(outer.text)
        if words and outer and outer.text == place.id not in told:
            told.update(way)
            spans = [each.within.span for each in places if each.within and each.id in way[1:]]
            message = "a place cannot lie in itself: " + " in ".join(
                f"“{each}”" for each in (*way, place.id)
            )
            related = tuple(Related(span, "another of these lines") for span in spans)
            yield error("place-circle", message, words.span, "leave out one `in:`", related)
