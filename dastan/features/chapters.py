"""The chapters: a page for each, with its neighbours."""

import re
from collections.abc import Iterable

from dastan.model import Chapter, Output, Part, Site

_BEYOND_PLAIN = re.compile(r"<(?!/|(?:p|em|strong|a|hr|br)[ >])")


def chapters(site: Site) -> Iterable[Output]:
    """chapters/<slug>.html, or chapters/<part>/<slug>.html."""
    told = site.story.chapters
    parts = {part.folder: part for part in site.story.parts}
    for number, chapter in enumerate(told, start=1):
        path = site.story.urls[chapter.path]
        part = parts.get(chapter.part)
        opens_part = part is not None and (number == 1 or told[number - 2].part != chapter.part)
        page = site.render(
            "chapter.html",
            path=path,
            sheets=_sheets(chapter, part if opens_part else None),
            chapter=chapter,
            number=number,
            part=part,
            opens_part=opens_part,
            previous=told[number - 2] if number > 1 else None,
            next=told[number] if number < len(told) else None,
        )
        yield Output(path, page.encode(), f"the chapter {chapter.path}")


def _sheets(chapter: Chapter, opened: Part | None) -> list[str]:
    """The style sheets that a chapter needs: that of plain prose, and the rest where it is used."""
    epigraph = chapter.epigraph or (opened and opened.epigraph)
    plain = not (epigraph or chapter.prose.notes or _BEYOND_PLAIN.search(chapter.prose.html))
    return ["chapter.css"] if plain else ["chapter.css", "blocks.css"]
