"""When something was, in words: no more, and no less, than its bounds say."""

from collections.abc import Mapping
from math import floor

from dastan.time.calendar import civil
from dastan.time.timeline import Bounds, Placed

YEAR = 365.2425
"""In days."""
_NEAR = 0.004
"""Of a year: a day and a half, by which a birthday can lie beside the mean one."""
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def bounds_in_words(origin: str, placed: Placed, names: Mapping[str, str]) -> str:
    """Where an event's start lies: "June 1998", "Bakhyt is 3 to 12"; empty where nothing is known.

    `origin` is the timeline's; `names` gives the name of a person for their id.
    """
    if placed.basis == "unknown":
        return ""
    of, _, moment = origin.rpartition(".")
    if moment == "birth":
        return _ages(placed.start, names.get(of, of))
    words = _dates(placed.start) if moment == "calendar" else ""
    if not words:
        return ""
    return f"{'about ' if placed.approximate else ''}{words}{'?' if placed.uncertain else ''}"


def exact_day(origin: str, placed: Placed) -> str:
    """The ISO date of an event that starts on one day which the story states, else nothing."""
    start = placed.start
    exact = start.earliest is not None and start.earliest == start.latest
    sure = placed.basis == "stated" and not (placed.approximate or placed.uncertain)
    if origin != "calendar" or not (exact and sure) or start.earliest is None:
        return ""
    year, month, day = civil(start.earliest)
    return f"{year:04}-{month:02}-{day:02}" if 0 < year < 10_000 else ""


def _ages(bounds: Bounds, name: str) -> str:
    """Whole years of a life, from the birthday that begins them to the eve of the next."""
    low = floor((bounds.earliest or 0) / YEAR + _NEAR)
    high = None if bounds.latest is None else floor(bounds.latest / YEAR - _NEAR)
    if high is None:
        return f"{name} is at least {low}" if low > 0 else ""
    return f"{name} is {low}" if low >= high else f"{name} is {low} to {high}"


def _dates(bounds: Bounds) -> str:
    """A day, a month, a year or whatever lies between two of them.

    >>> from dastan.time.calendar import day_number
    >>> _dates(Bounds(day_number(1998, 1, 1), day_number(1998, 12, 31)))
    '1998'
    """
    first, last = bounds.earliest, bounds.latest
    if first is None and last is None:
        return ""
    if last is None:
        return f"{_day(first)} or later"
    if first is None:
        return f"{_day(last)} or earlier"
    if first == last:
        return _day(first)
    (y, m, d), (z, n, _) = civil(first), civil(last)
    next_day = civil(last + 1)[2]
    if d == 1 and next_day == 1:
        if m == 1 and n == 12:
            return _year(y) if y == z else f"{_year(y)} to {_year(z)}"
        if (y, m) == (z, n):
            return f"{_MONTHS[m - 1]} {_year(y)}"
        return f"{_MONTHS[m - 1]} {_year(y)} to {_MONTHS[n - 1]} {_year(z)}"
    return f"{_day(first)} to {_day(last)}"


def _day(day: int | None) -> str:
    assert day is not None
    year, month, number = civil(day)
    return f"{number} {_MONTHS[month - 1]} {_year(year)}"


def _year(year: int) -> str:
    """Astronomical years as people write them: 0 is 1 BC."""
    return str(year) if year > 0 else f"{1 - year} BC"
