"""What stands before the story: the cover, the title page, the contents."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from dastan.config import Config
from dastan.features.epub.cover import name, own_cover, picture
from dastan.features.epub.document import Document, element, language
from dastan.features.epub.volume import Volume
from dastan.model import Site
from dastan.words import catalogue

CONTENTS = "nav.xhtml"


def cover(site: Site, volume: Volume) -> Document:
    """The cover as the first page of the book."""
    config, own = site.config, own_cover(site)
    named = {"alt": name(config, volume)}
    shown = element("img", {"src": own.path, **named}) if own else picture(site, volume)
    section = element("section", {"class": "cover", "epub:type": "cover"}, shown)
    return _front("cover.xhtml", config, section, level=0)


def title_page(config: Config, volume: Volume) -> Document:
    """Title, subtitle or the part's title, author."""
    subtitle = volume.part.title if volume.part else config.subtitle
    section = element(
        "section",
        {"class": "title", "epub:type": "titlepage"},
        element("h1", {}, text=config.title),
        element("p", {"class": "subtitle"}, text=subtitle) if subtitle else None,
        element("p", {"class": "by"}, text=config.author) if config.author else None,
    )
    return _front("title.xhtml", config, section)


def _front(file: str, config: Config, *body: Element, title: str = "", level: int = 1) -> Document:
    return Document(
        file, title or config.title, config.language, lambda _: body, "frontmatter", level
    )


def contents(config: Config, listed: Sequence[Document]) -> Document:
    """The navigation document (EPUB 3.3, 7), which is a page of the book as well."""
    title = catalogue(config.language).gettext("Contents")
    heading = element("h1", {"id": "page.title"}, text=title)
    toc = {"epub:type": "toc", "role": "doc-toc", "aria-labelledby": "page.title"}
    body = (
        element("nav", toc, heading, _list(listed, config.language)),
        element("nav", {"epub:type": "landmarks", "hidden": "hidden"}, _landmarks(listed)),
    )
    return _front(CONTENTS, config, *body, title=title, level=0)


def _list(listed: Sequence[Document], around: str) -> Element:
    """The documents as a list, chapters within their part's item."""
    lists = [Element("ol")]
    for document in listed:
        if document.level > len(lists):
            lists.append(SubElement(lists[-1][-1], "ol"))
        if document.level:
            del lists[document.level :]
            item = SubElement(lists[-1], "li")
            item.append(_link(document, language(document.language, around)))
    return lists[0]


def _landmarks(listed: Sequence[Document]) -> Element:
    """Where the front, the story and what follows it begin."""
    marks = Element("ol")
    firsts: dict[str, Document] = {}
    for document in listed:
        firsts.setdefault(document.matter, document)
    for kind, document in firsts.items():
        SubElement(marks, "li").append(_link(document, {"epub:type": kind}))
    return marks


def _link(document: Document, attributes: Mapping[str, str]) -> Element:
    return element("a", {"href": document.name, **attributes}, text=document.title)
