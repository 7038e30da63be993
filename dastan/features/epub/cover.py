"""The cover: the author's own, else the woven band of the site's title page, and the book's name
below its horns."""

import re
from dataclasses import replace
from itertools import groupby
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from dastan.config import Config
from dastan.features.epub.document import is_right_to_left
from dastan.features.epub.images import File, image
from dastan.features.epub.volume import Volume
from dastan.features.epub.xhtml import SVG
from dastan.model import Site
from dastan.pictures.weave import Band, band

_BLANK = """
<svg viewBox="0 0 320 480" width="1280" height="1920" role="img">
<rect fill="#1f5a80" x="-320" y="-480" width="960" height="1440"/>
</svg>
"""
"""It reaches beyond the picture's edges, and so fills a page of any shape."""
_WOVEN_TOP, _WOVEN_WIDTH = -158, 320
"""Where the band lies: its horns above the name."""
_MIDDLE = 160, 397
"""Of the name's place, in the drawing's units, as all that follows."""
_ROOM, _SMALL_LINE = 130, 28
"""Heights: for the title and all beside it, and for what is beside it."""
_LINE = 276
"""Length of a line at the most."""
_SIZES = (44, 38, 33, 28, 24, 20, 17, 14)
_LEADING = 1.18

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_PIECES = re.compile(rf"\s*(?:[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}]+)")
"""What a line may break before."""


def cover_image(site: Site, volume: Volume) -> File:
    """The cover for a reader's shelf."""
    drawn = tostring(picture(site, volume))
    file = own_cover(site) or File("cover.svg", "image/svg+xml", drawn)
    return replace(file, properties="cover-image")


def own_cover(site: Site) -> File | None:
    """The picture that story.yml names; None where there is none, or none that a book can show."""
    picture = site.pictures.get(site.story.cover)
    return image("cover.", site.assets[picture.source].data) if picture else None


def name(config: Config, volume: Volume) -> str:
    """All that a cover says."""
    above, title = _titles(config, volume)
    return ", ".join(filter(None, (above, title, config.author)))


def _titles(config: Config, volume: Volume) -> tuple[str, str]:
    """What stands small over the title, and the title: of a part, the book's and its own."""
    return (config.title, volume.part.title) if volume.part else ("", config.title)


def picture(site: Site, volume: Volume) -> Element:
    """The cover as an `svg` element."""
    drawn = site.assets.get("static/weave.svg")
    woven = band(drawn.data.decode("utf-8", "replace") if drawn else "")
    return drawing(site.config, volume, woven)


def drawing(config: Config, volume: Volume, woven: Band) -> Element:
    """The cover with this band on it; that of a part has the book's title over its own."""
    svg = fromstring(_BLANK)  # noqa: S314 - our own
    _weave(svg, woven)
    top = f"{_MIDDLE[1] - 83}"
    for colour, x, y in (("#b3812c", "-320", top), ("#fbf7ef", "-320", f"{_MIDDLE[1] - 78}")):
        SubElement(svg, "rect", {"fill": colour, "x": x, "y": y, "width": "960", "height": "960"})
    above, title = _titles(config, volume)
    svg.attrib |= {"xmlns": SVG, "aria-label": name(config, volume)}
    if is_right_to_left(config.language):
        svg.set("direction", "rtl")
    over, under = (_SMALL_LINE if line else 0 for line in (above, config.author))
    size, lines = _fitted(title, _ROOM - over - under)
    middle = _MIDDLE[1] + (over - under) / 2
    first = middle - _LEADING * size * len(lines) / 2 + 0.9 * size
    for at, line in enumerate(lines):
        _write(svg, line, size, first + at * _LEADING * size, "#231d17")
    if above:
        _write(svg, above, 14, _MIDDLE[1] - 54, "#8f231c")
    if config.author:
        _write(svg, config.author, 14, _MIDDLE[1] + 62, "#8f231c")
    return svg


def _weave(svg: Element, woven: Band) -> None:
    """A path for each colour of the band."""
    side = _WOVEN_WIDTH / woven.width
    place = f"translate(0 {_WOVEN_TOP}) scale({side:g})"
    group = SubElement(svg, "g", {"transform": place, "shape-rendering": "crispEdges"})
    for colour, runs in groupby(woven.stitches, key=lambda run: run.colour):
        path = "".join(f"M{r.left} {r.top}h{r.width}v{r.height}h-{r.width}z" for r in runs)
        SubElement(group, "path", {"fill": colour, "d": path})


def _fitted(title: str, room: float) -> tuple[int, list[str]]:
    """The largest size in which a title fits the band, and its lines; what the smallest has no
    room for is left out."""
    for size in _SIZES:
        lines = _lines(title, size)
        if len(lines) * size * _LEADING <= room and all(_length(x, size) <= _LINE for x in lines):
            return size, lines
    return size, lines[: int(room / size / _LEADING)]


def _lines(text: str, size: float) -> list[str]:
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and _length(lines[-1] + piece, size) > _LINE:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _length(text: str, size: float) -> float:
    """About as long as a line is in a wide book face."""
    return size * sum(
        1.0 if east_asian_width(c) in "WF" else 0.74 if c.isupper() else 0.57 for c in text
    )


def _write(svg: Element, line: str, size: float, y: float, colour: str) -> None:
    place = {"x": f"{_MIDDLE[0]}", "y": f"{y:.1f}", "text-anchor": "middle"}
    face = {"font-family": "Literata, Georgia, serif", "font-size": f"{size}", "fill": colour}
    text = SubElement(svg, "text", place | face)
    text.text = line
    if _length(line, size) > _LINE:
        text.attrib |= {"textLength": f"{_LINE}", "lengthAdjust": "spacingAndGlyphs"}
