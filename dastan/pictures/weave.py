"""The woven band of the title page, read from its drawing: rectangles of whole stitches.

Pure: `static/weave.svg` is the one place where the band is drawn; what else shows it counts here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_BOX = re.compile(r"viewBox=\"0 0 (\d+) (\d+)\"")
_PATH = re.compile(r"<path[^>]* fill=\"(#[0-9a-f]{6})\" d=\"([^\"]*)\"")
_RUN = re.compile(r"[Mm](-?\d+) ?(-?\d+)h(\d+)v(\d+)h-\3z")
"""A rectangle, from where the one before it began."""


class Stitches(NamedTuple):
    """A rectangle of one colour, in stitches from the left and the top."""

    colour: str
    left: int
    top: int
    width: int
    height: int


class Band(NamedTuple):
    width: int
    height: int
    stitches: tuple[Stitches, ...]
    """What is drawn, each over those before it; none for a drawing of another kind."""


def band(svg: str) -> Band:
    box = _BOX.search(svg)
    width, height = (int(box[1]), int(box[2])) if box else (1, 1)
    return Band(width, height, tuple(_stitches(svg)))


def _stitches(svg: str) -> Iterator[Stitches]:
    for colour, path in _PATH.findall(svg):
        left = top = 0
        for run in _RUN.finditer(path):
            left, top = left + int(run[1]), top + int(run[2])
            yield Stitches(colour, left, top, int(run[3]), int(run[4]))
