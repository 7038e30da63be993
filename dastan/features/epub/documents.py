"""The documents of a book, in reading order.

`documents` lists them all: what else is to stand in the book comes in there, and in `addresses`
where texts may link to it.
"""

from collections.abc import Iterator
from functools import partial
from posixpath import basename, splitext
from xml.etree.ElementTree import Element

from dastan.features.epub.chronicle import NAME as TIMELINE
from dastan.features.epub.chronicle import chronicle
from dastan.features.epub.document import Body, Document, element, language
from dastan.features.epub.front import contents, cover, title_page
from dastan.features.epub.setting import Reach, Setting
from dastan.features.epub.volume import Volume
from dastan.model import Chapter, Entry, Epigraph, Part, Prose, Site, Story
from dastan.words import catalogue


def documents(site: Site, volume: Volume, reach: Reach) -> tuple[Document, ...]:
    """All of a book, from the cover on."""
    front = (cover(site, volume), title_page(site.config, volume))
    rest = (
        *_told(site, volume, reach),
        *chronicle(site, volume, _chapter_names(volume)),
        *_cast(site),
    )
    return (*front, contents(site.config, (*front, *rest)), *rest)


def addresses(story: Story, volume: Volume) -> dict[str, str]:
    """From an output of the site to what stands for it in the book."""
    told = {story.urls[path]: name for path, name in _chapter_names(volume).items()}
    timeline = {"timeline.html": TIMELINE} if volume.timeline else {}
    return (
        told
        | timeline
        | {
            story.urls[entry.path]: f"{entry.kind}.xhtml#{_entry_id(story, entry)}"
            for entry in (*story.people, *story.places, *story.things)
        }
    )


# --- the story


def _told(site: Site, volume: Volume, reach: Reach) -> Iterator[Document]:
    """The chapters, a page before those of each part."""
    code = site.config.language
    say = catalogue(code).gettext
    author = say("A note from the author")
    number, parts = volume.chapters_before, volume.parts_before
    for section in volume.sections:
        if section.part:
            parts += 1
            yield _part(section.part, f"part-{parts}.xhtml", code)
        for chapter in section.chapters:
            number += 1
            label = say("Chapter %(number)s") % {"number": number}
            yield _chapter(chapter, _chapter_name(number), (label, code), author, reach)


def _part(part: Part, name: str, code: str) -> Document:
    def body(setting: Setting) -> Body:
        kind = {"class": "part", "epub:type": "part", "role": "doc-part"}
        section = element(
            "section",
            {**kind, "aria-labelledby": "page.title"},
            element("h1", {"id": "page.title"}, text=part.title),
            _epigraph(part.epigraph, part.path, setting),
        )
        return (section,)

    return Document(name, part.title, code, body)


def _chapter_names(volume: Volume) -> dict[str, str]:
    """By a chapter's path, its document."""
    first = volume.chapters_before + 1
    return {c.path: _chapter_name(n) for n, c in enumerate(volume.chapters, start=first)}


def _chapter_name(number: int) -> str:
    """By its number in the whole story: so it is the same file in every book."""
    return f"chapter-{number}.xhtml"


def _chapter(
    chapter: Chapter, name: str, label: tuple[str, str], author: str, reach: Reach
) -> Document:
    """A chapter; `label` stands over its title, in a language, and `author` names the author's
    notes."""
    epigraph = chapter.epigraph.text if chapter.epigraph else None
    texts = (epigraph, chapter.note_before, chapter.note_after, chapter.prose)
    looked_at = (label, author, reach.digests[chapter.path], reach.seen(chapter.path, texts))
    return Document(
        name,
        chapter.title,
        chapter.language,
        partial(_chapter_body, chapter, label, author),
        level=2 if chapter.part else 1,
        looked_at=looked_at,
    )


def _chapter_body(chapter: Chapter, label: tuple[str, str], author: str, setting: Setting) -> Body:
    above = element("span", language(label[1], chapter.language), text=label[0])
    epigraph = _epigraph(chapter.epigraph, chapter.path, setting)
    before = _author(chapter.note_before, chapter.path, author, setting)
    prose = setting.text(chapter.prose, chapter.path)
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
        epigraph,
        before,
        prose,
        _author(chapter.note_after, chapter.path, author, setting),
        setting.notes(chapter.prose, chapter.path),
    )
    return (section,)


def _author(note: Prose | None, owner: str, label: str, setting: Setting) -> Element | None:
    """The author's own words, before or after a chapter."""
    if note is None:
        return None
    words = setting.text(note, owner)
    words.attrib = {"class": "author", "role": "note", "aria-label": label}
    return words


def _epigraph(epigraph: Epigraph | None, owner: str, setting: Setting) -> Element | None:
    if epigraph is None:
        return None
    quote = setting.text(epigraph.text, owner)
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
            body = partial(_cast_body, story, title, entries)
            yield Document(f"{entries[0].kind}.xhtml", title, code, body, "backmatter")


def _cast_body(story: Story, title: str, entries: tuple[Entry, ...], setting: Setting) -> Body:
    section = element("section", {"class": "cast"}, element("h1", {}, text=title))
    section.extend(_entry(story, entry) for entry in entries)
    return (section,)


def _entry(story: Story, entry: Entry) -> Element:
    return element(
        "section",
        {"id": _entry_id(story, entry)},
        element("h2", {}, text=entry.name),
        element("p", {}, text=entry.summary) if entry.summary else None,
    )


def _entry_id(story: Story, entry: Entry) -> str:
    return splitext(basename(story.urls[entry.path]))[0]
