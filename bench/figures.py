"""What was found beside what is to be reached: how bench/build.py and bench/reading.py say it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    found: float
    most: float
    least: float = 0
    unit: str = ""

    @property
    def verdict(self) -> str:
        if self.least <= self.found <= self.most:
            return "met"
        bound = self.most if self.found > self.most else self.least
        if not bound:
            return f"missed by {plain(self.found)}"
        if self.found >= 2 * bound:
            return f"missed: {plain(self.found / bound)} times as much"
        return f"missed by {abs(self.found - bound) / bound:.0%}"

    @property
    def goal(self) -> str:
        if self.least:
            return f"{plain(self.least)} to {plain(self.most)}{self.unit}"
        return f"at most {plain(self.most)}{self.unit}"


def plain(number: float) -> str:
    """Three digits that count, or all of an integer."""
    if number == round(number) or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


def table(figures: Iterable[Figure]) -> str:
    """A line for each."""
    return "\n".join(
        f"  {figure.what:<50} {plain(figure.found) + figure.unit:>12}   "
        f"{figure.goal:<20} {figure.verdict}"
        for figure in figures
    )
