"""Smaller copies of a picture, in WebP.

A photograph loses what nobody sees; a drawing of few colours stays as sharp as it is, where that
does not cost too much. Colour profiles go along, what a camera noted (also where it was) does not.
"""

from collections.abc import Mapping
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
_MODES = frozenset(("1", "L", "LA", "P", "PA", "RGB", "RGBA"))
"""Those in which numbers are what a screen shows, eight bits of each colour."""


class Original:
    """A picture, opened to be copied."""

    def __init__(self, data: bytes, widest: int) -> None:
        """`widest`: the width in pixels, as it is shown, of the widest copy to come."""
        self._profile = b""
        try:
            with catch_warnings():
                simplefilter("error")
                self._picture = self._opened(data, widest)
        except Exception:  # a damaged file may raise anything
            self._picture = None
        self._is_drawing = bool(self._picture and self._picture.getcolors(_FEW))

    def at(self, width: int) -> bytes:
        """A copy of this width; no bytes where the picture moves or cannot be copied."""
        if self._picture is None:
            return b""
        copy = self._picture
        if width < copy.width:
            height = max(1, round(copy.height * width / copy.width))
            copy = copy.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
        lossy = self._encoded(copy, _LOSSY)
        if not self._is_drawing:
            return lossy
        sharp = self._encoded(copy, _LOSSLESS)
        return sharp if len(sharp) <= _SHARP * len(lossy) else lossy

    def _opened(self, data: bytes, widest: int) -> Image.Image | None:
        with Image.open(BytesIO(data)) as picture:
            moves = picture.format == "PNG" and getattr(picture, "is_animated", False)
            if moves or picture.mode not in _MODES:
                return None
            self._profile = picture.info.get("icc_profile", b"")
            if picture.format != "PNG":  # a JPEG can be read at a half, a quarter, an eighth
                turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4
                part = widest / picture.size[turned]
                picture.draft(None, (ceil(picture.width * part), ceil(picture.height * part)))
            upright = ImageOps.exif_transpose(picture)
        if upright.has_transparency_data:
            return upright.convert("RGBA")
        return upright.convert("RGB")

    def _encoded(self, picture: Image.Image, how: Mapping[str, Any]) -> bytes:
        body = BytesIO()
        picture.save(body, "WEBP", icc_profile=self._profile, **how)
        return body.getvalue()
