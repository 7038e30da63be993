"""Cards: what a link to the book, or to a chapter, looks like where it is shared.

The sizes are those that Open Graph's readers agree on: 1200 x 630 pixels. A card has few colours,
so it is a PNG with a palette, of some 25 kB.
"""

from collections.abc import Sequence
from io import BytesIO
from itertools import combinations, product
from warnings import catch_warnings, simplefilter

from PIL import Image, ImageColor, ImageDraw, ImageOps

from dastan.pictures import Card, Colours
from dastan.pictures.felt import tile
from dastan.pictures.lettering import Face, fitted

WIDTH, HEIGHT = 1200, 630

_TILE = 90
_FELT = 4 * _TILE
_RULE = 12
_LEFT, _RIGHT = _FELT + _RULE + 64, WIDTH - 64
_TOP, _BOTTOM = 92, HEIGHT - 64
"""Base lines of what stands above the title and below it."""
_SIZES = (92, 80, 70, 60, 52, 44)
_LEADING = 1.16
_SMALL = 34
_SHADES = 9
"""Steps from one colour to another, at smooth edges."""


class Painter:
    """Draws cards of one look."""

    def __init__(self, colours: Colours, roman: Sequence[bytes], italic: Sequence[bytes]) -> None:
        """`roman` and `italic` are the fonts of a face, the first choice first."""
        self.colours = colours
        self.roman, self.italic = Face(roman), Face(italic)
        self.blank = self._blank()
        self.palette = self._palette()

    def draw(self, card: Card, shown: bytes = b"") -> bytes:
        """The card as a PNG. A line that the face has no letters for is left out.

        `shown` is a picture to stand in place of the felt; one that cannot be read does not.
        """
        picture = self.blank.copy()
        own = _cropped(shown, (_FELT, HEIGHT)) if shown else None
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
        colours = self.colours
        picture = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
        square = tile(_TILE, colours.ground, colours.horn, colours.heart, colours.star)
        for at in product(range(0, _FELT, _TILE), range(0, HEIGHT, _TILE)):
            picture.paste(square, at)
        rule = (_FELT, 0, _FELT + _RULE - 1, HEIGHT)
        ImageDraw.Draw(picture).rectangle(rule, fill=colours.steppe)
        return picture

    def _palette(self) -> Image.Image:
        """All colours, and the shades between those that touch."""
        c = self.colours
        touching = [(c.paper, c.ink), (c.paper, c.quiet), (c.paper, c.apple), (c.steppe, c.paper)]
        touching += combinations((c.ground, c.horn, c.heart, c.star), 2)
        shades = [shade for pair in touching for shade in _between(*pair)]
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
