"""Days of the proleptic Gregorian calendar as whole numbers, for every year there is.

The floor of `dastan.time`: nothing here knows of stories. `datetime` ends at the years 1 and 9999,
and stories do not. Day 0 is 1970-01-01; years are astronomical (0 is 1 BC).
"""

from math import floor

MINUTE, HOUR, DAY = 60, 3600, 86400
"""In seconds."""
YEAR = 31_556_952
"""The mean year of the Gregorian calendar, 365.2425 days, in seconds."""
MONTH = YEAR // 12
"""The mean month, in seconds."""
DRIFT = 5 * DAY
"""More than what any number of calendar months can differ from as many mean months, in seconds."""

_ERA = 146_097  # days in 400 years
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_number(year: int, month: int, day: int) -> int:
    """The day as days from 1970-01-01.

    After H. Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so that
    the leap day is the last of its year.

    >>> day_number(1970, 1, 1), day_number(0, 3, 1)
    (0, -719468)
    """
    year -= month < 3
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return (
        era * _ERA
        + year_of_era * 365
        + year_of_era // 4
        - year_of_era // 100
        + day_of_year
        - 719_468
    )


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a day's number.

    >>> civil(0), civil(-719469)
    ((1970, 1, 1), (0, 2, 29))
    """
    era, day_of_era = divmod(day + 719_468, _ERA)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = (5 * day_of_year + 2) // 153
    day_of_month = day_of_year - (153 * month + 2) // 5 + 1
    month = (month + 2) % 12 + 1
    return year_of_era + era * 400 + (month < 3), month, day_of_month


def month_length(year: int, month: int) -> int:
    """In days."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else _LENGTHS[month - 1]


def add_months(day: int, months: int) -> int:
    """The same day of the month that many months on; the month's last where it has no such day.

    >>> civil(add_months(day_number(2000, 2, 29), 12))
    (2001, 2, 28)
    """
    year, month, day_of_month = civil(day)
    years, month0 = divmod(month - 1 + months, 12)
    year, month = year + years, month0 + 1
    return day_number(year, month, min(day_of_month, month_length(year, month)))


def months_after(day: int, months: float) -> int:
    """How many seconds lie between a day and as many months after it; part months are mean ones."""
    whole = floor(months)
    return (add_months(day, whole) - day) * DAY + round((months - whole) * MONTH)


def whole_years(born: int, day: int) -> int:
    """How old, in years, somebody born on the one day is on the other."""
    years = civil(day)[0] - civil(born)[0]
    return years if add_months(born, 12 * years) <= day else years - 1


def weekday(day: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (day + 3) % 7


def iso(day: int) -> str:
    """The ISO 8601 date; years of more than four digits in its expanded form, with a sign.

    >>> iso(0), iso(day_number(-43, 3, 15)), iso(day_number(12024, 6, 1))
    ('1970-01-01', '-0043-03-15', '+12024-06-01')
    """
    year, month, day_of_month = civil(day)
    sign = "-" if year < 0 else "+" if year > 9999 else ""
    return f"{sign}{abs(year):04}-{month:02}-{day_of_month:02}"
