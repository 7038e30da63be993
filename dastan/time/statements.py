"""What a statement of time can say, once it is read: plain values.

`grammar` makes them from the author's words; `claims` turns them into what the solver knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dastan.diagnostics import Span
from dastan.time.calendar import DAY, HOUR, MINUTE, MONTH
from dastan.time.edtf import Date


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    seconds: int
    """Of the mean one."""
    months: int = 0
    """0 where its length does not depend on the calendar."""


UNITS = {
    unit.name: unit
    for unit in (
        Unit("minute", MINUTE),
        Unit("hour", HOUR),
        Unit("day", DAY),
        Unit("week", 7 * DAY),
        Unit("month", MONTH, 1),
        Unit("year", 12 * MONTH, 12),
        Unit("decade", 120 * MONTH, 120),
    )
}


@dataclass(frozen=True, slots=True)
class Length:
    """How long something takes, from `low` to `high` units."""

    low: float
    high: float | None
    """None where it has no upper end."""
    unit: Unit
    assumed: bool = False
    """Whether the lexicon says so, and not the author."""


@dataclass(frozen=True, slots=True)
class Ages:
    """From the birthday `low` to the eve of the birthday `high`, in years."""

    low: float
    high: float | None
    assumed: bool = False


Part = Literal["", "start", "end", "birth", "death"]


@dataclass(frozen=True, slots=True)
class Reference:
    """`academy`, `academy.end`, `bakhyt.birth`: another moment or stretch of the story."""

    id: str
    part: Part
    span: Span


@dataclass(frozen=True, slots=True)
class Dated:
    date: Date


@dataclass(frozen=True, slots=True)
class Ordered:
    """`after academy`, `3 years before academy`."""

    relation: Literal["after", "before"]
    reference: Reference
    distance: Length | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """`during academy`, `starts during academy`, `same time as academy`."""

    relation: Literal["during", "starts during", "same time as"]
    reference: Reference


@dataclass(frozen=True, slots=True)
class Between:
    first: Reference
    second: Reference


@dataclass(frozen=True, slots=True)
class Aged:
    """`bakhyt is 17`."""

    person: Reference
    """Their birth."""
    ages: Ages


@dataclass(frozen=True, slots=True)
class Recurring:
    """True of some days of every year, or of every week."""

    months: frozenset[int] = frozenset()
    """1 to 12."""
    days: frozenset[tuple[int, int]] = frozenset()
    """Month and day."""
    weekdays: frozenset[int] = frozenset()
    """0 for Monday to 6."""
    named: tuple[int, ...] = ()
    """The months and seasons as they were said: 1 to 12, and 21 for spring to 24 for winter."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """`unknown`: sometime."""


Statement = Dated | Ordered | Within | Between | Aged | Recurring | Unknown


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What this story's vague words mean."""

    lengths: Mapping[str, Length] = field(default_factory=dict)
    """`soon`, `years`, in small letters: all assumed."""
    ages: Mapping[str, Ages] = field(default_factory=dict)
    """`child`, `old`, without their article: all assumed."""
    days: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Named days of the year: month and day."""
    south: bool = False
    """Whether summer begins in December."""
