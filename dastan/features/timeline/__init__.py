"""The timeline: the whole story's, as data too, and that of a reader who has come so far."""

import json
from collections.abc import Callable, Iterable
from functools import cache, partial

from dastan.features.timeline.curve import story_curve
from dastan.features.timeline.view import Card, view
from dastan.model import Chapter, Output, Site
from dastan.time import Placed, Timeline, as_json

Drawn = Callable[[str, Card], str]
"""The HTML of an event on the page of a path."""


def timeline(site: Site) -> Iterable[Output]:
    """timeline.html, timeline.json and, as of a chapter, timeline/<slug>.html."""
    story = site.story
    if not story.timeline:
        return
    drawn = _drawn(site)
    yield _page(site, "timeline.html", site.timelines.whole, None, drawn)
    document = site.keep("timeline.json", story.time_digest, partial(_document, site))
    yield Output("timeline.json", document, "the file timeline.json")
    for chapter in site.outline.chapters:
        if url := story.snapshots.get(chapter.path):
            yield _page(site, url, partial(_known, site, chapter.path), chapter, drawn)


def _known(site: Site, path: str) -> Timeline:
    return site.timelines.so_far()[path]


def _drawn(site: Site) -> Drawn:
    """Most events look the same on one timeline as on the next, and are drawn once a folder."""

    @cache
    def in_folder(folder: str, card: Card) -> str:
        return site.render("event.html", path=f"{folder}-", entry=card)

    return lambda path, card: in_folder(path[: path.rfind("/") + 1], card)


def _page(
    site: Site,
    path: str,
    timeline: Callable[[], Timeline],
    as_of: Chapter | None,
    drawn: Drawn,
) -> Output:
    def make() -> bytes:
        shown = timeline()
        page = site.render(
            "timeline.html",
            path=path,
            shown=view(shown, site.story, site.config.language),
            curve=story_curve(shown, site.story.chapters),
            as_of=as_of,
            drawn=partial(drawn, path),
        )
        return page.encode()

    digest = site.shell + site.story.time_digest + path
    return Output(path, site.keep("timeline page", digest, make), f"the page {path}")


def _document(site: Site) -> bytes:
    document = as_json(site.timelines.whole(), lambda placed: _href(site, placed))
    return f"{json.dumps(document, ensure_ascii=False)}\n".encode()


def _href(site: Site, placed: Placed) -> str | None:
    """Where an event's phrase stands, else its chapter; None where no chapter tells it."""
    event = placed.event
    url = site.story.urls.get(event.chapter or "")
    return f"{url}#event-{event.id}" if url and event.phrase else url
