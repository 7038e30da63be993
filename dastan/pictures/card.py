"""Cards: what a link to the book, or to a chapter, looks like where it is shared.

The sizes are those that Open Graph's readers agree on: 1200 x 630 pixels. A card has few colours,
so it is a PNG with a palette, of some 25 kB.
"""

from collections.abc import Sequence
from io import BytesIO
from warnings import catch_warnings, simplefilter

from PIL import Image, ImageColor, ImageDraw, ImageOps

from dastan.pictures import Card, Colours
from dastan.pictures.lettering import Face, fitted
from dastan.pictures.weave import Band

WIDTH, HEIGHT = 1200, 630

_BAND = 324
_LEFT, _RIGHT = _BAND + 64, WIDTH - 64
_TOP, _BOTTOM = 92, HEIGHT - 64
"""Base lines of what stands above the title and below it."""
_SIZES = (92, 80, 70, 60, 52, 44)
_LEADING = 1.16
_SMALL = 34
_SHADES = 9
"""Steps from one colour to another, at smooth edges."""


class Painter:
    """Draws cards of one look."""

    def __init__(
        self, colours: Colours, woven: Band, roman: Sequence[bytes], italic: Sequence[bytes]
    ) -> None:
        """`roman` and `italic` are the fonts of a face, the first choice first."""
        self.colours, self.woven = colours, woven
        self.roman, self.italic = Face(roman), Face(italic)
        self.blank = self._blank()
        self.palette = self._palette()

    def draw(self, card: Card, shown: bytes = b"") -> bytes:
        """The card as a PNG. A line that the face has no letters for is left out.

        `shown` is a picture to stand in place of the band; one that cannot be read does not.
        """
        picture = self.blank.copy()
        own = _cropped(shown, (_BAND, HEIGHT)) if shown else None
        if own:
            picture.paste(own)
        draw = ImageDraw.Draw(picture)
        colours = self.colours
        self._line(draw, card.above, _TOP, colours.apple)
        self._line(draw, card.below, _BOTTOM, colours.quiet)
        if self.roman.can_write(card.title):
            size, lines = fitted(
                self.roman, card.title, _SIZES, _RIGHT - _LEFT, 0.56 * HEIGHT, _LEADING
            )
            y = HEIGHT / 2 - _LEADING * size * (len(lines) / 2 - 0.8)
            if card.subtitle:
                y -= _SMALL
            for line in lines:
                self.roman.write(draw, (_LEFT, y), line, size, colours.ink)
                y += _LEADING * size
            self._line(draw, card.subtitle, y, colours.quiet)
        body = BytesIO()
        few = (
            picture.quantize(256, dither=Image.Dither.FLOYDSTEINBERG)
            if own
            else picture.quantize(palette=self.palette, dither=Image.Dither.NONE)
        )
        few.save(body, "PNG", optimize=bool(own))
        return body.getvalue()

    def _line(self, draw: ImageDraw.ImageDraw, text: str, y: float, colour: str) -> None:
        if self.italic.can_write(text):
            size, lines = fitted(self.italic, text, (_SMALL,), _RIGHT - _LEFT, 1.5 * _SMALL, 1.2)
            self.italic.write(draw, (_LEFT, y), lines[0], size, colour)

    def _blank(self) -> Image.Image:
        picture = Image.new("RGB", (WIDTH, HEIGHT), self.colours.paper)
        draw = ImageDraw.Draw(picture)
        across, down = _BAND / self.woven.width, HEIGHT / self.woven.height
        for colour, x, y, width, height in self.woven.stitches:
            corner = round((x + width) * across) - 1, round((y + height) * down) - 1
            draw.rectangle((round(x * across), round(y * down), *corner), fill=colour)
        return picture

    def _palette(self) -> Image.Image:
        """All colours, and the shades between the paper and what is written on it."""
        c = self.colours
        written = [_between(c.paper, colour) for colour in (c.ink, c.quiet, c.apple)]
        woven = [_between(colour, colour) for colour in {s.colour for s in self.woven.stitches}]
        shades = sorted({shade for colours in (*written, *woven) for shade in colours})
        palette = Image.new("P", (1, 1))
        palette.putpalette([value for shade in shades for value in shade])
        return palette


def _cropped(data: bytes, size: tuple[int, int]) -> Image.Image | None:
    """The middle of a picture, as large as that; None where it cannot be read."""
    try:
        with catch_warnings():
            simplefilter("error")
            with Image.open(BytesIO(data)) as opened:
                picture = ImageOps.exif_transpose(opened)
                return ImageOps.fit(picture.convert("RGB"), size)
    except Exception:  # a damaged file may raise anything
        return None


def _between(first: str, last: str) -> list[tuple[int, ...]]:
    """The shades from one colour to another, both included."""
    a, b = ImageColor.getrgb(first), ImageColor.getrgb(last)
    return [
        tuple(round(x + (y - x) * step / (_SHADES - 1)) for x, y in zip(a, b, strict=True))
        for step in range(_SHADES)
    ]
