"""How large a picture is shown, so that a page can keep its place free; from its head alone."""

import re
from io import BytesIO
from warnings import catch_warnings, simplefilter

_SVG_TAG = re.compile(rb"<svg\b[^>]*>")
_SVG_SIDE = re.compile(rb"\s(width|height)=[\"']([\d.]+)(?:px)?[\"']")
_SVG_BOX = re.compile(rb"\sviewBox=[\"']\s*[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)\s*[\"']")

Size = tuple[int, int]
"""Width and height in pixels, at least 1."""


def size(data: bytes) -> Size | None:
    """The size at which a picture is shown; None where its bytes do not tell.

    Only its head is read; a photograph that is stored lying on its side counts as it is shown.
    """
    if drawing := _SVG_TAG.search(data[:4000]):
        return _svg_size(drawing[0])
    from PIL import ExifTags, Image  # only a story with pictures waits

    try:
        with catch_warnings():
            simplefilter("error")
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
                turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4
    except Exception:  # a damaged file may raise anything
        return None
    return (height, width) if turned else (width, height)


def _svg_size(tag: bytes) -> Size | None:
    """By `width` and `height`, else by `viewBox`."""
    sides = {found[1]: found[2] for found in _SVG_SIDE.finditer(tag)}
    if len(sides) == 2:
        return _pixels(sides[b"width"], sides[b"height"])
    box = _SVG_BOX.search(tag)
    return _pixels(box[1], box[2]) if box else None


def _pixels(width: bytes, height: bytes) -> Size | None:
    try:
        found = round(float(width)), round(float(height))
    except ValueError:
        return None
    return found if all(found) else None
