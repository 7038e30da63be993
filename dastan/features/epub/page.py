"""Documents to files.

Each is set, written and deflated once, for as long as nothing that it depends on changes, and for
all the books that it stands in.
"""

from dataclasses import dataclass
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement, tostring

from dastan.features.epub.archive import Member, member
from dastan.features.epub.document import Body, Document, language
from dastan.features.epub.plain import filled
from dastan.features.epub.setting import Reach, Setting
from dastan.model import Keep

FOLDER = "EPUB"
"""The book's own, in the archive."""
STYLE = "style.css"
"""The book's one style sheet."""
_TOLD = {"img", "math", "svg"}

_Kept = tuple[bytes, int, int, int, tuple[str, ...], tuple[str, ...], bool]
"""Of a page, in values that a memo may hold."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as a file, and what is to be said of it elsewhere."""

    document: Document
    member: Member
    tags: tuple[str, ...]
    """Those of img, math and svg that are in it."""
    images: tuple[str, ...]
    """The site's outputs that it shows."""
    is_described: bool
    """Whether words describe every image."""


def page(document: Document, reach: Reach, keep: Keep) -> Page:
    """A document as a file; where it was made before from the same, as it was."""

    def make() -> _Kept:
        made = _made(document, reach)
        file = (made.member.data, made.member.method, made.member.crc, made.member.size)
        return *file, made.tags, made.images, made.is_described

    if not document.looked_at:
        return _made(document, reach)
    about = (document.name, document.title, document.language, document.matter, document.looked_at)
    digest = sha256(repr(about).encode()).hexdigest()
    data, method, crc, size, tags, images, is_described = keep("epub document", digest, make)
    file = Member(f"{FOLDER}/{document.name}", data, method, crc, size)
    return Page(document, file, tags, images, is_described)


def _made(document: Document, reach: Reach) -> Page:
    setting = Setting(reach, document.name)
    body = document.body(setting)
    text = filled(_written(document, body), setting.runs)
    if text is None:
        setting = Setting(reach, document.name, through_tree=True)
        body = document.body(setting)
        text = _written(document, body)
    tags = tuple(sorted({x.tag for root in body for x in root.iter()} & _TOLD))
    file = member(f"{FOLDER}/{document.name}", text.encode())
    return Page(document, file, tags, tuple(setting.images), setting.is_described)


def _written(document: Document, body: Body) -> str:
    html = Element("html", {"xmlns": "http://www.w3.org/1999/xhtml"})
    html.attrib |= {"xmlns:epub": "http://www.idpf.org/2007/ops"} | language(document.language)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "title").text = document.title
    SubElement(head, "link", rel="stylesheet", type="text/css", href=STYLE)
    SubElement(html, "body", {"epub:type": document.matter}).extend(body)
    _make_ids_unique(html)
    text = tostring(html, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'


def _make_ids_unique(root: Element) -> None:
    """An author's note may share an id with the text: the first keeps it."""
    seen = set()
    for found in root.iter():
        name = found.get("id")
        if name in seen:
            del found.attrib["id"]
        elif name:
            seen.add(name)
