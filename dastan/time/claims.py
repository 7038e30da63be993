"""What statements say of moments: `low <= b - a <= high`, in seconds.

Between `statements`, which know the author's words, and `solver`, which knows only numbers.
Moments are numbers here; `reading` says which is which.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dastan.time.calendar import MONTH
from dastan.time.statements import (
    Aged,
    Ages,
    Between,
    Dated,
    Length,
    Ordered,
    Reference,
    Statement,
    Within,
)

CALENDAR = 0
"""The moment from which dates are counted: the first second of 1970."""

Role = Literal["when", "ends", "lasts", "born", "died", "present", "moment"]
"""Where a line stands: a key of an event or a person, its presence in `people:`, or nowhere, where
an event ends when it starts because nothing else is said."""
Stretch = tuple[int, int]
"""The moments at which something starts and ends."""


@dataclass(frozen=True, slots=True)
class Claim:
    """How far moment `b` lies after moment `a`."""

    a: int
    b: int
    low: int | None = None
    """In seconds; below zero where `b` may come first."""
    high: int | None = None
    strict_low: bool = False
    """Whether `low` itself is too little."""
    strict_high: bool = False
    months: tuple[float | None, float | None] | None = None
    """Both ends in months, where the calendar decides how long they are."""
    age: bool = False
    """Whether it counts birthdays: whole days, whatever the hour of the birth."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one statement claims, by how sure it is."""

    stated: tuple[Claim, ...] = ()
    assumed: tuple[Claim, ...] = ()


def claims(
    statement: Statement, role: Role, subject: Stretch, find: Callable[[Reference], Stretch]
) -> Said:
    """What a statement says of its subject.

    Under `ends`, `born` and `died` the subject is one moment: it starts and ends there. Recurring
    statements claim nothing of their own; `solver` holds them against the bounds.
    """
    start, end = subject
    match statement:
        case Dated(date):
            low, high = date.low, date.high
            return Said((Claim(CALENDAR, start, low, high, strict_high=True),))
        case Ordered(relation, reference, distance):
            return _ordered(relation, find(reference), subject, distance)
        case Within("same time as", reference):
            return Said(_same(role, find(reference), subject))
        case Within(relation, reference):
            first, last = find(reference)
            inside = end if relation == "during" else start
            return Said((Claim(first, start, low=0), Claim(inside, last, low=0)))
        case Between(first_reference, second_reference):
            first, last = find(first_reference)[1], find(second_reference)[0]
            before = Claim(first, start, low=0, strict_low=True)
            return Said((before, Claim(end, last, low=0, strict_low=True)))
        case Aged(person, ages):
            claim = _aged(find(person)[0], start, ages)
            return Said(assumed=(claim,)) if ages.assumed else Said((claim,))
        case _:
            return Said()


def binds_end(statement: Statement) -> bool:
    """Whether a statement of `when` says something of the end, too."""
    match statement:
        case Within("same time as", reference):
            return not reference.part
        case Within("during") | Between():
            return True
        case _:
            return False


def lasting(subject: Stretch, length: Length) -> Said:
    """What `lasts` says of a stretch."""
    claim = replace(_distance(*subject, length), strict_low=False)
    return Said(assumed=(claim,)) if length.assumed else Said((claim,))


def _ordered(relation: str, other: Stretch, subject: Stretch, distance: Length | None) -> Said:
    start, end = subject
    if relation == "after":
        plain = Claim(other[1], start, low=0, strict_low=True)
    else:
        plain = Claim(other[0], end, high=0, strict_high=True)
    if distance is None:
        return Said((plain,))
    claim = _distance(plain.a, plain.b, distance, backward=relation == "before")
    return Said((plain,), (claim,)) if distance.assumed else Said((claim,))


def _distance(a: int, b: int, length: Length, backward: bool = False) -> Claim:
    """`b` as far after `a` as `length` says; as far before it, if `backward`."""
    unit = length.unit
    low = round(length.low * unit.seconds)
    high = None if length.high is None else round(length.high * unit.seconds)
    least = length.low * unit.months
    most = None if length.high is None else length.high * unit.months
    apart = low == 0 and high != 0  # "up to 3 days after" is still after
    if not backward:
        after = (least, most) if unit.months else None
        return Claim(a, b, low, high, strict_low=apart, months=after)
    before = (None if most is None else -most, -least) if unit.months else None
    return Claim(a, b, None if high is None else -high, -low, strict_high=apart, months=before)


def _same(role: Role, other: Stretch, subject: Stretch) -> tuple[Claim, ...]:
    """Equality of both ends, of the ends alone under `ends`, of one moment with one."""
    start, end = subject
    starts = Claim(other[0], start, low=0, high=0)
    ends = Claim(other[1], end, low=0, high=0)
    if role == "ends":
        return (ends,)
    return (starts,) if other[0] == other[1] else (starts, ends)


def _aged(birth: int, start: int, ages: Ages) -> Claim:
    months = ages.low * 12, None if ages.high is None else ages.high * 12
    low = round(months[0] * MONTH)
    high = None if months[1] is None else round(months[1] * MONTH)
    return Claim(birth, start, low, high, strict_high=True, months=months, age=True)
