"""When an event starts, for a reader: no more than its bounds say, and no finer than was stated.

Bounds are days, whatever was said: "1998" begins on 1 January. So each bound is followed back to
the statements that gave it, and shown no finer than the coarsest of them.
"""

from functools import lru_cache
from math import floor

from dastan.time.calendar import DAY, YEAR, civil
from dastan.time.claims import CALENDAR
from dastan.time.edtf import Date, Point
from dastan.time.reading import Line
from dastan.time.state import State
from dastan.time.statements import Aged, Dated, Length, Ordered, Recurring, Statement
from dastan.time.timeline import Dates, When, Years
from dastan.time.weights import seconds

_DAY, _MONTH, _SEASON, _YEAR, _DECADE = range(5)
"""How fine a date is."""
_NEAR = 0.004
"""Of a year: a day and a half, by which a birthday can lie beside the mean one."""


class Spans:
    """The starts of a settled story's events."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lower = _Fineness(state, lower=True)
        self._upper = _Fineness(state, lower=False)

    def when(self, event: str) -> When:
        """The start of an event of which anything is said."""
        start = self._state.reading.stretch[event][0]
        first, last = self._state.days(start)
        origin = self._state.reading.moments[self._state.origin]
        if origin.kind == "birth":
            return _years(origin.of, first, last)
        if self._state.origin != CALENDAR or first is None is last:
            return None
        dates = [said.date for said in self._said(event) if isinstance(said, Dated)]
        marks = any(d.approximate for d in dates), any(d.uncertain for d in dates)
        for date in dates:
            if (first, last) == _days(date):
                return Dates(date.first, date.last, *marks)
        return Dates(*self._points(start, first, last), *marks)

    def _points(
        self, start: int, first: int | None, last: int | None
    ) -> tuple[Point | None, Point | None]:
        """Its bounds as dates; as one, where the coarser of them holds the other."""
        network, south = self._state.network, self._state.reading.south
        lower, upper = self._lower.of(start), self._upper.of(start)
        if first is not None and lower >= _YEAR:
            first += _after_midnight(network.earliest[start])
        if last is not None and upper >= _YEAR:
            last -= _after_midnight(network.latest[start])
        if first is not None and last is not None:
            coarser = max(lower, upper)
            one = _point(first, coarser, south)
            if first > last or one == _point(last, coarser, south):
                return one, one
        low = None if first is None else _point(first, lower, south)
        return low, None if last is None else _point(last, upper, south)

    def recurring(self, event: str) -> tuple[Recurring, ...]:
        """Its recurring statements, where no calendar has turned them into dates."""
        start = self._state.reading.stretch[event][0]
        dated = self._state.origin == CALENDAR and self._state.days(start) != (None, None)
        said = () if dated else self._said(event)
        return tuple(each for each in said if isinstance(each, Recurring))

    def _said(self, event: str) -> list[Statement | Length | None]:
        """What is said of the days of its start, as far as it holds."""
        reading = self._state.reading
        numbers = filter(self._state.holds, reading.days.get(event, ()))
        return [reading.lines[number].said for number in numbers]


def _after_midnight(bound: int) -> int:
    """The days by which mean years, that end at any hour, may miss the calendar's."""
    return 2 if seconds(bound) % DAY else 0


def _days(date: Date) -> tuple[int | None, int | None]:
    """Its first and last day."""
    return (
        None if date.low is None else date.low // DAY,
        None if date.high is None else -(-date.high // DAY) - 1,
    )


def _years(person: str, first: int | None, last: int | None) -> Years | None:
    """Whole years of a life, from the birthday that begins them to the eve of the next."""
    year = YEAR / DAY
    low = max(0, floor((first or 0) / year + _NEAR))
    if last is None:
        return Years(person, low, None) if low else None
    return Years(person, low, max(low, floor(last / year - _NEAR)))


@lru_cache(maxsize=4096)
def _point(day: int, fineness: int, south: bool) -> Point:
    """The date of that fineness which holds a day.

    >>> _point(10_400, _MONTH, False) == Point(1998, 6)
    True
    """
    year, month, number = civil(day)
    if fineness == _DECADE:
        return Point(year - year % 10, decade=True)
    if fineness == _SEASON:
        quarter = month % 12 // 3  # from December on
        code = (quarter + 2 * south - 1) % 4 + 21
        return Point(year - (month < 3), 3 * quarter or 12, season=code)
    return Point(year, month if fineness < _YEAR else 0, number if fineness == _DAY else 0)


class _Fineness:
    """How fine the bounds of moments are on one side, each found once."""

    def __init__(self, state: State, lower: bool) -> None:
        network = state.network
        self._lines, self._said = state.reading.lines, network.lines
        self._via = network.earliest_via if lower else network.latest_via
        self._onward = network.head if lower else network.tail
        self._lower = lower
        self._known: dict[int, int] = {}

    def of(self, moment: int) -> int:
        """That of a moment's bound: as coarse as the coarsest statement on the way to it."""
        path = []
        while moment not in self._known and (edge := self._via[moment]) >= 0:
            path.append((moment, edge))
            moment = self._onward[edge]
        found = self._known.get(moment, _DAY)
        for node, edge in reversed(path):
            found = max(found, self._of_edge(edge))
            self._known[node] = found
        return found

    def _of_edge(self, edge: int) -> int:
        lines = (self._lines[number] for number in self._said[edge])
        return min(map(self._of_line, lines), default=_DAY)

    def _of_line(self, line: Line) -> int:
        match line.said:
            case Dated(date):
                return _as_written(date.first if self._lower else date.last)
            case Aged():
                return _YEAR
            case Recurring(named=named):
                return _DAY if not named else _SEASON if max(named) > 12 else _MONTH
            case Ordered(_, _, Length() as distance) if line.assumed or not distance.assumed:
                return _of_length(distance)
            case Length() as length:
                return _of_length(length)
            case _:
                return _DAY


def _as_written(point: Point | None) -> int:
    if point is None or point.decade:
        return _DECADE
    if point.season:
        return _SEASON
    return _DAY if point.day else _MONTH if point.month else _YEAR


def _of_length(said: Length) -> int:
    """How fine a day can be that is counted by a length: no finer than what is left open in it."""
    if said.low == said.high:
        return _DAY
    if said.unit.months:
        return _DECADE if said.unit.months > 12 else _YEAR if said.unit.months == 12 else _MONTH
    slack = 0 if said.high is None else (said.high - said.low) * said.unit.seconds
    return _MONTH if slack >= 28 * DAY or said.assumed and slack >= DAY else _DAY
