"""timeline.json: a timeline for other programs."""

from collections.abc import Callable

from dastan.time.timeline import Bounds, Placed, Timeline, tied_with, written


def as_json(timeline: Timeline, href: Callable[[Placed], str | None]) -> dict[str, object]:
    """The document, of plain values; `href` gives each event's place in the site, if it has one.

    Bounds are ISO dates where the origin is the calendar, else whole days from the origin; None is
    unbounded.
    """
    return {
        "origin": timeline.origin,
        "events": [_event(timeline, placed, href(placed)) for placed in timeline.events],
        "assumptions": [
            {"text": each.text, "path": each.span.path, "line": each.span.line}
            for each in timeline.assumptions
        ],
        "conflicts": [
            {
                "path": conflict.span.path,
                "line": conflict.span.line,
                "message": conflict.message,
                "chain": [
                    {"path": link.span.path, "line": link.span.line, "text": link.text}
                    for link in conflict.related
                ],
            }
            for conflict in timeline.conflicts
        ],
    }


def _event(timeline: Timeline, placed: Placed, href: str | None) -> dict[str, object]:
    event = placed.event
    return {
        "id": event.id,
        "title": event.title,
        "chapter": placed.chapter,
        "href": href if placed.chapter is not None else None,
        "told": placed.told,
        "rank": placed.rank,
        "tied_with": list(tied_with(timeline, event.id)),
        "start": _bounds(timeline, placed.start),
        "end": _bounds(timeline, placed.end),
        "basis": placed.basis,
        "flashback": placed.flashback,
        "imagined": placed.imagined,
        "phrase": event.phrase.text if event.phrase else None,
        "place": [words.text for words in event.place],
        "people": [words.text for words in event.people],
    }


def _bounds(timeline: Timeline, bounds: Bounds) -> dict[str, object]:
    return {
        "earliest": written(timeline, bounds.earliest),
        "latest": written(timeline, bounds.latest),
    }
