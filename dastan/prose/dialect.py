"""The dialect of PROSE: python-markdown, configured and extended through its own API."""

import re
from functools import cache
from xml.etree.ElementTree import Element, SubElement

import nh3
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListExtension, AttrListTreeprocessor
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from dastan.prose.blocks import (
    Depth,
    FencedDivs,
    Headings,
    NoteHeads,
    OrderedLists,
    SceneBreaks,
    UnorderedLists,
)
from dastan.prose.lane import fill, hollow, is_plain
from dastan.prose.remarks import NOTE, Notes, Remarks
from dastan.prose.typography import STRAIGHT_DOUBLE, STRAIGHT_SINGLE


def convert(markdown: str, *, untrusted: bool = False, fast: bool = True) -> str:
    """Markdown to HTML, notes at the end, each behind a `div` that names it (`remarks.Notes`).

    `fast` lets plain paragraphs go round python-markdown; the HTML is the same.
    Raises RecursionError on a text that is nested thousands deep.
    """
    rest, runs = hollow(markdown) if fast else (markdown, [])
    if is_plain(rest):
        return _sanitised(runs[0]) if untrusted else runs[0]
    converter = _converter()
    converter.reset()
    try:
        html = fill(converter.convert(rest), runs)
    except RecursionError:
        _converter.cache_clear()  # this one still stands in the middle of that text
        raise
    return _sanitised(html) if untrusted else html


@cache
def _converter() -> Markdown:
    # By their classes: to find them by name, all packages of this Python would be looked through.
    own = [TableExtension(), DefListExtension(), FencedCodeExtension()]
    return Markdown(extensions=[*own, _Attributes(), _Dialect()], output_format="html")


class _Dialect(Extension):
    """What a storyteller needs, and no more."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is python-markdown's
        blocks = md.parser.blockprocessors
        for gone in ("code", "setextheader", "olist", "ulist", "hashheader"):
            blocks.deregister(gone)
        blocks.register(Depth(md.parser), "depth", 110)
        blocks.register(NoteHeads(md.parser), "note-heads", 96)
        blocks.register(FencedDivs(md.parser), "fenced-divs", 95)
        blocks.register(Headings(md.parser), "hashheader", 70)
        blocks.register(SceneBreaks(md.parser), "hr", 50)
        blocks.register(OrderedLists(md.parser), "olist", 40)
        blocks.register(UnorderedLists(md.parser), "ulist", 30)
        # After fenced code is out of the way, before raw HTML is.
        md.preprocessors.register(Remarks(md), "remarks", 23)
        md.preprocessors.register(Notes(md), "notes", 22)
        md.inlinePatterns.register(_HardBreak(r"\\\n"), "hard-break", 186)
        md.inlinePatterns.register(_StraightQuote(r"\\([\"'])"), "straight-quote", 185)
        md.inlinePatterns.register(_NoteMention(r"\[\^([^\]\s]+)\]"), "note", 175)
        md.inlinePatterns.register(_WikiLink(r"\[\[([^\[\]\n]+)\]\]"), "wikilink", 176)
        md.treeprocessors.register(_Figures(md), "figures", 5)
        md.treeprocessors.register(_Alignment(md), "alignment", 9)


class _HardBreak(InlineProcessor):
    """A backslash at a line's end."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return Element("br"), m.start(0), m.end(0)


class _StraightQuote(InlineProcessor):
    r"""`\"` is a quote that typography leaves alone."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return STRAIGHT_DOUBLE if m[1] == '"' else STRAIGHT_SINGLE, m.start(0), m.end(0)


class _NoteMention(InlineProcessor):
    """`[^1]`: an empty link; `finish` gives it a number, or reports that there is no such note."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        return Element("a", {"class": "note-ref", "href": "note:" + m[1]}), m.start(0), m.end(0)


class _WikiLink(InlineProcessor):
    """`[[name|text]]`: not of this dialect; its text stays (`slips` says what to write)."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        return m[1].rpartition("|")[2], m.start(0), m.end(0)


class _Figures(Treeprocessor):
    """An image alone in its paragraph is a figure, its title the caption."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if len(paragraph) != 1 or (paragraph.text or "").strip():
                continue
            image = paragraph[0]
            if image.tag != "img" or (image.tail or "").strip():
                continue
            paragraph.tag = "figure"
            if caption := image.attrib.pop("title", ""):
                SubElement(paragraph, "figcaption").text = caption


class _Alignment(Treeprocessor):
    """A column's alignment as a class: the pages' policy lets no `style` attribute work."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag in ("td", "th") and (style := cell.attrib.pop("style", "")):
                cell.set("class", style.removeprefix("text-align: ").rstrip(";"))


class _AttributeLists(AttrListTreeprocessor):
    """Attributes begin with `#id`, `.class` or `key=`; other words in braces are the author's."""

    _BASE = r"\{[ ]*((?:[#.]|[\w-]+=)[^\}\n]*)\}"
    HEADER_RE = re.compile(rf"(?<![ ])[ ]+{_BASE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{_BASE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_BASE}")  # type: ignore[misc]


class _Attributes(AttrListExtension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)


_SAFE_ATTRIBUTES = {"*": {"class", "id", "lang", "dir", "title"}}


def _sanitised(html: str) -> str:
    """Without anything that acts: what contributed chapters may hold, in the text and each note."""
    attributes = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
    attributes["*"] = _SAFE_ATTRIBUTES["*"]
    schemes = {"http", "https", "mailto", "note"}
    pieces = re.split(rf"(<div>{NOTE}.*?{NOTE}</div>)", html)
    for at in range(0, len(pieces), 2):
        pieces[at] = nh3.clean(
            pieces[at], attributes=attributes, url_schemes=schemes, link_rel=None
        )
    return "".join(pieces)
