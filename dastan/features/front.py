"""The ways into the book: its title page, its contents, a page for addresses that lead nowhere."""

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from dastan.digest import digest
from dastan.model import Output, Site
from dastan.words import minutes


def front(site: Site) -> Iterable[Output]:
    """index.html, contents.html and 404.html."""
    words = {chapter.path: chapter.prose.words for chapter in site.story.chapters}
    shown = {
        "words": _about(sum(words.values())),
        "lengths": {path: minutes(count) for path, count in words.items()},
    }
    base_path = urlsplit(site.config.url).path.rstrip("/") + "/"
    values = {"sections": site.outline.sections, "base_path": base_path, **shown}
    for template in ("index.html", "contents.html", "404.html"):
        make = partial(_page, site, template, values)
        page = site.keep("front", digest((site.shell, template, shown)), make)
        yield Output(template, page, f"the page {template}")


def _about(words: int) -> int:
    """A number of words, beyond which nobody counts them one by one to three digits.

    >>> _about(597914), _about(3481)
    (598000, 3481)
    """
    return words if words < 10_000 else round(words, 3 - len(str(words)))


def _page(site: Site, template: str, values: dict[str, object]) -> bytes:
    return site.render(template, path=template, **values).encode()
