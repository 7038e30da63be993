"""What search engines ask for: robots.txt, and a sitemap of a site that knows its address."""

from collections.abc import Iterable, Iterator
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dastan.model import Output, Site, Story
from dastan.urls import absolute

LIMIT = 50_000
"""Addresses in one sitemap, by its protocol (sitemaps.org)."""

_OWN_ROBOTS = "site_src/root/robots.txt"


def sitemap(site: Site) -> Iterable[Output]:
    """robots.txt, unless the author brings one; sitemap.xml, if there is a base URL.

    A sitemap's addresses are absolute, as in the pages' canonical links.
    """
    base = site.config.url
    if _OWN_ROBOTS not in site.assets:
        robots = "User-agent: *\nDisallow:\n"
        robots += f"Sitemap: {absolute(base, 'sitemap.xml')}\n" if base else ""
        yield Output("robots.txt", robots.encode(), "the file robots.txt")
    if not base:
        return
    urls = Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    days = _days(site)
    for path in [*_pages(site.story)][:LIMIT]:
        url = SubElement(urls, "url")
        SubElement(url, "loc").text = absolute(base, path)
        if path in days:
            SubElement(url, "lastmod").text = days[path].isoformat()
    indent(urls, "")
    body: bytes = tostring(urls, encoding="utf-8", xml_declaration=True)
    yield Output("sitemap.xml", body + b"\n", "the file sitemap.xml")


def _days(site: Site) -> dict[str, date]:
    """When each text last changed, by its page. A chapter that had to wait came on its own day."""
    story = site.story
    days = {story.urls[path]: day for path, day in site.changed().items() if path in story.urls}
    for chapter in story.chapters:
        url = story.urls[chapter.path]
        if url in days and chapter.date:
            days[url] = max(days[url], chapter.date.date())
    return days


def _pages(story: Story) -> Iterator[str]:
    """The pages that are worth finding.

    No drafts: they are for their author. Neither book.html nor the timelines as of a chapter: they
    say again what other pages say.
    """
    yield from ("index.html", "contents.html")
    yield from (story.urls[chapter.path] for chapter in story.chapters if not chapter.draft)
    if story.events:
        yield "timeline.html"
    for entries in (story.people, story.places, story.things):
        if entries:
            yield f"{entries[0].kind}.html"
        yield from (story.urls[entry.path] for entry in entries)
    yield from (story.urls[page.path] for page in story.pages if not page.draft)
