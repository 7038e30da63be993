"""Dates as authors write them: EDTF levels 0 and 1, of ISO 8601-2.

A date is a span of seconds from 1970-01-01, its end excluded. Beside the standard's own forms,
plain years of any length are read (44, -44, 12024): fiction has them.

Source: https://www.loc.gov/standards/datetime/
"""

import re
from dataclasses import dataclass

from dastan.time.calendar import DAY, HOUR, MINUTE, add_months, civil, day_number, month_length


@dataclass(frozen=True, slots=True)
class Point:
    """A date to the precision that it has: a year, a month of it, a day."""

    year: int
    """Astronomical: 0 is 1 BC. Of a decade the first."""
    month: int = 0
    """1 to 12; of a season the first; 0 where only the year is known."""
    day: int = 0
    season: int = 0
    """21 for spring to 24 for winter."""
    decade: bool = False
    minute: int | None = None
    """Of the day."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date that somebody stated."""

    low: int | None
    """Its first second; None where the interval is open."""
    high: int | None
    """The second after its last."""
    approximate: bool = False
    """Marked `~` or `%`; `low` and `high` have that slack already."""
    uncertain: bool = False
    """Marked `?` or `%`: somebody doubts it, which widens nothing."""
    first: Point | None = None
    """As written, of an interval its beginning; None where it is open."""
    last: Point | None = None
    """The same one but in an interval."""


@dataclass(frozen=True, slots=True)
class NoDate:
    """Why a text is no date."""

    reason: str
    instead: str = ""
    """The nearest text that is one, if there is one near."""


_DATE = re.compile(
    r"(?P<year>Y?-?\d{1,9}|-?\d{3}X|-?\d\dXX)"
    r"(?:-(?P<month>\d\d?|XX)(?:-(?P<day>\d\d?|XX)(?P<time>T[^~?%]*)?)?)?(?P<mark>[~?%]?)"
)
_TIME = re.compile(r"T(\d\d):(\d\d)(?::(\d\d))?(?:Z|[+-](?P<zone>\d\d)(?::?(?P<minutes>\d\d))?)?")
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
"""The month in which each begins, north of the equator."""


def looks_like_date(text: str) -> bool:
    """Whether a single word is meant as a date, rightly written or not."""
    return bool(re.match(r"Y?-?\d|\.\./|/-?\d", text))


def parse_date(text: str, south: bool = False) -> Date | NoDate:
    """The span of an EDTF text; south of the equator the seasons are turned."""
    start, slash, end = text.partition("/")
    if not slash:
        return _single(text, south)
    if {start, end} <= {"", ".."}:
        return NoDate("an interval needs one end at least")
    first, last = (
        Date(None, None) if part in ("", "..") else _single(part, south) for part in (start, end)
    )
    if isinstance(first, NoDate):
        return NoDate(first.reason, first.instead and f"{first.instead}/{end}")
    if isinstance(last, NoDate):
        return NoDate(last.reason, last.instead and f"{start}/{last.instead}")
    if first.low is not None and last.high is not None and first.low >= last.high:
        return NoDate("its end comes before its beginning", f"{end}/{start}")
    approximate = first.approximate or last.approximate
    uncertain = first.uncertain or last.uncertain
    return Date(first.low, last.high, approximate, uncertain, first.first, last.last)


def _single(text: str, south: bool) -> Date | NoDate:
    found = _DATE.fullmatch(text)
    if not found:
        return NoDate("dates are written like 1998-06-12, 1998-06 or 1998")
    year, month, day, mark = found["year"], found["month"], found["day"], found["mark"]
    if month and (len(year.strip("-Y")) < 4 or len(month) < 2 or len(day or "00") < 2):
        sign = "-" if "-" in year else ""
        parts = [year.strip("-Y").zfill(4), *(part.zfill(2) for part in (month, day) if part)]
        return NoDate("a year has four digits, months and days two", sign + "-".join(parts) + mark)
    if month and month != "XX" and int(month) > 12:
        span = _season(_number(year.replace("X", "0")), int(month), day, south)
    elif "X" in year + (month or "") + (day or ""):
        span = _unspecified(year, month, day)
    else:
        span = _span(_number(year), int(month) if month else None, int(day) if day else None)
    if isinstance(span, NoDate):
        return span
    low, high, months = span
    approximate, uncertain = mark in ("~", "%"), mark in ("?", "%")
    if found["time"]:
        return _moment(low, found["time"], approximate, uncertain)
    ends = _written(found, low, high)
    if approximate and months:
        low, high = add_months(low, -months), add_months(high, months)
    elif approximate:
        low, high = low - 2, high + 2
    return Date(low * DAY, high * DAY, approximate, uncertain, *ends)


def _written(found: re.Match[str], low: int, high: int) -> tuple[Point, Point]:
    """The beginning and the end of a date, which lies between two days, as it was written."""
    year, month, day = civil(low)
    code = found["month"] or "XX"
    if found["year"].endswith("XX") or found["year"].startswith("-") and "X" in found["year"]:
        return Point(year), Point(civil(high - 1)[0])
    if "X" in found["year"] or code == "XX":
        point = Point(year, decade="X" in found["year"])
    elif int(code) > 12:
        point = Point(year, month, season=int(code))
    else:
        point = Point(year, month, day if found["day"] not in (None, "XX") else 0)
    return point, point


def _number(year: str) -> int:
    return int(year.removeprefix("Y"))


_Span = tuple[int, int, int]
"""The first day, the day after the last, and the slack that `~` gives, in months (0: two days)."""


def _span(year: int, month: int | None, day: int | None) -> _Span | NoDate:
    if month == 0:
        return NoDate("months run from 01 to 12", f"{year:04}-01")
    if month is None:
        return day_number(year, 1, 1), day_number(year + 1, 1, 1), 12
    first, length = day_number(year, month, 1), month_length(year, month)
    if day is None:
        return first, first + length, 1
    if not 1 <= day <= length:
        nearest = f"{year:0{5 if year < 0 else 4}}-{month:02}-{min(max(day, 1), length):02}"
        return NoDate(f"that month has {length} days", nearest)
    return first + day - 1, first + day, 0


def _season(year: int, code: int, day: str | None, south: bool) -> _Span | NoDate:
    if code not in _SEASONS or day:
        reason = "months run from 01 to 12, seasons from 21 (spring) to 24 (winter)"
        return NoDate(reason, f"{year:04}-{24 if day is None and code > 20 else 12}")
    month = (_SEASONS[code] + 5) % 12 + 1 if south else _SEASONS[code]
    first = day_number(year, month, 1)
    return first, add_months(first, 3), 3


def _unspecified(year: str, month: str | None, day: str | None) -> _Span | NoDate:
    """Digits left open from the right: 199X, 19XX, 1998-XX, 1998-06-XX, 1998-XX-XX."""
    if "X" in year:
        if month:
            return NoDate("where digits of the year are open, no month follows", year)
        open_years = 10 ** year.count("X")
        known = int(year.strip("-X")) * open_years
        first = known if not year.startswith("-") else -known - open_years + 1
        return day_number(first, 1, 1), day_number(first + open_years, 1, 1), 12 * open_years
    if month == "XX":
        if day and day != "XX":
            return NoDate("where the month is open, so is the day", f"{year}-XX-XX")
        return _span(_number(year), None, None)
    return _span(_number(year), int(month or 1), None)


def _moment(day: int, time: str, approximate: bool, uncertain: bool) -> Date | NoDate:
    """A time of day, as written: a zone shifts nothing."""
    found = _TIME.fullmatch(time)
    if not found:
        return NoDate("a time of day is written like 1998-06-12T14:30")
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    zone, zone_minutes = int(found["zone"] or 0), int(found["minutes"] or 0)
    if hour > 23 or minute > 59 or second > 59 or zone > 14 or zone_minutes > 59:
        return NoDate("no clock shows that time")
    low = day * DAY + hour * HOUR + minute * MINUTE + second
    slack = HOUR if approximate else 0
    high = low + (1 if found[3] else MINUTE)
    point = Point(*civil(day), minute=60 * hour + minute)
    return Date(low - slack, high + slack, approximate, uncertain, point, point)
