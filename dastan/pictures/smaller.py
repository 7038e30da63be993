"""Smaller copies of a picture, in WebP.

A photograph loses what nobody sees; a drawing of few colours stays as sharp as it is, where that
does not cost too much. Colour profiles go along, what a camera noted (also where it was) does not.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import Any
from warnings import catch_warnings, simplefilter

from PIL import ExifTags, Image, ImageOps

_LOSSY: Mapping[str, Any] = {"quality": 80, "method": 4}
_LOSSLESS: Mapping[str, Any] = {"lossless": True, "quality": 60, "method": 2}
_FEW = 1024
"""Colours that a drawing has at the most, those of its smooth edges included."""
_SHARP = 2
"""How many times the bytes of a lossy copy a drawing may take."""
_CLEARLY = 0.85
"""Of another file's bytes: more is no saving."""
_MODES = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA"))
"""Those in which numbers are what a screen shows, eight bits of each colour."""


def copies(data: bytes, widths: Sequence[int]) -> dict[int, bytes]:
    """A picture in these widths, in pixels as it is shown, the widest first.

    No bytes for a copy that is not clearly smaller than the next wider and the file. None at all
    where the widest does not pay, as a column of text would have to do with less than there is, nor
    where the picture moves or cannot be copied.
    """
    made = dict.fromkeys(widths, b"")
    if not widths:
        return made
    try:
        with catch_warnings():
            simplefilter("error")
            original = _opened(data, widths[0])
            room = _CLEARLY * len(data)
            for width in widths:
                body = _copy(original, width) if original else b""
                if len(body) <= room:
                    made[width], room = body, _CLEARLY * len(body)
                elif width == widths[0]:
                    break
    except Exception:  # a damaged file may raise anything
        return dict.fromkeys(widths, b"")
    return made


def _opened(data: bytes, widest: int) -> Image.Image | None:
    """A picture as it is shown, no smaller than it will be needed."""
    with Image.open(BytesIO(data)) as picture:
        moves = picture.format == "PNG" and getattr(picture, "is_animated", False)
        if moves or picture.mode not in _MODES:
            return None
        if picture.format != "PNG":  # a JPEG can be read at a half, a quarter, an eighth
            turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4
            part = widest / picture.size[turned]
            picture.draft(None, (ceil(picture.width * part), ceil(picture.height * part)))
        upright = ImageOps.exif_transpose(picture)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _copy(picture: Image.Image, width: int) -> bytes:
    copy = picture
    if width < picture.width:
        height = max(1, round(picture.height * width / picture.width))
        copy = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
    lossy = _encoded(copy, _LOSSY)
    if not picture.getcolors(_FEW):
        return lossy
    sharp = _encoded(copy, _LOSSLESS)
    return sharp if len(sharp) <= _SHARP * len(lossy) else lossy


def _encoded(picture: Image.Image, how: Mapping[str, Any]) -> bytes:
    body = BytesIO()
    profile = picture.info.get("icc_profile", b"")
    picture.save(body, "WEBP", icc_profile=profile, exif=b"", xmp=b"", **how)
    return body.getvalue()
