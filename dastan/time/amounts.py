"""Lengths of time to the nearest half of a unit, and in words for the author's diagnostics.

What readers see is put into words of their language elsewhere, from the same `Amount`.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from dastan.time.calendar import DAY, HOUR, MINUTE, MONTH, YEAR
from dastan.time.statements import Ages, Length

Unit = Literal["year", "month", "day", "hour", "minute"]

_FRACTIONS = {0.25: "¼", 0.5: "½", 0.75: "¾"}
_WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()
_SCALE: tuple[tuple[int, int, Unit], ...] = (
    (YEAR, YEAR, "year"),
    (2 * MONTH, MONTH, "month"),
    (DAY, DAY, "day"),
    (HOUR, HOUR, "hour"),
    (0, MINUTE, "minute"),
)
"""From how many seconds on a unit is used, its size, its name."""
_NEAR = 0.005  # of a unit: what calendar years differ from mean ones is no news to anybody


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit."""

    value: float
    """In halves."""
    unit: Unit


def number(value: float) -> str:
    """A number as one writes it.

    >>> number(3.5), number(0.5), number(12), number(2.1)
    ('3½', '½', '12', '2.1')
    """
    whole = int(value)
    fraction = _FRACTIONS.get(value - whole, "")
    if fraction or value == whole:
        return f"{whole or ''}{fraction}" or "0"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def spelled(count: int) -> str:
    """A small number as a word, a larger one in digits."""
    return _WORDS[count] if count < len(_WORDS) else str(count)


def amount(seconds: int) -> str:
    """A length in the largest unit that it fills, to the nearest half of it; many to the nearest.

    >>> amount(2 * YEAR), amount(36 * HOUR), amount(YEAR + 3 * MONTH), amount(40)
    ('2 years', '1½ days', 'about 1½ years', 'less than a minute')
    """
    size, unit = _unit(seconds)
    exact = 2 * seconds / size
    halves = floor(exact + 0.5)
    if halves < 2:
        return f"less than a {unit}"
    if halves > 20:
        halves = 2 * floor(exact / 2 + 0.5)
    about = "" if abs(exact - halves) <= exact * _NEAR else "about "
    return about + _counted(Amount(halves / 2, unit))


def rounded(low: int | None, high: int | None) -> tuple[Amount | None, Amount | None]:
    """A length from `low` to `high` seconds, so that it says no more than is true; None where
    nothing bounds it, or nothing worth saying."""
    least = None if low is None or low < MINUTE else _rounded(low, up=False)
    return least, None if high is None else _rounded(high, up=True)


def between(low: int | None, high: int | None) -> str:
    """Some length from `low` to `high` seconds; empty where neither says anything.

    >>> between(2 * YEAR, None), between(None, 5 * DAY), between(YEAR * 5 // 2, YEAR * 7 // 2)
    ('at least 2 years', 'at most 5 days', '2½ to 3½ years')
    """
    least, most = rounded(low, high)
    if least is None:
        return "" if most is None else f"at most {_counted(most)}"
    if most is None:
        return f"at least {_counted(least)}"
    if least == most:
        return _counted(least)
    shown = number(least.value) if least.unit == most.unit else _counted(least)
    return f"{shown} to {_counted(most)}"


def length(said: Length) -> str:
    """What an author's or the lexicon's length comes to, without its unit: "3½ to 4½"."""
    return _range(said.low, said.high, said.low == said.high)


def ages(said: Ages) -> str:
    """The years in somebody's life: "17 to 18"."""
    return _range(said.low, said.high, False)


def with_unit(said: Length | Ages) -> str:
    """What a word of the lexicon means: "at least 2 years"."""
    if isinstance(said, Ages):
        last = None if said.high is None else said.high - 1
        return f"{_range(said.low, last, said.low == last)} years old"
    most = said.low if said.high is None else said.high
    return f"{length(said)} {said.unit.name}{'' if most <= 1 else 's'}"


def _range(low: float, high: float | None, single: bool) -> str:
    if high is None:
        return f"at least {number(low)}"
    if single:
        return number(low)
    return f"{number(low)} to {number(high)}" if low else f"at most {number(high)}"


def _unit(seconds: int) -> tuple[int, Unit]:
    """Size and name of the largest unit that fits into a length."""
    fits = seconds * (1 + _NEAR)
    return next((size, name) for start, size, name in _SCALE if fits >= start)


def _rounded(seconds: int, up: bool) -> Amount:
    size, unit = _unit(seconds)
    exact, near = 2 * seconds / size, 4 * _NEAR if unit == "month" else _NEAR
    return Amount((ceil(exact * (1 - near)) if up else floor(exact * (1 + near))) / 2, unit)


def _counted(said: Amount) -> str:
    return f"{number(said.value)} {said.unit}{'' if 0 < said.value <= 1 else 's'}"
