"""Days that come round: the next and the last one on which some recurring statements all hold.

Days are numbers, as in `calendar`. The calendar itself comes round every 400 years, so a search
that finds no day for so long finds none at all.
"""

from collections.abc import Callable, Sequence

from dastan.time.calendar import civil, day_number, month_length, weekday
from dastan.time.statements import Recurring

_ROUND = 146_097  # days in 400 years


def next_day(recurring: Sequence[Recurring], day: int) -> int | None:
    """The first day, from `day` on, on which all of them hold; None where they never do."""
    return _search(recurring, day, _next)


def last_day(recurring: Sequence[Recurring], day: int) -> int | None:
    """The last such day, up to `day`."""
    return _search(recurring, day, _last)


def _search(
    recurring: Sequence[Recurring], day: int, step: Callable[[Recurring, int], int]
) -> int | None:
    found = day
    while abs(found - day) <= _ROUND:
        before = found
        for each in recurring:
            found = step(each, found)
        if found == before:
            return found
    return None


def _next(recurring: Recurring, day: int) -> int:
    if recurring.weekdays:
        return min(day + (name - weekday(day)) % 7 for name in recurring.weekdays)
    if recurring.months:
        year, month, _ = civil(day)
        ahead = min((name - month) % 12 for name in recurring.months)
        years, month0 = divmod(month - 1 + ahead, 12)
        return max(day, day_number(year + years, month0 + 1, 1))
    return min(found for found in _near(recurring, day) if found >= day)


def _last(recurring: Recurring, day: int) -> int:
    if recurring.weekdays:
        return max(day - (weekday(day) - name) % 7 for name in recurring.weekdays)
    if recurring.months:
        year, month, _ = civil(day)
        back = min((month - name) % 12 for name in recurring.months)
        years, month0 = divmod(month - 1 - back, 12)
        year, month = year + years, month0 + 1
        return min(day, day_number(year, month, month_length(year, month)))
    return max(found for found in _near(recurring, day) if found <= day)


def _near(recurring: Recurring, day: int) -> list[int]:
    """The days named, within 8 years: so far apart can two leap days be."""
    year = civil(day)[0]
    return [
        day_number(each_year, month, number)
        for each_year in range(year - 8, year + 9)
        for month, number in recurring.days
        if number <= month_length(each_year, month)
    ]
