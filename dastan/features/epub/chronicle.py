"""The timeline as a chapter of the book: what happened, in order, and where it is told."""

from collections.abc import Callable, Mapping
from functools import partial
from xml.etree.ElementTree import Element

from dastan.features.epub.document import Body, Document, element
from dastan.features.epub.setting import Setting
from dastan.features.epub.volume import Volume
from dastan.model import Site
from dastan.time import Placed, Timeline, time_before
from dastan.when import TimeWords, time_words
from dastan.words import catalogue

NAME = "timeline.xhtml"


def chronicle(site: Site, volume: Volume, chapters: Mapping[str, str]) -> tuple[Document, ...]:
    """The timeline, where anything happens; `chapters` gives a chapter's document for its path."""
    code = site.config.language
    if not volume.timeline:
        return ()
    looked_at = (code, site.story.time_digest, volume.known_from, *chapters.items())
    title = catalogue(code).gettext("Timeline")
    words = time_words(code, site.story.people)
    body = partial(_body, partial(_timeline, site, volume), title, words, chapters)
    return (Document(NAME, title, code, body, "backmatter", looked_at=looked_at),)


def _timeline(site: Site, volume: Volume) -> Timeline:
    timelines = site.timelines
    return timelines.so_far()[volume.known_from] if volume.known_from else timelines.whole()


def _body(
    timeline: Callable[[], Timeline],
    title: str,
    words: TimeWords,
    chapters: Mapping[str, str],
    setting: Setting,
) -> Body:
    events = element("ol", {"class": "timeline"})
    said = ""
    told = timeline()
    for placed in told.events:
        starts, later = words.starts(placed), words.later(time_before(told, placed))
        new = starts if starts != said else ""
        events.append(_event(placed, chapters, "; ".join(filter(None, (later, new)))))
        said = starts
    heading = element("h1", {}, text=title)
    return (element("section", {"class": "cast"}, heading, events),)


def _event(placed: Placed, chapters: Mapping[str, str], when: str) -> Element:
    event = placed.event
    document = chapters.get(event.chapter or "")
    place = f"{document}#event-{event.id}" if document and event.phrase else document
    title = element("a", {"href": place}, text=event.title) if place else None
    return element(
        "li",
        {"id": f"when-{event.id}"},
        element("p", {"class": "when"}, text=when) if when else None,
        element("p", {}, title, text="" if place else event.title),
    )
