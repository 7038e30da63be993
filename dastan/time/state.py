"""Lines of a story in a network: their constraints, and what follows from them.

Three kinds of statement say more than a fixed number of seconds, once bounds are known. A length
in months or years is the calendar's where the moment it starts from is known to the day, and that
of mean months elsewhere. An age counts birthdays. A recurring statement leaves only some days.
All three are worked out here, again and again, until nothing tightens further.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from dastan.time.calendar import DAY, DRIFT, months_after
from dastan.time.claims import CALENDAR, Claim
from dastan.time.days import Months, count_from, days, shrink
from dastan.time.network import Network
from dastan.time.reading import Reading
from dastan.time.statements import Recurring
from dastan.time.weights import is_strict, seconds, weight


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
        self._months: list[Months] = []
        self._mean: dict[int, tuple[int, float]] = {}  # loose edges: mean weight, months
        self._tight: dict[int, float] = {}  # by edge in mean months, how many they are
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

    def holds(self, line: int) -> bool:
        return line in self._edges

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
        moves: Counter[tuple[int, bool]] = Counter()
        while True:
            if circle := self.network.contradiction():
                tight = self._tight.keys() & self.grounds(circle)
                if self._is_real(circle, tight):
                    return circle
                self.loose |= {line for edge in tight for line in self.network.lines[edge]}
                self._again()
                continue
            self.network.bound(self.origin)
            self._bounded = True
            calendar = self.origin == CALENDAR
            if calendar and (
                self._count() or shrink(self.network, self.reading, self._recurring, moves)
            ):
                continue
            if not self._mean_months():
                return []

    def _is_real(self, circle: list[int], tight: set[int]) -> bool:
        """Whether a circle is impossible for more than what calendar months differ from mean ones.

        `tight` are the edges in mean months that it rests on. Dates have a calendar to count in;
        nothing but months cannot contradict months by chance; elsewhere loose months decide.
        """
        network = self.network
        if not tight:
            return True
        if set(circle) >= tight:
            dates = next((n for n, e in enumerate(circle) if network.tail[e] == CALENDAR), None)
            if dates is not None and self._comes_back_early(circle[dates:] + circle[:dates]):
                return True
            if all(edge in tight or not seconds(network.weight[edge]) for edge in circle):
                return True
        lines = self.lines_of(circle)
        return bool(settled(self.reading, lines, self.origin, loose=lines)[1])

    def _comes_back_early(self, circle: Iterable[int]) -> bool:
        """Whether, counted by the calendar, a circle leads from a day to before that day."""
        time, strict = 0, False
        for edge in circle:
            months, day = self._tight.get(edge), time // DAY
            if months is None:
                time += seconds(self.network.weight[edge])
            elif months > 0:
                time += months_after(day, months)
            else:  # a month before 28 February may be 31 January
                time += max(months_after(day, months), months_after(day + 1, months))
            strict |= is_strict(self.network.weight[edge])
        return time < 0 or (time == 0 and strict)

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
        return days(self.network, moment, self.origin == CALENDAR)

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
            low = self._edge(line, claim.b, claim.a, tight, -(least or 0))
        if claim.high is not None:
            tight = weight(claim.high, claim.strict_high, assumed)
            high = self._edge(line, claim.a, claim.b, tight, most or 0)
        if claim.months:
            self._months.append(Months(line, claim, low, high))

    def _edge(self, line: int, tail: int, head: int, tight: int, months: float) -> int:
        """Loose, where it is of months."""
        edge = self.network.add(tail, head, tight + (weight(DRIFT) if months else 0), (line,))
        if months and line not in self.loose:
            self._mean[edge] = tight, months
        self._edges[line].append(edge)
        return edge

    def _mean_months(self) -> bool:
        """Makes loose months mean ones; whether there were any."""
        for edge, (tight, months) in self._mean.items():
            self.network.tighten(edge, tight)
            self._tight[edge] = months
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
        hasty = {m.line for m, _ in known if self._tight.keys() & {m.low, m.high}} - self._recounted
        if hasty:  # mean ones already, though the calendar knows better: once more, from loose
            self._recounted |= hasty
            self._again()
            return True
        for months, day in known:
            months.counted = True
            for edge in (months.low, months.high):
                self._mean.pop(-1 if edge is None else edge, None)
            count_from(self.network, self.reading, months, day)
        return bool(known)


def settled(
    reading: Reading, lines: Sequence[int], origin: int, loose: Collection[int] = ()
) -> tuple[State, list[int]]:
    """The state of some lines, and edges of an impossible circle if there is one."""
    state = State(reading, origin, loose)
    state.add(lines)
    return state, state.settle()
