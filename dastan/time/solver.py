"""What a story's lines say together: bounds for every moment, and what had to give way.

Here the contradictions end: each costs the line that gives way, an error where all was stated, a
warning where one of our guesses could go, and the rest is solved on.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dastan.model import Event
from dastan.time.circles import Patience
from dastan.time.claims import CALENDAR
from dastan.time.contradictions import Contradiction, contradiction
from dastan.time.reading import Line, Moment, Reading
from dastan.time.state import State
from dastan.time.statements import Unknown


@dataclass(frozen=True, slots=True)
class Solution:
    """What holds, and what does not."""

    state: State
    """Settled."""
    lines: tuple[int, ...]
    """Those that hold."""
    contradictions: tuple[Contradiction, ...]
    """In each the last line gave way."""


def solve(reading: Reading, lines: Sequence[int], patience: Patience) -> Solution:
    """The lines of those given that can be true together."""
    spoken = spoken_of(reading.lines[line] for line in lines)
    state = State(reading, origin_of(reading, lines, reading.events, spoken))
    state.add(lines)
    return settle(state, lines, patience)


def settle(state: State, lines: Sequence[int], patience: Patience) -> Solution:
    """A state, to which all of `lines` have been added, freed of its contradictions.

    It stays the same state, and settled. Where there are contradictions, what is stated is settled
    first: a guess of ours never costs the author a line.
    """
    if not state.settle():
        return Solution(state, tuple(lines), ())
    all_lines = state.reading.lines
    left = set(lines)
    found: list[Contradiction] = []
    guesses = [line for line in lines if all_lines[line].assumed]
    state.leave_out(guesses)
    for more in ((), guesses):
        state.add(line for line in more if line in left)
        while circle := state.settle():
            fault = contradiction(state, circle, patience)
            found.append(fault)
            gone = {fault.last}
            if not all_lines[fault.last].assumed:  # our guess at its words follows it, and falls
                gone |= {n for n in guesses if n == fault.last + 1 and _of_one(all_lines, n)}
            left -= gone
            state.leave_out(gone)
    return Solution(state, tuple(line for line in lines if line in left), tuple(found))


def _of_one(lines: Sequence[Line], number: int) -> bool:
    """Whether a line and the one before it stand on the same words."""
    one, other = lines[number - 1], lines[number]
    return (one.span, one.role, one.words) == (other.span, other.role, other.words)


def origin_of(
    reading: Reading, lines: Collection[int], events: Iterable[Event], spoken: Collection[str]
) -> int:
    """The moment from which bounds are counted.

    The calendar where any date is stated; else the birth of the person with the most ages; else
    the start of the first event told (`events`, in telling order) of which anything is said.
    """
    if not reading.dated.isdisjoint(lines):
        return CALENDAR
    there = set(lines)
    aged = Counter(person for line, person in reading.aged.items() if line in there)
    if aged:
        return reading.at[Moment("birth", aged.most_common(1)[0][0])]
    names = [event.id for event in events if event.told != "imagined"]
    first = next((name for name in names if name in spoken), next(iter(names), None))
    return CALENDAR if first is None else reading.stretch[first][0]


def spoken_of(lines: Iterable[Line]) -> set[str]:
    """The events whose time these lines say anything of: their own, or as another's measure."""
    spoken: set[str] = set()
    for line in lines:
        spoken |= line.events - {line.subject}
        if line.role in ("when", "ends") and not isinstance(line.said, Unknown):
            spoken.add(line.subject)
    return spoken
