"""The felt of the title page as Pillow draws it: rams' horns, four by four, and stars between."""

from collections.abc import Iterator, Sequence
from functools import reduce

from PIL import Image, ImageChops, ImageDraw

_UNITS = 80
"""A side of the tile in the drawing's own units, those of `felt` in templates/parts.html."""
_FINE = 4
"""Pixels that are drawn, each way, for one that is shown: so edges are smooth."""
_STROKE = 2.5
_CURVES = (
    ((0, -10), (4, -17), (12, -17)),
    ((9, 0), (11, 11), (4, 12)),
    ((-5, 1), (-6, -5), (-3, -6)),
)
"""One horn, from (0, -18) on: cubic curves, each from the end of the one before."""
_STEPS = 12
_DIAMOND = 9

Point = tuple[float, float]


def tile(side: int, ground: str, horn: str, heart: str, star: str) -> Image.Image:
    """One square of the carpet, to be laid without gaps; `side` in pixels, the rest are colours."""
    scale = side * _FINE / _UNITS
    middle = _UNITS / 2
    pair = Image.new("L", (side * _FINE,) * 2)
    draw = ImageDraw.Draw(pair)
    for mirror in (1, -1):
        points = [((middle + mirror * x) * scale, (middle + y) * scale) for x, y in _horn()]
        draw.polygon(points, fill=255)
        draw.line(points, fill=255, width=round(_STROKE * scale), joint="curve")
    horns = reduce(ImageChops.lighter, (pair.rotate(turn) for turn in (0, 90, 180, 270)))
    square = Image.new("RGB", pair.size, ground)
    square.paste(horn, mask=horns)
    draw = ImageDraw.Draw(square)
    draw.polygon(_diamond(middle, middle, scale), fill=heart)
    for x in (0, _UNITS):
        for y in (0, _UNITS):
            draw.polygon(_diamond(x, y, scale), fill=star)
    return square.resize((side, side), Image.Resampling.BOX)


def _horn() -> Iterator[Point]:
    yield 0, -6
    x, y = 0.0, -18.0
    yield x, y
    for curve in _CURVES:
        for step in range(1, _STEPS + 1):
            dx, dy = _along(curve, step / _STEPS)
            yield x + dx, y + dy
        x, y = x + curve[2][0], y + curve[2][1]


def _along(curve: Sequence[Point], t: float) -> Point:
    """A point of a cubic Bézier curve that begins at (0, 0)."""
    weights = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def _diamond(x: float, y: float, scale: float) -> list[Point]:
    r = _DIAMOND
    corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
    return [(scale * a, scale * b) for a, b in corners]
