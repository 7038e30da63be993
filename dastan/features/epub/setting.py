"""Texts as the book's documents hold them: links that lead within the book, notes, images.

A link to what is not in the book keeps its text and loses its target; an image that a book cannot
show is there by the words that describe it.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

from dastan.features.epub.images import File, image
from dastan.features.epub.plain import hollow
from dastan.features.epub.xhtml import parse
from dastan.model import Note, Prose, Site
from dastan.urls import relative

_INLINE_IMAGES = ("data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;")
_SAYS_WHAT_IT_IS = {"aria-hidden", "aria-label", "aria-labelledby"}
_NO_URL = re.compile(r"[\x00-\x20\"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})")


class Reach:
    """What the texts of one book may lead to, and show.

    `addresses` leads from an output of the site to what stands for it in the book: a document, or
    `document#id`.
    """

    def __init__(self, site: Site, addresses: Mapping[str, str]) -> None:
        self.digests = site.digests
        """By a text's path, of what it was parsed from."""
        self._targets = site.story.targets
        self._addresses = addresses
        self._assets = {
            url: site.assets[path] for path, url in site.story.urls.items() if path in site.assets
        }
        self._images: dict[str, File | None] = {}

    def target(self, owner: str, written: str) -> str:
        """The output of the site that a link of the source `owner` means; empty where none is."""
        return self._targets.get((owner, written), "")

    def address(self, target: str) -> str:
        """What stands for an output in the book, perhaps with an anchor; empty where nothing."""
        path, mark, anchor = target.partition("#")
        address = self._addresses.get(path)
        if address is None:
            return ""
        return address if "#" in address else address + mark + anchor

    def image(self, target: str) -> File | None:
        """The picture that an output is; None where it is none that a book can show."""
        path = target.partition("#")[0]
        if path not in self._images:
            self._images[path] = (
                image(path, self._assets[path].data) if path in self._assets else None
            )
        return self._images[path]

    def seen(self, owner: str, texts: Iterable[Prose | None]) -> list[tuple[str, str]]:
        """Where each link of some texts leads, and which file each picture is: all that a setting
        of them asks for."""
        targets = [self.target(owner, ref.target) for text in texts if text for ref in text.refs]
        images = map(self.image, targets)
        return [
            (self.address(target), shown.path if shown else "")
            for target, shown in zip(targets, images, strict=True)
        ]


class Setting:
    """Sets the texts of one document, and gathers what is to be said of them."""

    def __init__(self, reach: Reach, document: str, *, through_tree: bool = False) -> None:
        """`through_tree`: plain paragraphs as well, for the sake of the few texts that need it."""
        self._reach = reach
        self._document = document
        self._through_tree = through_tree
        self.images: dict[str, None] = {}
        """The outputs that are its pictures, each once, in the order of first mention."""
        self.is_described = True
        """Whether all images so far say what they show, or that they are ornaments."""
        self.runs: list[str] = []
        """Plain paragraphs, which come back when the document is a text."""

    def text(self, prose: Prose, owner: str) -> Element:
        """A `div` that holds a text; `owner` is its source's path."""
        html = prose.html if self._through_tree else hollow(prose.html, self.runs)
        return self._fill(parse(html), prose, owner)

    def notes(self, prose: Prose, owner: str) -> Element | None:
        """The notes of a text, which a reading system shows beside their place."""
        if not prose.notes:
            return None
        section = Element("section", {"class": "notes", "epub:type": "footnotes"})
        for number, note in enumerate(prose.notes, start=1):
            aside = self._fill(parse(note.html), prose, owner)
            aside.tag, aside.attrib = "aside", {"id": f"note.{number}"}
            aside.attrib |= {"epub:type": "footnote", "role": "doc-footnote"}
            _lead_back(aside, number, note)
            section.append(aside)
        return section

    def _fill(self, root: Element, prose: Prose, owner: str) -> Element:
        def target(hole: str) -> str:
            """The output of the site that a hole `ref:N` stands for; empty where there is none."""
            number = hole.removeprefix("ref:")
            if not number.isdecimal() or int(number) >= len(prose.refs):
                return ""  # an author's own words
            return self._reach.target(owner, prose.refs[int(number)].target)

        for link in root.iter("a"):
            kind, href = link.get("class"), link.attrib.pop("href", "")
            if kind == "event-mark":
                link.tag, link.attrib = "span", {"id": link.get("id", "")}
            elif kind == "note-ref":
                link.text = link.attrib.pop("aria-label", "")
                link.attrib |= {"href": href, "epub:type": "noteref"}
            elif href := self._within(target(href)) if _is_hole(href) else _without(href):
                link.set("href", href)
        for shown in root.iter("img"):
            source = shown.get("src", "")
            if _is_hole(source):
                self._show(shown, target(source))
            elif not source.startswith(_INLINE_IMAGES):
                self._show(shown, "")
        for drawing in root.iter("svg"):
            if drawing.find("title") is None and not drawing.keys() & _SAYS_WHAT_IT_IS:
                self.is_described = False
        return root

    def _within(self, target: str) -> str:
        """The link to what stands for an output of the site; empty where nothing does."""
        address = self._reach.address(target)
        return relative(self._document, address) if address else ""

    def _show(self, element: Element, target: str) -> None:
        """Show an output as the picture that it is, else say what it would have shown."""
        alt = element.attrib.setdefault("alt", "")
        file = self._reach.image(target)
        if file is None:
            element.tag, element.attrib, element.text = "span", {}, alt
            return
        self.images[target] = None
        element.set("src", relative(self._document, file.path))
        if not alt and "decoration" not in element.get("class", "").split():
            self.is_described = False


def _is_hole(link: str) -> bool:
    return link.startswith("ref:")


def _without(href: str) -> str:
    """A link out of the book, spelled as every reading system takes it; empty where it is none."""
    href = f"https:{href}" if href.startswith("//") else href
    try:
        parts = urlsplit(href)
        is_site = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # of the host's or the port's
        return ""
    if is_site or parts.scheme in ("mailto", "tel"):
        return _NO_URL.sub(lambda found: quote(found[0]), href)
    return ""


def _lead_back(aside: Element, number: int, note: Note) -> None:
    """Begin a note with its number, which leads back to the text, and an arrow for each further
    mention."""
    if not len(aside) or aside[0].tag != "p" or (aside.text or "").strip():
        first = Element("p")
        first.text, aside.text = aside.text, None
        aside.insert(0, first)
    first = aside[0]
    text, first.text = first.text, None
    for at in range(note.mentions):
        again = f".{at + 1}" if at else ""
        link = Element("a", {"href": f"#noteref.{number}{again}"})
        link.attrib |= {"epub:type": "backlink", "role": "doc-backlink"}
        link.text, link.tail = "↑" if at else str(number), " "
        first.insert(at, link)
    first[note.mentions - 1].tail = f" {text or ''}"
