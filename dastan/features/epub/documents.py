"""The documents of the book, in reading order.

`documents` lists them all: what else is to stand in the book comes in there, and in `addresses`
where texts may link to it.
"""

from collections.abc import Iterator
from posixpath import basename, splitext
from xml.etree.ElementTree import Element

from dastan.features.epub.chronicle import NAME as TIMELINE
from dastan.features.epub.chronicle import chronicle
from dastan.features.epub.document import Document, element, language
from dastan.features.epub.front import contents, cover, title_page
from dastan.features.epub.setting import Setting
from dastan.model import Chapter, Entry, Epigraph, Part, Prose, Site, Story
from dastan.words import catalogue


def documents(site: Site, setting: Setting) -> tuple[Document, ...]:
    """All of the book, from the cover on."""
    front = (cover(site), title_page(site.config))
    rest = (
        *_told(site, setting),
        *chronicle(site, _chapter_names(site.story)),
        *_cast(site),
    )
    return (*front, contents(site.config, (*front, *rest)), *rest)


def addresses(story: Story) -> dict[str, str]:
    """From an output of the site to what stands for it in the book."""
    told = {story.urls[path]: name for path, name in _chapter_names(story).items()}
    timeline = {"timeline.html": TIMELINE} if story.timeline else {}
    return (
        told
        | timeline
        | {
            story.urls[entry.path]: f"{entry.kind}.xhtml#{_entry_id(story, entry)}"
            for entry in (*story.people, *story.places, *story.things)
        }
    )


# --- the story


def _told(site: Site, setting: Setting) -> Iterator[Document]:
    """The chapters, a page before those of each part."""
    code = site.config.language
    say = catalogue(code).gettext
    number = parts = 0
    for section in site.story.sections:
        if section.part:
            parts += 1
            yield _part(section.part, f"part-{parts}.xhtml", code, setting)
        for chapter in section.chapters:
            number += 1
            label = say("Chapter %(number)s") % {"number": number}
            above = element("span", language(code, chapter.language), text=label)
            yield _chapter(chapter, number, above, say("A note from the author"), setting)


def _part(part: Part, name: str, code: str, setting: Setting) -> Document:
    section = element(
        "section",
        {"class": "part", "epub:type": "part", "role": "doc-part", "aria-labelledby": "page.title"},
        element("h1", {"id": "page.title"}, text=part.title),
        _epigraph(part.epigraph, part.path, name, setting),
    )
    return Document(name, part.title, code, (section,))


def _chapter_names(story: Story) -> dict[str, str]:
    """By a chapter's path, its document."""
    return {c.path: _chapter_name(n) for n, c in enumerate(story.chapters, start=1)}


def _chapter_name(number: int) -> str:
    return f"chapter-{number}.xhtml"


def _chapter(
    chapter: Chapter, number: int, above: Element, author: str, setting: Setting
) -> Document:
    """A chapter; `above` stands over its title, and `author` names the author's notes."""
    name = _chapter_name(number)
    prose = setting.text(chapter.prose, chapter.path, name)
    prose.set("class", "prose")
    section = element(
        "section",
        {"epub:type": "chapter", "role": "doc-chapter", "aria-labelledby": "page.title"},
        element(
            "header",
            {},
            element("p", {}, above),
            element("h1", {"id": "page.title"}, text=chapter.title),
        ),
        _epigraph(chapter.epigraph, chapter.path, name, setting),
        _author(chapter.note_before, chapter.path, name, author, setting),
        prose,
        _author(chapter.note_after, chapter.path, name, author, setting),
        setting.notes(chapter.prose, chapter.path, name),
    )
    level = 2 if chapter.part else 1
    return Document(name, chapter.title, chapter.language, (section,), level=level)


def _author(
    note: Prose | None, owner: str, document: str, label: str, setting: Setting
) -> Element | None:
    """The author's own words, before or after a chapter."""
    if note is None:
        return None
    section = setting.text(note, owner, document)
    section.tag, section.attrib = "section", {"class": "author", "aria-label": label}
    return section


def _epigraph(
    epigraph: Epigraph | None, owner: str, document: str, setting: Setting
) -> Element | None:
    if epigraph is None:
        return None
    quote = setting.text(epigraph.text, owner, document)
    quote.tag, quote.attrib = "blockquote", {"class": "epigraph", "epub:type": "epigraph"}
    quote.set("role", "doc-epigraph")
    if epigraph.source:
        quote.append(element("footer", {}, text=epigraph.source))
    return quote


# --- the cast


def _cast(site: Site) -> Iterator[Document]:
    """People, places and things: who and what they are, for a reader who forgot."""
    story, code = site.story, site.config.language
    say = catalogue(code).gettext
    kinds = (
        (say("People"), story.people),
        (say("Places"), story.places),
        (say("Things"), story.things),
    )
    for title, entries in kinds:
        if entries:
            section = element("section", {"class": "cast"}, element("h1", {}, text=title))
            section.extend(_entry(story, entry) for entry in entries)
            name = f"{entries[0].kind}.xhtml"
            yield Document(name, title, code, (section,), "backmatter")


def _entry(story: Story, entry: Entry) -> Element:
    return element(
        "section",
        {"id": _entry_id(story, entry)},
        element("h2", {}, text=entry.name),
        element("p", {}, text=entry.summary) if entry.summary else None,
    )


def _entry_id(story: Story, entry: Entry) -> str:
    return splitext(basename(story.urls[entry.path]))[0]
