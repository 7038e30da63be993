"""Lines of a story in a network: their constraints, and what follows from them.

Three kinds of statement say more than a fixed number of seconds, once bounds are known. A length
in months or years is the calendar's where the moment it starts from is known to the day, and that
of mean months elsewhere. An age counts birthdays. A recurring statement leaves only some days.
All three are worked out here, again and again, until nothing tightens further.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dastan.time.calendar import DAY, DRIFT, months_after
from dastan.time.claims import CALENDAR, Claim
from dastan.time.network import Network
from dastan.time.reading import Reading
from dastan.time.recurring import ROUND, last_day, next_day
from dastan.time.statements import Recurring
from dastan.time.weights import NEVER, is_assumed, is_strict, seconds, weight


@dataclass(slots=True)
class _Months:
    """A claim in months: how long they are depends on where they lie."""

    line: int
    claim: Claim
    low: int | None
    """The edges of its two ends."""
    high: int | None
    counted: bool = False
    """Whether they are the calendar's by now."""


class State:
    """What some lines of a story say together.

    Months are loose at first, by what the calendar's can differ from mean ones; then they become
    the calendar's, or mean ones. So that difference is never a contradiction: where mean months
    would make one, those of the lines in it stay loose.
    """

    def __init__(self, reading: Reading, origin: int, loose: Collection[int] = ()) -> None:
        self.reading = reading
        self.origin = origin
        self.loose = set(loose)
        """Lines whose months stay loose."""
        self.lines: list[int] = []
        self._recounted: set[int] = set()
        self._clear()

    def _clear(self) -> None:
        self.network = Network(len(self.reading.moments))
        self._bounded = False
        self._edges: dict[int, list[int]] = {}
        self._moments: set[int] = set()
        self._months: list[_Months] = []
        self._mean: dict[int, int] = {}  # by edge that is still loose, its weight in mean months
        self._tight: set[int] = set()  # edges in mean months
        self._recurring: dict[int, list[int]] = {}  # by moment, lines

    def add(self, lines: Iterable[int]) -> None:
        for number in lines:
            line = self.reading.lines[number]
            self.lines.append(number)
            self._edges[number] = []
            for claim in line.claims:
                self._claim(number, claim, line.assumed)
            if isinstance(line.said, Recurring):
                self._touch(line.start)
                self._recurring.setdefault(line.start, []).append(number)

    def leave_out(self, lines: Collection[int]) -> None:
        """As if these lines had never been added."""
        self.lines = [number for number in self.lines if number not in lines]
        if self._bounded:
            self._again()
            return
        for number in lines:
            for edge in self._edges.pop(number, ()):
                self.network.leave_out(edge)
                self._mean.pop(edge, None)
        self._months = [months for months in self._months if months.line not in lines]
        for moment, numbers in self._recurring.items():
            self._recurring[moment] = [number for number in numbers if number not in lines]

    def count_from(self, origin: int) -> None:
        """Bounds are counted from that moment."""
        if origin != self.origin:
            self.origin = origin
            self._again()

    def _again(self) -> None:
        lines, self.lines = self.lines, []
        self._clear()
        self.add(lines)

    def settle(self) -> list[int]:
        """Finds all bounds; or else edges of an impossible circle, in its order."""
        began: dict[tuple[int, bool], int] = {}
        while True:
            if circle := self.network.contradiction():
                tight = self._tight & self.grounds(circle)
                if not tight or contradicts(self.reading, self.lines_of(circle), self.origin):
                    return circle
                self.loose |= {line for edge in tight for line in self.network.lines[edge]}
                self._again()
                continue
            self.network.bound(self.origin)
            self._bounded = True
            calendar = self.origin == CALENDAR
            if not (calendar and (self._count() | self._recur(began)) or self._mean_months()):
                return []

    def grounds(self, edges: Iterable[int]) -> set[int]:
        """These edges, and all that they were worked out from."""
        found: set[int] = set()
        waiting = list(edges)
        while waiting:
            edge = waiting.pop()
            if edge not in found:
                found.add(edge)
                waiting += self.network.premises[edge]
        return found

    def lines_of(self, edges: Iterable[int]) -> list[int]:
        """The lines behind some edges, each once, premises before what follows from them."""
        found: dict[int, None] = {}
        seen: set[int] = set()
        waiting = [(edge, False) for edge in reversed(list(edges))]
        while waiting:
            edge, opened = waiting.pop()
            if opened:
                found |= dict.fromkeys(self.network.lines[edge])
            elif edge not in seen:
                seen.add(edge)
                waiting.append((edge, True))
                waiting += [(each, False) for each in reversed(self.network.premises[edge])]
        return list(found)

    def days(self, moment: int) -> tuple[int | None, int | None]:
        """Its earliest and latest day, counted from the origin; None where nothing bounds it."""
        earliest, latest = self.network.earliest[moment], self.network.latest[moment]
        return (
            None if earliest == NEVER else -seconds(earliest) // DAY,
            None if latest == NEVER else self._final_day(latest),
        )

    def _final_day(self, latest: int) -> int:
        """Before midnight is the day before; with no calendar there is no midnight."""
        day, rest = divmod(seconds(latest), DAY)
        midnight = not rest and is_strict(latest) and self.origin == CALENDAR
        return day - 1 if midnight else day

    def _touch(self, moment: int) -> None:
        """Everything starts before it ends, and everybody is born before they die."""
        if moment in self._moments or moment == CALENDAR:
            return
        kind = self.reading.moments[moment].kind
        other = moment + 1 if kind in ("start", "birth") else moment - 1
        first, last = min(moment, other), max(moment, other)
        self._moments |= {first, last}
        self.network.add(last, first, weight(0, strict=kind in ("birth", "death")))

    def _claim(self, line: int, claim: Claim, assumed: bool) -> None:
        self._touch(claim.a)
        self._touch(claim.b)
        least, most = claim.months or (None, None)
        low = high = None
        if claim.low is not None:
            tight = weight(-claim.low, claim.strict_low, assumed)
            low = self._edge(line, claim.b, claim.a, tight, bool(least))
        if claim.high is not None:
            tight = weight(claim.high, claim.strict_high, assumed)
            high = self._edge(line, claim.a, claim.b, tight, bool(most))
        if claim.months:
            self._months.append(_Months(line, claim, low, high))

    def _edge(self, line: int, tail: int, head: int, tight: int, months: bool) -> int:
        """Loose, where it is of months."""
        edge = self.network.add(tail, head, tight + (weight(DRIFT) if months else 0), (line,))
        if months and line not in self.loose:
            self._mean[edge] = tight
        self._edges[line].append(edge)
        return edge

    def _mean_months(self) -> bool:
        """Makes loose months mean ones; whether there were any."""
        for edge, tight in self._mean.items():
            self.network.tighten(edge, tight)
        self._tight |= set(self._mean)
        found = bool(self._mean)
        self._mean = {}
        return found

    def _count(self) -> bool:
        """Counts months by the calendar from moments known to the day; whether anything changed."""
        known = []
        for months in self._months:
            first, last = self.days(months.claim.a)
            if not months.counted and first is not None and first == last:
                known.append((months, first))
        hasty = {m.line for m, _ in known if {m.low, m.high} & self._tight} - self._recounted
        if hasty:  # mean ones already, though the calendar knows better: once more, from loose
            self._recounted |= hasty
            self._again()
            return True
        for months, day in known:
            months.counted = True
            self._count_from(months, day)
        return bool(known)

    def _count_from(self, months: _Months, day: int) -> None:
        """What a claim in months says, where its first moment lies on that day."""
        network, claim, line = self.network, months.claim, (months.line,)
        premises = (*network.why_earliest(claim.a), *network.why_latest(claim.a))
        bounds = network.earliest[claim.a], network.latest[claim.a]
        assumed = self._is_assumed(months.line, *bounds)
        ends = claim.months or (None, None)
        low, high = (None if number is None else months_after(day, number) for number in ends)
        for edge in (months.low, months.high):
            self._mean.pop(-1 if edge is None else edge, None)
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

    def _is_assumed(self, line: int, *bounds: int) -> bool:
        """Whether what rests on a line and on some bounds is a guess."""
        return self.reading.lines[line].assumed or any(map(is_assumed, bounds))

    def _recur(self, began: dict[tuple[int, bool], int]) -> bool:
        """Shrinks bounds to the days that recurring statements leave; whether any did.

        `began` holds where each bound was at first: moments that chase each other for two rounds
        of the calendar never meet.
        """
        changed = False
        for moment, lines in self._recurring.items():
            if not lines:
                continue
            said = [self.reading.lines[line].said for line in lines]
            recurring = [each for each in said if isinstance(each, Recurring)]
            first, last = self.days(moment)
            if next_day(recurring, first or last or 0) is None:
                self.network.add(moment, moment, weight(0, strict=True), tuple(lines))
                return True
            for day, search, lower in ((first, next_day, True), (last, last_day, False)):
                left = None if day is None else search(recurring, day)
                if day is None or left is None or left == day:
                    continue
                changed = True
                endless = abs(left - began.setdefault((moment, lower), day)) > 2 * ROUND
                self._leave(moment, left, lower, tuple(lines), endless)
        return changed

    def _leave(
        self, moment: int, day: int, lower: bool, lines: tuple[int, ...], endless: bool
    ) -> None:
        """The first, or else the last, day of a moment that recurring statements leave."""
        network = self.network
        bound = network.earliest[moment] if lower else network.latest[moment]
        why = network.why_earliest(moment) if lower else network.why_latest(moment)
        assumed = self._is_assumed(lines[0], bound)
        if endless:
            network.add(moment, moment, weight(0, strict=True), lines, why)
        elif lower:
            network.add(moment, CALENDAR, weight(-day * DAY, assumed=assumed), lines, why)
        else:
            latest = weight((day + 1) * DAY, strict=True, assumed=assumed)
            network.add(CALENDAR, moment, latest, lines, why)


def contradicts(reading: Reading, lines: Sequence[int], origin: int) -> bool:
    """Whether some lines cannot all be true, however long their months are."""
    return bool(settled(reading, lines, origin, loose=lines)[1])


def settled(
    reading: Reading, lines: Sequence[int], origin: int, loose: Collection[int] = ()
) -> tuple[State, list[int]]:
    """The state of some lines, and edges of an impossible circle if there is one."""
    state = State(reading, origin, loose)
    state.add(lines)
    return state, state.settle()
