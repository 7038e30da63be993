"""The timeline of a story: all that a page needs, as frozen values.

What `dastan.time` hands to the features; `dastan.when` puts it into the reader's words. Days are
counted from the timeline's origin; `written` turns them into dates where that is the calendar.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dastan.diagnostics import Diagnostic, Span
from dastan.model import Event
from dastan.time.amounts import Amount
from dastan.time.calendar import iso
from dastan.time.edtf import Point
from dastan.time.order import Order, of_set
from dastan.time.statements import Recurring

Basis = Literal["stated", "assumed", "unknown"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which days something lies; None where nothing bounds it."""

    earliest: int | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class Dates:
    """Between which dates something starts, each to the precision that was stated; one of them is
    None where nothing bounds it. Both are the same where it is a single date."""

    first: Point | None
    last: Point | None
    approximate: bool = False
    """A date of it is marked `~`."""
    uncertain: bool = False
    """A date of it is marked `?`."""


@dataclass(frozen=True, slots=True)
class Years:
    """How old somebody is when it starts, in whole years."""

    person: str
    low: int
    high: int | None
    """None where it has no upper end."""


When = Dates | Years | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An event, and what is known of its time."""

    event: Event
    chapter: str | None
    """The slug of the chapter that tells it; None for an event of `timeline.yml`."""
    told: int | None
    """Its place in telling order, from 1."""
    rank: int | None
    """Its place in time, from 1: shared by events at the same time, None where it is imagined or
    nothing is said of it."""
    start: Bounds
    end: Bounds
    basis: Basis
    flashback: bool = False
    """Said to be one, or certainly before something told earlier."""
    when: When = None
    """When it starts, to the precision that was stated, for a reader."""
    recurring: tuple[Recurring, ...] = ()
    """What comes round every year and is all that is said of its days: no calendar tells which."""

    @property
    def imagined(self) -> bool:
        return self.event.told == "imagined"

    @property
    def mentioned(self) -> bool:
        return self.event.told == "mentioned"

    @property
    def flashforward(self) -> bool:
        return self.event.told == "flashforward"


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between the starts of one rank and the next."""

    least: Amount | None = None
    """None where the story does not say."""
    most: Amount | None = None
    assumed: bool = False
    """Whether that is a guess of ours."""
    tied: bool = False
    """Whether the story does not say which of the two came first."""
    same_day: bool = False

    @property
    def is_known(self) -> bool:
        return self.same_day or self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A vague word, and what we took it for."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Timeline:
    """A story's events in the order in which they happened, as far as it is known."""

    origin: str = "calendar"
    """"calendar", "<person>.birth" or "<event>.start"."""
    events: tuple[Placed, ...] = ()
    """By rank, then as told; after them those without a rank."""
    gaps: tuple[Gap, ...] = ()
    """One for each rank but the last."""
    proportional: bool = False
    """Whether every ranked event has bounds that rest on stated facts: only then is a scale
    proportional to time honest; else it is a sequence."""
    assumptions: tuple[Assumption, ...] = ()
    """Those in force."""
    conflicts: tuple[Diagnostic, ...] = ()
    """With their chains in `related`."""
    order: Order = field(default_factory=Order)

    @property
    def unknown(self) -> tuple[Placed, ...]:
        """The events of which nothing is said: they happened sometime."""
        return tuple(p for p in self.events if p.rank is None and not p.imagined)

    @property
    def curve(self) -> tuple[tuple[int, int], ...]:
        """The story curve: where each event is told, against where it happened."""
        points = ((p.told, p.rank) for p in self.events)
        return tuple(sorted((told, rank) for told, rank in points if told and rank))


def time_before(timeline: Timeline, placed: Placed) -> Gap | None:
    """What lies between an event and the rank before it; None where nothing is said."""
    if placed.rank is None or placed.rank == 1:
        return None
    gap = timeline.gaps[placed.rank - 2]
    return gap if gap.is_known else None


def exact_day(placed: Placed) -> str:
    """The ISO date of an event that starts on one day which the story states, else nothing."""
    match placed.when:
        case Dates(Point(year, _, day) as first, last, False, False) if day and first == last:
            stated = placed.basis == "stated" and 0 < year < 10_000
            return iso(placed.start.earliest or 0) if stated else ""
        case _:
            return ""


def tied_with(timeline: Timeline, event: str) -> tuple[str, ...]:
    """The ids of the events that may have come before it or after it, in telling order."""
    order = timeline.order
    return tuple(of_set(order.events, order.tied.get(event, 0)))


def ties(timeline: Timeline) -> Iterator[list[Placed]]:
    """The ranked events by rank, in runs in which no two have a known order."""
    order = timeline.order
    bit = {event: 1 << number for number, event in enumerate(order.events)}
    run: list[Placed] = []
    together = 0
    for placed in timeline.events:
        if placed.rank is None:
            continue
        if together & ~order.tied[placed.event.id]:
            yield run
            run, together = [], 0
        run.append(placed)
        together |= bit[placed.event.id]
    if run:
        yield run


def written(timeline: Timeline, day: int | None) -> str | int | None:
    """A bound for the reader: an ISO date, or a number of days from the origin."""
    return iso(day) if day is not None and timeline.origin == "calendar" else day
