"""People, places and things: a page for all of a kind, and one for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from dastan.diagnostics import Span
from dastan.digest import digest
from dastan.links import leads_of
from dastan.model import Chapter, Entry, EntryKind, Event, Output, Site, Story

TITLES: Mapping[EntryKind, str] = {"people": "People", "places": "Places", "things": "Things"}


def names(site: Site) -> Iterable[Output]:
    """people.html, people/<id>.html, and so on for places and things."""
    story = site.story
    bare = dict(_kinds(site.outline))
    for kind, entries in _kinds(story):
        path = f"{kind}.html"
        page = _kept(site, path, (), partial(_all, site, path, kind, bare[kind]))
        yield Output(path, page, f"the page {path}")
        for entry in entries:
            path = story.urls[entry.path]
            texts = (site.digests[entry.path], *leads_of(story, entry))
            page = _kept(site, path, texts, partial(_one, site, path, entry))
            yield Output(path, page, f"the file {entry.path}", Span(entry.path))


def _kept(site: Site, path: str, texts: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """A page, made anew only where the outline, a text of its own or an event has changed."""
    return site.keep("name", digest((site.shell, site.story.time_digest, path, *texts)), make)


def _all(site: Site, path: str, kind: EntryKind, entries: Sequence[Entry]) -> bytes:
    return site.render("names.html", path=path, title=TITLES[kind], entries=entries).encode()


def _one(site: Site, path: str, entry: Entry) -> bytes:
    seen = site.outline
    return site.render(
        "name.html",
        path=path,
        kind=entry.kind,
        title=TITLES[entry.kind],
        entry=entry,
        within=_named(seen.places, entry.within.text if entry.within else ""),
        holds=tuple(p for p in seen.places if p.within and p.within.text == entry.id),
        chapters=_chapters(seen, entry),
        events=_events(site.story, entry),
    ).encode()


def _kinds(story: Story) -> Iterable[tuple[EntryKind, tuple[Entry, ...]]]:
    kinds: tuple[tuple[EntryKind, tuple[Entry, ...]], ...] = (
        ("people", story.people),
        ("places", story.places),
        ("things", story.things),
    )
    return ((kind, entries) for kind, entries in kinds if entries)


def _named(entries: Iterable[Entry], name: str) -> Entry | None:
    return next((entry for entry in entries if entry.id == name), None)


def _chapters(story: Story, entry: Entry) -> tuple[Chapter, ...]:
    """The chapters that say they are about somebody, or set somewhere."""
    return tuple(
        chapter
        for chapter in story.chapters
        if any(words.text == entry.id for words in (*chapter.people, *chapter.place))
        or (chapter.pov and chapter.pov.text == entry.id)
    )


def _events(story: Story, entry: Entry) -> tuple[Event, ...]:
    """The told events that somebody takes part in, or that happen somewhere."""
    return tuple(
        event
        for event in story.events
        if event.chapter and any(words.text == entry.id for words in (*event.people, *event.place))
    )
