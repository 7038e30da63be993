"""The story curve: where each event is told, against where it happened, as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from dastan.model import Chapter
from dastan.time import Timeline

WIDTH, MOST = 640, 300
EDGE, FOOT = 18, 34
"""Room at the sides and above; below, where the chapters' numbers stand."""
APART = 24
"""How far from one another chapters' numbers stand at the least."""
FEW, LARGE, SMALL = 60, 7.0, 2.5
"""Points are large where they are few, and smaller the more there are."""


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    title: str
    back: bool
    """Whether the story is back in time here, before something that it told earlier."""


@dataclass(frozen=True, slots=True)
class Stripe:
    """A chapter's share of the picture."""

    left: float
    width: float
    middle: float
    label: str
    """Its place among the chapters; empty where that does not fit."""


@dataclass(frozen=True, slots=True)
class Curve:
    """In the units of the drawing; told from left to right, in time from top to bottom."""

    width: int
    height: int
    thread: str
    """The line, where the story goes on in time."""
    leaps: str
    """Where it goes back."""
    points: tuple[Point, ...]
    stripes: tuple[Stripe, ...]
    backwards: tuple[str, ...]
    """The titles of the events at which the story steps back."""
    size: float
    """Of a point, from its middle to its corners."""


def story_curve(timeline: Timeline, chapters: Sequence[Chapter]) -> Curve | None:
    """The curve of a timeline with three events or more; `chapters` are all that there are."""
    curve = timeline.curve
    if len(curve) < 3:
        return None
    told = {placed.told: placed.event for placed in timeline.events}
    numbers = {chapter.path: number for number, chapter in enumerate(chapters, start=1)}
    ranks = max(rank for _, rank in curve)
    height = min(MOST, 34 * ranks + FOOT)
    across = (WIDTH - 2 * EDGE) / (len(curve) - 1)
    down = (height - EDGE - FOOT) / max(1, ranks - 1)
    points, latest = [], 0
    for at, (place, rank) in enumerate(curve):
        x, y = round(EDGE + at * across, 1), round(EDGE + (rank - 1) * down, 1)
        points.append(Point(x, y, told[place].title, back=rank < latest))
        latest = max(latest, rank)
    steps = list(pairwise(points))
    return Curve(
        width=WIDTH,
        height=height,
        thread="".join(_step(*step) for step in steps if step[0].y <= step[1].y),
        leaps="".join(_step(*step) for step in steps if step[0].y > step[1].y),
        points=tuple(points),
        stripes=tuple(
            _stripes([numbers.get(told[place].chapter or "", 0) for place, _ in curve], across)
        ),
        size=round(max(SMALL, min(LARGE, LARGE * FEW / len(points))), 1),
        backwards=tuple(point.title for point in points if point.back),
    )


def _step(before: Point, after: Point) -> str:
    """A line that leaves one point and reaches the other level."""
    middle = round((before.x + after.x) / 2, 1)
    curve = f"C{middle:g} {before.y:g} {middle:g} {after.y:g} {after.x:g} {after.y:g}"
    return f"M{before.x:g} {before.y:g}{curve}"


def _stripes(chapters: Sequence[int], across: float) -> Iterator[Stripe]:
    """From midway between two events of different chapters to midway between the next two."""
    at, labelled = 0, -float(APART)
    for number, run in groupby(chapters):
        left = 0.0 if at == 0 else EDGE + (at - 0.5) * across
        at += len(list(run))
        right = WIDTH if at == len(chapters) else EDGE + (at - 0.5) * across
        middle = round((left + right) / 2, 1)
        label = str(number) if middle - labelled >= APART else ""
        labelled = middle if label else labelled
        yield Stripe(round(left, 1), round(right - left, 1), middle, label)
