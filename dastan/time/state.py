"""Lines of a story in a network: their constraints, and what follows from them.

Three kinds of statement say more than a fixed number of seconds, once bounds are known. A length
in months or years is the calendar's where the moment it starts from is known to the day, and that
of mean months elsewhere. An age counts birthdays. A recurring statement leaves only some days.
All three are worked out here, again and again, until nothing tightens further.
"""

from collections.abc import Iterable

from dastan.time.calendar import DAY, DRIFT, months_after
from dastan.time.claims import CALENDAR, Claim
from dastan.time.network import Network
from dastan.time.reading import Reading
from dastan.time.recurring import ROUND, last_day, next_day
from dastan.time.statements import Recurring
from dastan.time.weights import NEVER, is_assumed, is_strict, seconds, weight


class State:
    """What some lines of a story say together.

    Weights of calendar lengths are loose at first, by what calendar years differ from mean ones;
    `refined` makes them tight. So that difference is never a contradiction.
    """

    def __init__(self, reading: Reading, origin: int) -> None:
        self.reading = reading
        self.origin = origin
        self.network = Network(len(reading.moments))
        self.edges: dict[int, list[int]] = {}
        """By line, its edges."""
        self.bounded = False
        """Whether bounds are known: then no line can be left out any more."""
        self._moments: set[int] = set()
        self._mean: dict[int, int] = {}  # by edge, its weight in mean months
        self._vague: list[tuple[int, Claim, int | None, int | None]] = []
        self._recurring: dict[int, list[int]] = {}  # by moment, lines

    def add(self, lines: Iterable[int]) -> None:
        for number in lines:
            line = self.reading.lines[number]
            self.edges[number] = []
            for claim in line.claims:
                self._claim(number, claim, line.assumed)
            if isinstance(line.said, Recurring):
                self._touch(line.start)
                self._recurring.setdefault(line.start, []).append(number)

    def leave_out(self, lines: Iterable[int]) -> None:
        """As if these lines had never been added; not once bounds are known."""
        for number in lines:
            self.network.leave_out(self.edges.pop(number, ()))
            for numbers in self._recurring.values():
                if number in numbers:
                    numbers.remove(number)

    def count_from(self, origin: int) -> None:
        """Bounds are counted from that moment."""
        if origin != self.origin:
            self.origin = origin
            self.network.unbind()

    def settle(self) -> list[int]:
        """Finds all bounds; or else edges of an impossible circle, in its order."""
        began: dict[tuple[int, bool], int] = {}
        while True:
            if contradiction := self.network.contradiction():
                return contradiction
            self.network.bound(self.origin)
            self.bounded = True
            if self.origin != CALENDAR or not (self._sharpen() | self._recur(began)):
                return []

    def refined(self) -> "State":
        """The same lines with every month and year in mean length where no calendar knows better.

        Where mean lengths contradict each other, those of the contradiction stay loose.
        """
        loose: set[int] = set()
        while tight := {k: mean for k, mean in self._mean.items() if k not in loose}:
            other = self._copy()
            for edge, mean in tight.items():
                other.network.tighten(edge, mean)
            contradiction = other.settle()
            if not contradiction:
                return other
            loose |= other.grounds(contradiction)
        return self

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

    def _copy(self) -> "State":
        other = State(self.reading, self.origin)
        other.network = self.network.copy()
        other.edges = self.edges
        other._mean = self._mean.copy()
        other._recurring = self._recurring
        return other

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
        months = claim.months or (0, 0)
        high = self._bound(line, claim, claim.high, claim.strict_high, months[1], assumed)
        low = None if claim.low is None else -claim.low
        turned = Claim(claim.b, claim.a)
        low_edge = self._bound(line, turned, low, claim.strict_low, months[0], assumed)
        if claim.months:
            self._vague.append((line, claim, low_edge, high))

    def _bound(
        self,
        line: int,
        ends: Claim,
        most: int | None,
        strict: bool,
        months: float | None,
        assumed: bool,
    ) -> int | None:
        """The edge that says `ends.b - ends.a <= most`, loose where it has months."""
        if most is None:
            return None
        drift = DRIFT if months else 0
        edge = self.network.add(
            ends.a, ends.b, weight(most + drift, strict and not drift, assumed), (line,)
        )
        if drift:
            self._mean[edge] = weight(most, strict, assumed)
        self.edges[line].append(edge)
        return edge

    def _sharpen(self) -> bool:
        """Calendar months and birthdays, from moments known to the day; whether there were new."""
        vague = []
        for line, claim, low, high in self._vague:
            first, last = self.days(claim.a)
            if first is None or first != last or not claim.months:
                vague.append((line, claim, low, high))
                continue
            self._count_months(line, claim, first, low, high)
            for edge in (low, high):
                self._mean.pop(-1 if edge is None else edge, None)
        changed = len(vague) < len(self._vague)
        self._vague = vague
        return changed

    def _count_months(
        self, line: int, claim: Claim, day: int, low: int | None, high: int | None
    ) -> None:
        """What a claim in months says, where its first moment lies on that day."""
        network, moment = self.network, claim.a
        premises = (*network.why_earliest(moment), *network.why_latest(moment))
        assumed = self._is_assumed(line, network.earliest[moment], network.latest[moment])
        months = claim.months or (None, None)
        least, most = (None if number is None else months_after(day, number) for number in months)
        if claim.age:  # whole days: one is 17 from the first minute of the birthday on
            born = day * DAY
            if least is not None:
                earliest = weight(-born - least, assumed=assumed)
                network.add(claim.b, CALENDAR, earliest, (line,), premises)
            if most is not None:
                latest = weight(born + most, strict=True, assumed=assumed)
                network.add(CALENDAR, claim.b, latest, (line,), premises)
            return
        if low is not None and least is not None:
            network.tighten(low, weight(-least, claim.strict_low, assumed), premises)
        if high is not None and most is not None:
            network.tighten(high, weight(most, claim.strict_high, assumed), premises)

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
