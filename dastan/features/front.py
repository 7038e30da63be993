"""The ways into the book: its title page, its contents, a page for addresses that lead nowhere."""

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from dastan.model import Output, Site


def front(site: Site) -> Iterable[Output]:
    """index.html, contents.html and 404.html."""
    words = sum(chapter.prose.words for chapter in site.story.chapters)
    values: dict[str, object] = {
        "sections": site.story.sections,
        "words": words,
        "base_path": urlsplit(site.config.url).path.rstrip("/") + "/",
    }
    for template in ("index.html", "contents.html", "404.html"):
        make = partial(_page, site, template, values)
        page = site.keep("front", site.whole + template, make)
        yield Output(template, page, f"the page {template}")


def _page(site: Site, template: str, values: dict[str, object]) -> bytes:
    return site.render(template, path=template, **values).encode()
