"""The timeline as a chapter of the book: what happened, in order, and where it is told."""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from dastan.features.epub.document import Document, element
from dastan.model import Site
from dastan.time import Placed, time_before
from dastan.when import time_words
from dastan.words import catalogue

NAME = "timeline.xhtml"


def chronicle(site: Site, chapters: Mapping[str, str]) -> Iterator[Document]:
    """The timeline, where anything happens; `chapters` gives a chapter's document for its path."""
    code = site.config.language
    if not site.story.timeline or not (timeline := site.timelines.whole()).events:
        return
    words = time_words(code, site.story.people)
    events = element("ol", {"class": "timeline"})
    said = ""
    for placed in timeline.events:
        starts, later = words.starts(placed), words.later(time_before(timeline, placed))
        new = starts if starts != said else ""
        events.append(_event(placed, chapters, "; ".join(filter(None, (later, new)))))
        said = starts
    title = catalogue(code).gettext("Timeline")
    heading = element("h1", {}, text=title)
    section = element("section", {"class": "cast"}, heading, events)
    yield Document(NAME, title, code, (section,), "backmatter")


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
