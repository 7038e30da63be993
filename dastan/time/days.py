"""Bounds as days of the calendar, and what the calendar adds to them.

Beside `state`, which calls it once bounds are known: what follows here from a bound becomes an
edge of the network, with all that gave the bound for its premises.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dastan.time.calendar import DAY, months_after
from dastan.time.claims import CALENDAR, Claim
from dastan.time.network import Network
from dastan.time.reading import Reading
from dastan.time.recurring import last_day, next_day
from dastan.time.statements import Recurring
from dastan.time.weights import NEVER, is_assumed, is_strict, seconds, weight

_PATIENCE = 100


@dataclass(slots=True)
class Months:
    """A claim in months: how long they are depends on where they lie."""

    line: int
    claim: Claim
    low: int | None
    """The edges of its two ends."""
    high: int | None
    counted: bool = False
    """Whether they are the calendar's by now."""


def days(network: Network, moment: int, calendar: bool) -> tuple[int | None, int | None]:
    """Its earliest and latest day, counted from the origin; None where nothing bounds it.

    Before midnight is the day before; where the origin is no calendar, there is no midnight.
    """
    earliest, latest = network.earliest[moment], network.latest[moment]
    first = None if earliest == NEVER else -seconds(earliest) // DAY
    if latest == NEVER:
        return first, None
    last, rest = divmod(seconds(latest), DAY)
    return first, last - 1 if calendar and not rest and is_strict(latest) else last


def count_from(network: Network, reading: Reading, months: Months, day: int) -> None:
    """What a claim in months says, now that its first moment is known to lie on that day."""
    claim, line = months.claim, (months.line,)
    premises = (*network.why_earliest(claim.a), *network.why_latest(claim.a))
    bounds = network.earliest[claim.a], network.latest[claim.a]
    assumed = _is_guess(reading, months.line, *bounds)
    ends = claim.months or (None, None)
    low, high = (None if number is None else months_after(day, number) for number in ends)
    if claim.age:  # whole days: one is 17 from the first minute of the birthday on
        born = day * DAY
        if low is not None:
            earliest = weight(-born - low, assumed=assumed)
            network.add(claim.b, CALENDAR, earliest, line, premises)
        if high is not None:
            latest = weight(born + high, strict=True, assumed=assumed)
            network.add(CALENDAR, claim.b, latest, line, premises)
        return
    if low is not None and months.low is not None:
        network.tighten(months.low, weight(-low, claim.strict_low, assumed), premises)
    if high is not None and months.high is not None:
        network.tighten(months.high, weight(high, claim.strict_high, assumed), premises)


def shrink(
    network: Network,
    reading: Reading,
    recurring: Mapping[int, Sequence[int]],
    moves: Counter[tuple[int, bool]],
) -> bool:
    """Shrinks bounds to the days that recurring statements leave; whether any did.

    `recurring` are lines by moment. `moves` counts how often each bound has moved: weekdays and
    dates meet within 40 years, so moments that chase each other for longer never meet.
    """
    changed = False
    for moment, lines in recurring.items():
        said = [reading.lines[line].said for line in lines]
        all_of = [each for each in said if isinstance(each, Recurring)]
        first, last = days(network, moment, calendar=True)
        if next_day(all_of, first or last or 0) is None:
            network.add(moment, moment, weight(0, strict=True), tuple(lines))
            return True
        for day, search, lower in ((first, next_day, True), (last, last_day, False)):
            left = None if day is None else search(all_of, day)
            if day is None or left is None or left == day:
                continue
            changed = True
            moves[moment, lower] += 1
            if moves[moment, lower] > _PATIENCE:
                why = network.why_earliest(moment) if lower else network.why_latest(moment)
                network.add(moment, moment, weight(0, strict=True), tuple(lines), why)
                return True
            _leave(network, reading, moment, left, lower, tuple(lines))
    return changed


def _leave(
    network: Network, reading: Reading, moment: int, day: int, lower: bool, lines: tuple[int, ...]
) -> None:
    """Makes that the first, or else the last, day of a moment."""
    if lower:
        assumed = _is_guess(reading, lines[0], network.earliest[moment])
        earliest = weight(-day * DAY, assumed=assumed)
        network.add(moment, CALENDAR, earliest, lines, network.why_earliest(moment))
    else:
        assumed = _is_guess(reading, lines[0], network.latest[moment])
        latest = weight((day + 1) * DAY, strict=True, assumed=assumed)
        network.add(CALENDAR, moment, latest, lines, network.why_latest(moment))


def _is_guess(reading: Reading, line: int, *bounds: int) -> bool:
    """Whether what rests on a line and on some bounds rests on a guess."""
    return reading.lines[line].assumed or any(map(is_assumed, bounds))
