"""The whole book on one page, for those who read, search or print it in one piece."""

from collections.abc import Iterable, Sequence
from functools import partial

from dastan.digest import digest
from dastan.links import leads_of
from dastan.model import Chapter, Output, Part, Section, Site

LIMIT = 300_000
"""Words past which each part has a page of its own."""


def book(site: Site) -> Iterable[Output]:
    """book.html; for a long story in parts that is a list of pages, one for each part."""
    sections = site.story.sections
    words = sum(chapter.prose.words for chapter in site.story.chapters)
    if words <= LIMIT or len(sections) == 1:
        yield _page(site, "book.html", site.config.title, sections)
        return
    pages = [_part_page(site, number, section) for number, section in enumerate(sections, start=1)]
    titles = [(page.path, title) for page, title in pages]
    yield from (page for page, _ in pages)
    yield _page(site, "book.html", site.config.title, (), titles)


def _part_page(site: Site, number: int, section: Section) -> tuple[Output, str]:
    title = section.part.title if section.part else section.chapters[0].title
    return _page(site, f"book-{number}.html", title, (section,)), title


def _page(
    site: Site,
    path: str,
    title: str,
    sections: Sequence[Section],
    pages: Sequence[tuple[str, str]] = (),
) -> Output:
    def make() -> bytes:
        told = partial(_told, site)
        values = {"title": title, "shown": sections, "pages": pages, "told": told}
        return site.render("book.html", path=path, **values).encode()

    return Output(path, site.keep("book", site.whole + path, make), f"the page {path}")


def _told(site: Site, part: Part | None, chapter: Chapter) -> str:
    """A chapter's share, made anew only where something that it depends on has changed."""

    def make() -> bytes:
        return site.render("whole.html", path="book.html", part=part, chapter=chapter).encode()

    inputs = (site.shell, site.digests[chapter.path], leads_of(site.story, chapter))
    return site.keep("book chapter", digest(inputs), make).decode()
