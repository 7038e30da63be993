"""Which images a book may hold, known by their bytes: a wrong ending, and a reading system refuses
them."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

from dastan.features.epub.xhtml import SVG

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"GIF8", "gif", "image/gif"),
    (b"RIFF", "webp", "image/webp"),
)
"""Those of EPUB's core media types (EPUB 3.3, 3.2), but for SVG, which is text."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the book that is no document: an image, a font, the style."""

    path: str
    """In the book's own folder."""
    media_type: str
    data: bytes
    properties: str = ""
    """In the manifest."""


def image(path: str, data: bytes) -> File | None:
    """An image as a file of the book, its ending true; None where no book can show it."""
    stem = path.rpartition(".")[0]
    for signature, ending, media_type in _SIGNATURES:
        if data.startswith(signature) and (ending != "webp" or data[8:12] == b"WEBP"):
            return File(f"{stem}.{ending}", media_type, data)
    return File(f"{stem}.svg", "image/svg+xml", data) if _is_drawing(data) else None


def _is_drawing(data: bytes) -> bool:
    """Whether this is an SVG that neither acts nor asks for another file."""
    if b"<!ENTITY" in data:
        return False
    try:
        root = fromstring(data)  # noqa: S314 - it has no entities
    except (ParseError, LookupError, ValueError):
        return False
    return root.tag == f"{{{SVG}}}svg" and all(map(_is_inert, root.iter()))


def _is_inert(element: Element) -> bool:
    if element.tag.rpartition("}")[2] in ("script", "foreignObject"):
        return False
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2].lower()
        if name.startswith("on") or name == "href" and not value.startswith(("#", "data:image/")):
            return False
    return True
