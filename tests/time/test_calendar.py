"""Days of every year, against `datetime` where it goes that far."""

import doctest
from datetime import date, timedelta

import pytest

from dastan.time import amounts, calendar, order
from dastan.time.calendar import (
    DAY,
    DRIFT,
    MONTH,
    add_months,
    civil,
    day_number,
    iso,
    months_after,
    weekday,
    whole_years,
)
from dastan.time.recurring import last_day, next_day
from dastan.time.statements import Recurring

EPOCH = date(1970, 1, 1)


@pytest.mark.parametrize("module", [amounts, calendar, order])
def test_examples_in_docstrings(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_days_are_those_of_datetime() -> None:
    for number in range(-700_000, 2_900_000, 997):
        day = EPOCH + timedelta(number)
        assert civil(number) == (day.year, day.month, day.day)
        assert day_number(day.year, day.month, day.day) == number
        assert weekday(number) == day.weekday()
        assert iso(number) == day.isoformat()


def test_years_beyond_datetime() -> None:
    for number in (*range(-4_000_000, -719_000, 9_973), *range(2_932_000, 9_000_000, 9_973)):
        assert day_number(*civil(number)) == number
    assert iso(day_number(0, 2, 29)) == "0000-02-29"
    assert iso(day_number(-43, 3, 15)) == "-0043-03-15"
    assert iso(day_number(12024, 12, 31)) == "+12024-12-31"


def test_months_keep_their_day_where_they_can() -> None:
    assert civil(add_months(day_number(1998, 3, 20), 30)) == (2000, 9, 20)
    assert civil(add_months(day_number(1998, 1, 31), 1)) == (1998, 2, 28)
    assert civil(add_months(day_number(2000, 2, 29), -12)) == (1999, 2, 28)
    assert whole_years(day_number(1998, 3, 20), day_number(2015, 3, 19)) == 16
    assert whole_years(day_number(1998, 3, 20), day_number(2015, 3, 20)) == 17


def test_calendar_months_never_drift_farther_than_said() -> None:
    for start in range(0, 146_097, 61):
        for months in (*range(1, 40), *range(41, 2_500, 59)):
            assert abs(months_after(start, months) - months * MONTH) < DRIFT


def test_recurring_days() -> None:
    october = Recurring(months=frozenset({10}))
    sunday = Recurring(weekdays=frozenset({6}))
    leap = Recurring(days=frozenset({(2, 29)}))
    day = day_number(1896, 3, 1)
    assert iso(next_day([leap], day) or 0) == "1904-02-29"
    assert iso(last_day([leap], day) or 0) == "1896-02-29"
    assert iso(next_day([october, sunday], day) or 0) == "1896-10-04"
    assert iso(last_day([october, sunday], day) or 0) == "1895-10-27"
    assert iso(next_day([leap, sunday], day) or 0) == "1920-02-29"
    assert next_day([leap, october], day) is None
    assert next_day([october], day_number(1998, 10, 9)) == day_number(1998, 10, 9)
    assert DAY == 86_400
