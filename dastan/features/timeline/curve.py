"""The story curve: where each event is told, against where it happened, as a picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from dastan.time import Timeline

WIDTH, MARGIN, MOST = 640, 14, 320


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float
    title: str
    back: bool
    """Whether the story steps back in time here."""


@dataclass(frozen=True, slots=True)
class Curve:
    """In the units of the drawing; told from left to right, in time from top to bottom."""

    width: int
    height: int
    path: str
    points: tuple[Point, ...]
    rows: tuple[float, ...]
    """Where the lines of the ranks run; none where they would stand too close."""
    backwards: tuple[str, ...]
    """The titles of the events at which the story steps back."""


def story_curve(timeline: Timeline, titles: Mapping[int, str]) -> Curve | None:
    """The curve of a timeline with three events or more; `titles` by place in telling order."""
    told = timeline.curve
    if len(told) < 3:
        return None
    ranks = max(rank for _, rank in told)
    height = min(MOST, 34 * ranks)
    across = (WIDTH - 2 * MARGIN) / (len(told) - 1)
    down = (height - 2 * MARGIN) / max(1, ranks - 1)
    points = []
    latest = 0
    for at, (place, rank) in enumerate(told):
        x, y = MARGIN + at * across, MARGIN + (rank - 1) * down
        points.append(Point(round(x, 1), round(y, 1), titles[place], back=rank < latest))
        latest = max(latest, rank)
    return Curve(
        width=WIDTH,
        height=height,
        path=_path(points),
        points=tuple(points),
        rows=tuple(round(MARGIN + rank * down, 1) for rank in range(ranks)) if ranks < 25 else (),
        backwards=tuple(point.title for point in points if point.back),
    )


def _path(points: list[Point]) -> str:
    """A line through the points that leaves and reaches each of them level."""
    path = f"M{points[0].x:g} {points[0].y:g}"
    for before, after in pairwise(points):
        middle = round((before.x + after.x) / 2, 1)
        path += f"C{middle:g} {before.y:g} {middle:g} {after.y:g} {after.x:g} {after.y:g}"
    return path
