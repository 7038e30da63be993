"""The timeline: the whole story's, as data too, and that of a reader who has come so far."""

import json
from collections.abc import Iterable
from functools import partial

from dastan.features.timeline.curve import story_curve
from dastan.features.timeline.view import view
from dastan.model import Chapter, Output, Site
from dastan.time import Placed, Timeline, as_json


def timeline(site: Site) -> Iterable[Output]:
    """timeline.html, timeline.json and, as of a chapter, timeline/<slug>.html."""
    story = site.story
    if story.timeline is None:
        return
    yield _page(site, "timeline.html", story.timeline, None)
    document = site.keep("timeline.json", story.time_digest, partial(_document, site))
    yield Output("timeline.json", document, "the file timeline.json")
    for path, url in story.snapshots.items():
        known = story.so_far[path]
        assert known.timeline
        yield _page(site, url, known.timeline, known.chapter)


def _page(site: Site, path: str, shown: Timeline, as_of: Chapter | None) -> Output:
    def make() -> bytes:
        page = site.render(
            "timeline.html",
            path=path,
            shown=view(shown, site.story, site.config.language),
            curve=story_curve(shown, site.story.chapters),
            as_of=as_of,
        )
        return page.encode()

    digest = site.shell + site.story.time_digest + path
    return Output(path, site.keep("timeline", digest, make), f"the page {path}")


def _document(site: Site) -> bytes:
    assert site.story.timeline
    document = as_json(site.story.timeline, lambda placed: _href(site, placed))
    return f"{json.dumps(document, ensure_ascii=False)}\n".encode()


def _href(site: Site, placed: Placed) -> str | None:
    """Where an event's phrase stands, else its chapter; None where no chapter tells it."""
    event = placed.event
    url = site.story.urls.get(event.chapter or "")
    return f"{url}#event-{event.id}" if url and event.phrase else url
