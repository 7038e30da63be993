"""The only Pillow: how large a picture is, so that a page can keep its place free; and cards.

Pillow itself is imported where there is something for it to do: most builds do without.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from warnings import catch_warnings, simplefilter

_SVG_TAG = re.compile(rb"<svg\b[^>]*>")
_SVG_SIDE = re.compile(rb"\s(width|height)=[\"']([\d.]+)(?:px)?[\"']")
_SVG_BOX = re.compile(rb"\sviewBox=[\"'][-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)[\"']")

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says; all but the title may be empty."""

    title: str
    above: str = ""
    """Small, over the title: of a chapter, its book."""
    subtitle: str = ""
    below: str = ""
    """The author."""


@dataclass(frozen=True, slots=True)
class Colours:
    """Of a card, as `#rgb` or `#rrggbb`; those of the default look."""

    paper: str = "#fbf7ef"
    ink: str = "#211"
    quiet: str = "#543"
    apple: str = "#8f231c"


def size(data: bytes) -> Size | None:
    """The size at which a picture is shown; None where its bytes do not tell.

    Only its head is read; a photograph that is stored lying on its side counts as it is shown.
    """
    if drawing := _SVG_TAG.search(data[:4000]):
        return _svg_size(drawing[0])
    from PIL import ExifTags, Image, UnidentifiedImageError  # only a story with pictures waits

    try:
        with catch_warnings():
            simplefilter("error")
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
                turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning):
        return None
    return (height, width) if turned else (width, height)


def _svg_size(tag: bytes) -> Size | None:
    """By `width` and `height`, else by `viewBox`."""
    sides = {found[1]: found[2] for found in _SVG_SIDE.finditer(tag)}
    box = _SVG_BOX.search(tag)
    if len(sides) == 2:
        return round(float(sides[b"width"])), round(float(sides[b"height"]))
    return (round(float(box[1])), round(float(box[2]))) if box else None
