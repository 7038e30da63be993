"""Why some lines of a story cannot all be true: the shortest chain of them, and by how much.

Between `state`, which finds that something is impossible, and `messages`, which says it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dastan.time.calendar import DAY, months_after
from dastan.time.circles import Patience, fewest_edges
from dastan.time.claims import CALENDAR, Claim
from dastan.time.network import distances
from dastan.time.reading import Line, Reading
from dastan.time.state import State
from dastan.time.weights import NEVER, pair, seconds, weight


@dataclass(frozen=True, slots=True)
class Failure:
    """Which claim of a line the other lines of a chain rule out."""

    claim: Claim
    bound: int
    """What the others leave, as a weight: `b - a` is at least, or at most, so much."""
    at_least: bool
    excess: int
    """By how many seconds the claim fails; 0 where it does so by order alone."""
    born: int | None = None
    """The day of a birth, where ages are counted from a day."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An irreducible chain: with any one of its lines left out, the rest can be true."""

    lines: tuple[int, ...]
    """As they follow from one another; the one told last comes last."""
    failure: Failure | None
    """None where the last line makes no claim of its own."""
    days: tuple[int | None, int | None]
    """Between which days, counted from the origin, the other lines put the last line's moment."""


def contradiction(
    state: State, circle: Sequence[int], last: Iterable[int], patience: Patience
) -> Contradiction: ...
