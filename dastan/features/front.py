"""The ways into the book: its title page, its contents, a page for addresses that lead nowhere."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from dastan.model import Output, Site


def front(site: Site) -> Iterable[Output]:
    """index.html, contents.html and 404.html."""
    words = sum(chapter.prose.words for chapter in site.story.chapters)
    values = {
        "words": words,
        "base_path": urlsplit(site.config.url).path.rstrip("/") + "/",
    }
    for template in ("index.html", "contents.html", "404.html"):
        page = site.render(template, path=template, **values)
        yield Output(template, page.encode(), f"the page {template}")
