"""Why some lines of a story cannot all be true: the shortest chain of them, and by how much.

Between `state`, which finds that something is impossible, and `messages`, which says it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dastan.time.calendar import DAY, months_after
from dastan.time.circles import Patience, fewest_edges
from dastan.time.claims import CALENDAR, Claim
from dastan.time.network import distances
from dastan.time.reading import Line, Reading
from dastan.time.state import State, settled
from dastan.time.weights import NEVER, is_strict, pair, seconds, weight

_LOOKS_AT_A_LINE = 400
"""What it costs to solve a line once more, in looks at an edge."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Which claim of a line the other lines of a chain rule out."""

    claim: Claim
    at_least: bool
    """Whether the others say how far `claim.b` lies after `claim.a` at the least, or at most."""
    bound: int
    """How far that is, in seconds."""
    strict: bool
    """Whether it is farther, or nearer, than that."""
    excess: int
    """By how many seconds the claim fails; 0 where it does so by order alone."""
    born: int | None = None
    """The day of the birth, where birthdays are counted: then `bound` counts from the calendar."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An irreducible chain: with any one of its lines left out, the rest can be true."""

    lines: tuple[int, ...]
    """As they follow from one another; last the one that gives way."""
    failure: Failure | None
    """None where the last line claims nothing by itself: it recurs, or speaks only of itself."""
    days: tuple[int | None, int | None]
    """Between which days the other lines put what the last one speaks of."""

    @property
    def last(self) -> int:
        return self.lines[-1]


def contradiction(state: State, circle: Sequence[int], patience: Patience) -> Contradiction:
    """The chain behind an impossible circle.

    Last comes a guess of ours where there is one, and else what is told last: it is left out.
    """
    reading, origin = state.reading, state.origin
    lines = state.lines_of(fewest_edges(state.network, circle, patience))
    if not settled(reading, lines, origin)[1]:  # only mean months make it so short
        lines = state.lines_of(circle)
    lines = _needed(reading, lines, origin, patience)
    alone, circle = settled(reading, lines, origin)
    last = max(lines, key=lambda line: _yields(reading.lines[line]))
    rest, _ = settled(reading, [line for line in lines if line != last], origin)
    ordered = (*_in_order(alone, circle, last), last)
    said = reading.lines[last]
    return Contradiction(ordered, _failure(rest, said), rest.days(said.start))


def _yields(line: Line) -> tuple[object, ...]:
    return line.assumed, line.role != "moment", line.told


def _needed(reading: Reading, lines: Sequence[int], origin: int, patience: Patience) -> list[int]:
    """Some of these lines, which cannot all be true, such that without any one the rest can."""
    needed = list(lines)
    for line in lines:
        if patience.ended:
            break
        rest = [each for each in needed if each != line]
        patience.edges -= _LOOKS_AT_A_LINE * len(rest)
        if settled(reading, rest, origin)[1]:
            needed = rest
    return needed


def _in_order(state: State, circle: Sequence[int], last: int) -> tuple[int, ...]:
    """The lines of a state other than the last, along the circle and forward in time."""
    network = state.network
    at = next((n for n, edge in enumerate(circle) if last in network.lines[edge]), None)
    if at is not None:
        closing = circle[at]
        circle = [*circle[at + 1 :], *circle[:at]]
        if _backwards(state, circle):
            circle.reverse()
        circle.append(closing)
    found = list(dict.fromkeys([*state.lines_of(circle), *state.lines]))
    found.sort(key=lambda line: state.reading.lines[line].told[0] > 0)  # stable: births first
    return tuple(line for line in found if line != last)


def _backwards(state: State, path: Sequence[int]) -> bool:
    """Whether a path leads back in time; if by way of the calendar, in telling order."""
    network, lines = state.network, state.reading.lines
    if any(CALENDAR in (network.tail[edge], network.head[edge]) for edge in path):
        told = [lines[line].told for line in state.lines_of(path)]
        return told[:1] > told[-1:]
    return sum(network.weight[edge] for edge in path) < 0


def _failure(rest: State, last: Line) -> Failure | None:
    """What the other lines, which can all be true, leave of a line's claims."""
    network = rest.network
    for each in last.claims:
        claim, born = _counted(rest, each)
        if claim.a == claim.b:
            continue
        if claim.high is not None:
            back = distances(network.out, network.weight, claim.b)[claim.a]
            over = pair(back) + pair(weight(claim.high, claim.strict_high))
            if back != NEVER and over < 0:
                bound = -seconds(back)
                return Failure(claim, True, bound, is_strict(back), bound - claim.high, born)
        if claim.low is not None:
            onward = distances(network.out, network.weight, claim.a)[claim.b]
            over = pair(onward) + pair(weight(-claim.low, claim.strict_low))
            if onward != NEVER and over < 0:
                bound = seconds(onward)
                return Failure(claim, False, bound, is_strict(onward), claim.low - bound, born)
    return None


def _counted(rest: State, claim: Claim) -> tuple[Claim, int | None]:
    """A claim in months with the calendar's, where it counts from a known day; that day, if the
    claim is an age."""
    first, last = rest.days(claim.a)
    if not claim.months or rest.origin != CALENDAR or first is None or first != last:
        return claim, None
    low, high = (None if number is None else months_after(first, number) for number in claim.months)
    if not claim.age:
        return replace(claim, low=low, high=high), None
    born = first * DAY
    low, high = (None if each is None else born + each for each in (low, high))
    return replace(claim, a=CALENDAR, low=low, high=high), first
