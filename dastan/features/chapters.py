"""The chapters: a page for each, with its neighbours."""

from collections.abc import Iterable
from hashlib import sha256

from dastan.diagnostics import Span
from dastan.links import refs_of
from dastan.model import Chapter, Event, Output, Part, Site, Story
from dastan.time import bounds_in_words
from dastan.words import minutes


def chapters(site: Site) -> Iterable[Output]:
    """chapters/<slug>.html, or chapters/<part>/<slug>.html."""
    bare = site.outline.chapters
    so_far, opened = "", ""
    left = sum(chapter.prose.words for chapter in site.story.chapters)
    parts = {part.folder: part for part in site.story.parts}
    for at, chapter in enumerate(site.story.chapters):
        left -= chapter.prose.words
        so_far = site.story.snapshots.get(chapter.path, so_far)
        part = parts.get(chapter.part)
        opens_part = part is not None and part.folder != opened
        opened = chapter.part
        yield _page(
            site,
            chapter,
            part,
            timeline=so_far,
            happens=_happens(site.story, chapter),
            number=at + 1,
            minutes_left=minutes(left),
            opens_part=opens_part,
            previous=bare[at - 1] if at else None,
            next=bare[at + 1] if at + 1 < len(bare) else None,
        )


def _page(site: Site, chapter: Chapter, part: Part | None, **values: object) -> Output:
    """A chapter's page, made anew only where something that it depends on has changed."""
    path = site.story.urls[chapter.path]

    def make() -> bytes:
        return site.render("chapter.html", path=path, chapter=chapter, part=part, **values).encode()

    texts = (chapter, part) if part else (chapter,)
    leads = [site.story.targets[text.path, ref.target] for text in texts for ref in refs_of(text)]
    marks = [site.story.marks.get(event.id) for event in chapter.events]
    inputs = repr((site.shell, path, chapter, part, leads, marks, values))
    page = site.keep("chapter", sha256(inputs.encode()).hexdigest(), make)
    return Output(path, page, f"the chapter {chapter.path}", Span(chapter.path))


def _happens(story: Story, chapter: Chapter) -> tuple[tuple[Event, str], ...]:
    """The chapter's events and when they were, where no timeline so far stands for it."""
    if chapter.path in story.snapshots or chapter.path not in story.so_far:
        return ()
    known = story.so_far[chapter.path]
    names = {person.id: person.name for person in story.people}
    return tuple((p.event, bounds_in_words(known.origin, p, names)) for p in known.events)
