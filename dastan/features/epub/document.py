"""One document of the book: what it holds as a value, and how that becomes a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

STYLE = "style.css"
"""The book's one style sheet."""

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr nkoo rohg syrc thaa".split())


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the book."""

    name: str
    """Of its file, which stands in the book's own folder."""
    title: str
    language: str
    """BCP 47."""
    body: tuple[Element, ...]
    matter: Literal["frontmatter", "bodymatter", "backmatter"] = "bodymatter"
    level: int = 1
    """In the contents: 2 within a part; 0 for what does not stand there."""

    def has(self, tag: str) -> bool:
        """Whether there is such an element in it."""
        return any(True for root in self.body for _ in root.iter(tag))


def element(
    tag: str, attributes: Mapping[str, str], *children: Element | None, text: str = ""
) -> Element:
    """An element with its children, but for those that are None."""
    made = Element(tag, dict(attributes))
    made.text = text or None
    made.extend(child for child in children if child is not None)
    return made


def page(document: Document) -> bytes:
    """A document as a file."""
    html = Element("html", {"xmlns": "http://www.w3.org/1999/xhtml"})
    html.attrib |= {"xmlns:epub": "http://www.idpf.org/2007/ops"} | language(document.language)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "title").text = document.title
    SubElement(head, "link", rel="stylesheet", type="text/css", href=STYLE)
    SubElement(html, "body", {"epub:type": document.matter}).extend(document.body)
    _make_ids_unique(html)
    text = tostring(html, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{text}\n'.encode()


def _make_ids_unique(root: Element) -> None:
    """An author's note may share an id with the text: the first keeps it."""
    seen = set()
    for found in root.iter():
        name = found.get("id")
        if name in seen:
            del found.attrib["id"]
        elif name:
            seen.add(name)


def language(code: str, around: str = "") -> dict[str, str]:
    """The attributes that name a language; none within text of the same."""
    if code == around:
        return {}
    named = {"lang": code, "xml:lang": code}
    if is_right_to_left(code) != is_right_to_left(around):
        named["dir"] = "rtl" if is_right_to_left(code) else "ltr"
    return named


def is_right_to_left(code: str) -> bool:
    """Whether a language is written from right to left: by the script that it names, else its own.

    >>> is_right_to_left("ar"), is_right_to_left("kk-Arab"), is_right_to_left("ks-Deva")
    (True, True, False)
    """
    name, *rest = code.lower().split("-")
    script = next((subtag for subtag in rest if len(subtag) == 4), "")
    return script in _RIGHT_TO_LEFT_SCRIPTS if script else name in _RIGHT_TO_LEFT
