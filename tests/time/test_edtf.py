"""EDTF, against the library `edtf` for what both can read, and by the contract for the rest."""

import random

import pytest
from edtf import parse_edtf
from time_stories import story

from dastan.time import Dates
from dastan.time.calendar import DAY, iso
from dastan.time.edtf import Date, NoDate, parse_date


def days(text: str, south: bool = False) -> tuple[str | None, str | None]:
    """First and last day."""
    date = parse_date(text, south)
    assert isinstance(date, Date), date
    return (
        None if date.low is None else iso(date.low // DAY),
        None if date.high is None else iso(-(-date.high // DAY) - 1),
    )


def by_edtf(text: str) -> tuple[str | None, str | None]:
    """The library's strict bounds; an open one is a number there, infinite."""
    parsed = parse_edtf(text)
    ends = parsed.lower_strict(), parsed.upper_strict()
    return tuple(None if isinstance(e, float) else day(*e[:3]) for e in ends)  # type: ignore[return-value]


def day(year: object, month: object, number: object) -> str:
    value = int(str(year))
    sign = "-" if value < 0 else "+" if value > 9999 else ""
    return f"{sign}{abs(value):04}-{int(str(month)):02}-{int(str(number)):02}"


FORMS = (
    "1998-06-12 1998-06 1998 1998? 1998-06? 1998-06-12? 1997/1999 1998-06/1999-02 "
    "1998-06-12/1999-02-28 2000-02 1900-02 2000-02-29 -0043-03-15 -0043 0000 0001 9999-12-31 "
    "1998/.. ../1998 ../1998-06-12 201X 19XX 2004-XX 1985-04-XX 1985-XX-XX Y170000002 "
    "-0999/0001 1964/2008 2004-06?/2006-08"
).split()


@pytest.mark.parametrize("text", FORMS)
def test_strict_bounds_are_those_of_edtf(text: str) -> None:
    assert days(text) == by_edtf(text)


def test_random_dates_are_those_of_edtf() -> None:
    chance = random.Random(1)
    for _ in range(300):
        text = f"{chance.randint(0, 9999):04}-{chance.randint(1, 12):02}"
        if chance.random() < 0.5:
            text += f"-{chance.randint(1, 28):02}"
        assert days(text) == by_edtf(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1998-21", "1998-03-01", "1998-05-31"),
        ("1998-22", "1998-06-01", "1998-08-31"),
        ("1998-23", "1998-09-01", "1998-11-30"),
        ("1998-24", "1998-12-01", "1999-02-28"),
        ("1999-24", "1999-12-01", "2000-02-29"),
        ("1998~", "1997-01-01", "1999-12-31"),
        ("1998%", "1997-01-01", "1999-12-31"),
        ("1998-06~", "1998-05-01", "1998-07-31"),
        ("1998-06-12~", "1998-06-10", "1998-06-14"),
        ("1998~/2001-06~", "1997-01-01", "2001-07-31"),
        ("199X~", "1980-01-01", "2009-12-31"),
        ("1998-22~", "1998-03-01", "1998-11-30"),
        ("-01XX", "-0199-01-01", "-0100-12-31"),
        ("0", "0000-01-01", "0000-12-31"),
        ("-44", "-0044-01-01", "-0044-12-31"),
        ("12024", "+12024-01-01", "+12024-12-31"),
        ("1998-06-12T14:30", "1998-06-12", "1998-06-12"),
        ("1998-06-12T23:59:59+05:00", "1998-06-12", "1998-06-12"),
    ],
)
def test_what_the_contract_adds(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


def test_an_end_that_is_left_out_is_open() -> None:
    assert days("1998/") == ("1998-01-01", None)  # the library guesses ten years


def test_the_south_turns_its_seasons() -> None:
    assert days("1998-21", south=True) == ("1998-09-01", "1998-11-30")
    assert days("1998-22", south=True) == ("1998-12-01", "1999-02-28")
    assert days("1998-24", south=True) == ("1998-06-01", "1998-08-31")


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("1998-02-30", "1998-02-28"),
        ("2024-02-30", "2024-02-29"),
        ("-0001-02-30", "-0001-02-28"),
        ("1998-13", "1998-12"),
        ("1998-00", "1998-01"),
        ("1998-6-1", "1998-06-01"),
        ("1999/1998", "1998/1999"),
        ("1999-02-30/2000", "1999-02-28/2000"),
        ("1998/1999-13", "1998/1999-12"),
        ("1998-41", "1998-24"),
        ("199X-06", "199X"),
        ("1998-XX-12", "1998-XX-XX"),
        ("../..", ""),
        ("1998-06-12T25:30", ""),
        ("1998-06-12T14:30+99:99", ""),
        ("12.6.1998", ""),
        ("1" * 5_000, ""),
    ],
)
def test_what_is_no_date(text: str, instead: str) -> None:
    found = parse_date(text)
    assert isinstance(found, NoDate)
    assert found.instead == instead
    assert not instead or isinstance(parse_date(instead), Date)


def test_marks_are_kept_for_the_reader() -> None:
    told = story(
        a="""
            - {id: a, when: "1998~"}
            - {id: b, when: "1998?"}
            - {id: c, when: "1998%"}
            - {id: d, when: "1998"}
        """
    )
    dates = {each.event.id: each.when for each in told.timeline.events}
    marks = {id: (d.approximate, d.uncertain) for id, d in dates.items() if isinstance(d, Dates)}
    assert marks == {
        "a": (True, False),
        "b": (False, True),
        "c": (True, True),
        "d": (False, False),
    }
