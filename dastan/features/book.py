"""What every book has: its title page, its contents, and a page for addresses that lead nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from dastan.model import Chapter, Output, Part, Site, Story


@dataclass(frozen=True, slots=True)
class Section:
    """Chapters that follow one another in one part, or in none."""

    part: Part | None
    chapters: tuple[Chapter, ...]


def book(site: Site) -> Iterable[Output]:
    """index.html, contents.html and 404.html."""
    words = sum(chapter.prose.words for chapter in site.story.chapters)
    values = {
        "sections": sections(site.story),
        "words": words,
        "base_path": urlsplit(site.config.url).path.rstrip("/") + "/",
    }
    for template in ("index.html", "contents.html", "404.html"):
        page = site.render(template, path=template, **values)
        yield Output(template, page.encode(), f"the page {template}")


def sections(story: Story) -> tuple[Section, ...]:
    """The chapters in telling order, a section for each run of one part."""
    parts = {part.folder: part for part in story.parts}
    runs = groupby(story.chapters, key=lambda chapter: chapter.part)
    return tuple(Section(parts.get(folder), tuple(run)) for folder, run in runs)
