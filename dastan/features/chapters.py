"""The chapters: a page for each, with its neighbours."""

import re
from collections.abc import Iterable

from dastan.diagnostics import Span
from dastan.model import Chapter, Event, Output, Part, Site, Story
from dastan.time import bounds_in_words

_BEYOND_PLAIN = re.compile(r"<(?!/|(?:p|em|strong|a|hr|br)[ >])")


def chapters(site: Site) -> Iterable[Output]:
    """chapters/<slug>.html, or chapters/<part>/<slug>.html."""
    told = site.story.chapters
    so_far = ""
    left = sum(chapter.prose.words for chapter in told)
    parts = {part.folder: part for part in site.story.parts}
    for number, chapter in enumerate(told, start=1):
        path = site.story.urls[chapter.path]
        part = parts.get(chapter.part)
        opens_part = part is not None and (number == 1 or told[number - 2].part != chapter.part)
        so_far = site.story.snapshots.get(chapter.path, so_far)
        left -= chapter.prose.words
        page = site.render(
            "chapter.html",
            path=path,
            timeline=so_far,
            happens=_happens(site.story, chapter),
            sheets=_sheets(chapter, part if opens_part else None),
            chapter=chapter,
            number=number,
            left=left,
            part=part,
            opens_part=opens_part,
            previous=told[number - 2] if number > 1 else None,
            next=told[number] if number < len(told) else None,
        )
        yield Output(path, page.encode(), f"the chapter {chapter.path}", Span(chapter.path))


def _happens(story: Story, chapter: Chapter) -> tuple[tuple[Event, str], ...]:
    """The chapter's events and when they were, where no timeline so far stands for it."""
    if chapter.path in story.snapshots or chapter.path not in story.so_far:
        return ()
    known = story.so_far[chapter.path]
    names = {person.id: person.name for person in story.people}
    return tuple((p.event, bounds_in_words(known.origin, p, names)) for p in known.events)


def _sheets(chapter: Chapter, opened: Part | None) -> list[str]:
    """The style sheets that a chapter needs: that of plain prose, and the rest where it is used."""
    epigraph = chapter.epigraph or (opened and opened.epigraph)
    plain = not (epigraph or chapter.prose.notes or _BEYOND_PLAIN.search(chapter.prose.html))
    return ["chapter.css"] if plain else ["chapter.css", "blocks.css"]
