"""Text as Pillow draws it: in a face that is cut into several fonts, set in lines.

A web face comes in blocks (Latin, Cyrillic, ...). As in a browser, a letter comes from the first
font that has it; neighbours stay in one font, so that they are kerned.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

_NOWHERE = "\uffff"
"""A character that no font has."""
_PROBE = 16
"""Pixels, to see whether a font has a letter."""


class Face:
    """A face at any size."""

    def __init__(self, fonts: Sequence[bytes]) -> None:
        """`fonts` are files that FreeType reads, the first choice first."""
        self._fonts = [font for font in fonts if _opens(font)]
        self.at = cache(self._at)
        self._has = cache(self._draws)

    def _at(self, size: int) -> list[FreeTypeFont]:
        return [ImageFont.truetype(BytesIO(font), size) for font in self._fonts]

    def _draws(self, number: int, letter: str) -> bool:
        font = self.at(_PROBE)[number]
        looks = [(bytes(font.getmask(c)), font.getlength(c)) for c in (letter, _NOWHERE)]
        return looks[0] != looks[1]

    def _font(self, letter: str, near: Sequence[int] = ()) -> int | None:
        """The first font that has a letter, those of its neighbours before all others."""
        order = (*near, *range(len(self._fonts)))
        return next((number for number in order if self._has(number, letter)), None)

    def runs(self, text: str) -> list[tuple[int, str]]:
        """A text cut into pieces for one font each; signs that none has are left out."""
        runs: list[tuple[int, str]] = []
        for letter in text:
            font = self._font(letter, [runs[-1][0]] if runs else ())
            if runs and font == runs[-1][0]:
                runs[-1] = (font, runs[-1][1] + letter)
            elif font is not None:
                runs.append((font, letter))
        return runs

    def can_write(self, text: str) -> bool:
        """Whether there is a font for each letter and digit."""
        return all(self._font(letter) is not None for letter in set(text) if letter.isalnum())

    def length(self, text: str, size: int) -> float:
        """In pixels."""
        fonts = self.at(size)
        return sum(fonts[number].getlength(run) for number, run in self.runs(text))

    def write(
        self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, size: int, colour: str
    ) -> None:
        """Draws a line; `at` is where its base line begins."""
        x, y = at
        for number, run in self.runs(text):
            font = self.at(size)[number]
            draw.text((x, y), run, colour, font, anchor="ls")
            x += font.getlength(run)


def _opens(font: bytes) -> bool:
    try:
        ImageFont.truetype(BytesIO(font), _PROBE)
    except OSError:
        return False
    return True


def fitted(
    face: Face, text: str, sizes: Iterable[int], width: float, height: float, leading: float
) -> tuple[int, list[str]]:
    """The largest of some falling sizes in which a text fits, and its lines, about equally long.

    What has no room in the smallest is cut, with an ellipsis.
    """
    for size in sizes:
        room = int(height / (leading * size))
        lines = _lines(face, text, size, width)
        if len(lines) <= room and all(face.length(line, size) <= width for line in lines):
            return size, _balanced(face, text, size, width)
    kept = [_cut(face, line, size, width) for line in lines[:room]]
    if len(lines) > room:
        kept[-1] = _cut(face, kept[-1] + "…", size, width)
    return size, kept


def _lines(face: Face, text: str, size: int, width: float) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.length(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _balanced(face: Face, text: str, size: int, width: float) -> list[str]:
    """The lines of the narrowest column that needs no more of them."""
    lines = _lines(face, text, size, width)
    low, high = 0.0, width
    while high - low > size / 8:
        middle = (low + high) / 2
        narrower = _lines(face, text, size, middle)
        if len(narrower) > len(lines) or any(face.length(x, size) > middle for x in narrower):
            low = middle
        else:
            high = middle
    return _lines(face, text, size, high)


def _cut(face: Face, line: str, size: int, width: float) -> str:
    while face.length(line, size) > width:
        line = line.rstrip("…")[:-1].rstrip() + "…"
    return line
