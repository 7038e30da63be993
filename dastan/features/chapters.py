"""The chapters: a page for each, with its neighbours."""

from collections.abc import Iterable, Sequence

from dastan.diagnostics import Span
from dastan.digest import digest
from dastan.links import leads_of
from dastan.model import Chapter, Event, Output, Part, Site, Story
from dastan.when import time_words
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
            happens=_happens(site.story, chapter, site.config.language),
            number=at + 1,
            minutes_left=minutes(left),
            opens_part=opens_part,
            headpiece=_headpiece(site.story, chapter, part if opens_part else None),
            previous=bare[at - 1] if at else None,
            next=bare[at + 1] if at + 1 < len(bare) else None,
        )


def _page(
    site: Site,
    chapter: Chapter,
    part: Part | None,
    happens: Sequence[tuple[Event, str]],
    **values: object,
) -> Output:
    """A chapter's page, made anew only where something that it depends on has changed."""
    path = site.story.urls[chapter.path]

    def make() -> bytes:
        told = {"chapter": chapter, "part": part, "happens": happens}
        return site.render("chapter.html", path=path, **told, **values).encode()

    texts = (chapter, part) if part else (chapter,)
    inputs = (
        # The neighbours are in the outline, and so in the shell; the events in the chapter.
        *(site.shell, path, {**values, "previous": None, "next": None}),
        [when for _, when in happens],
        [site.digests.get(text.path) for text in texts],
        leads_of(site.story, *texts),
    )
    page = site.keep("chapter", digest(inputs), make)
    return Output(path, page, f"the chapter {chapter.path}", Span(chapter.path))


def _headpiece(story: Story, chapter: Chapter, opened: Part | None) -> str:
    """The picture that a chapter opens with: its own, else that of the part which it opens."""
    for owner in (chapter, opened):
        if owner and owner.image and (target := story.targets[owner.path, owner.image.target]):
            return target
    return ""


def _happens(story: Story, chapter: Chapter, language: str) -> tuple[tuple[Event, str], ...]:
    """The chapter's events and when they were, where no timeline so far stands for it."""
    if chapter.path in story.snapshots or chapter.path not in story.so_far:
        return ()
    words = time_words(language, story.people)
    return tuple((p.event, words.starts(p)) for p in story.so_far[chapter.path].events)
