"""The feeds: the latest chapters, in full or in summary, for those who wait for the next one.

The same chapters twice, as Atom (RFC 4287) and as JSON Feed 1.1. A chapter's id is made of the
story's id and of the first address that it ever had (the first of its `aliases:`, else its own):
so it survives another title, a new name that leaves an alias, and a move to another host.

A chapter was published on its `date:`, and Dastan knows of no later change. Where no chapter has a
date there is no honest one to give: JSON Feed goes without, and Atom, which cannot, gets a moment
that nobody takes for a real one, as many seconds after 1970 began as the chapter's number. So they
stay in order, and the same story gives the same bytes.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dastan.model import Chapter, Output, Site
from dastan.urls import absolute, relative

LATEST = 20
"""Chapters in a feed."""
OPENING = 300
"""Characters of a chapter, where nobody has said what it is about."""

_STORIES = UUID("fdb48a31-452f-441e-9e41-4d501a3f64f5")
"""Frozen, as are the ids that are made of it."""
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = dict.fromkeys((0xAD, 0x2060))
"""Soft hyphens and word joiners, which typography has put in."""
_BEFORE_MORE = " ,;:—–-"
_EVENT_MARK = re.compile(r'<a class="event-mark"[^>]*></a>')
_NOTE_MARK = re.compile(r'<a class="note-ref"[^>]* aria-label="(\d+)"></a>')


@dataclass(frozen=True, slots=True)
class Entry:
    """A chapter as the feeds tell of it."""

    chapter: Chapter
    id: str
    """A URN."""
    url: str
    updated: datetime
    html: str | None
    """The chapter in full; None where the feeds tell only what it is about."""
    summary: str
    """As the author wrote it; in a feed of summaries what else says it."""


def feeds(site: Site) -> Iterable[Output]:
    """feed.xml and feed.json."""
    entries = [_entry(chapter, number, site) for number, chapter in _latest(site.story.chapters)]
    yield Output("feed.xml", _atom(entries, site), "the feed feed.xml")
    yield Output("feed.json", _json_feed(entries, site), "the feed feed.json")


def _latest(chapters: Iterable[Chapter]) -> Sequence[tuple[int, Chapter]]:
    """The newest chapters and their numbers; where none has a date, those told last.

    Drafts are for their author, also in a site that shows them.
    """
    told = [(number, c) for number, c in enumerate(chapters, start=1) if not c.draft][::-1]
    dated = [(c.date, number, c) for number, c in told if c.date]
    dated.sort(key=lambda found: found[0], reverse=True)
    return ([(number, c) for _, number, c in dated] or told)[:LATEST]


def _entry(chapter: Chapter, number: int, site: Site) -> Entry:
    in_full = site.config.feed == "full"
    return Entry(
        chapter=chapter,
        id=uuid5(_story(site), _first_address(chapter, site)).urn,
        url=_address(site.story.urls[chapter.path], site),
        updated=chapter.date or _UNDATED + timedelta(seconds=number),
        html=_in_full(chapter, site) if in_full else None,
        summary=chapter.summary or ("" if in_full else chapter.description or _opening(chapter)),
    )


def _in_full(chapter: Chapter, site: Site) -> str:
    html = site.render("feed.html", path="feed.xml", chapter=chapter)
    return _NOTE_MARK.sub(r"<sup>\1</sup>", _EVENT_MARK.sub("", html)).strip()


def _opening(chapter: Chapter) -> str:
    """How a chapter begins, for one that nobody has summed up; else its title."""
    for paragraph in _PARAGRAPH.finditer(chapter.prose.html):
        words = " ".join(unescape(_TAG.sub("", paragraph[1])).translate(_INVISIBLE).split())
        if len(words) > OPENING:
            cut = words[:OPENING]
            return f"{(cut.rpartition(' ')[0] or cut).rstrip(_BEFORE_MORE)} …"
        if words:
            return words
    return chapter.title


def _story(site: Site) -> UUID:
    return uuid5(_STORIES, site.config.id)


def _first_address(chapter: Chapter, site: Site) -> str:
    """Where the chapter stood first, as a path without `.html`; a bare name was a chapter's."""
    first = chapter.aliases[0].text if chapter.aliases else site.story.urls[chapter.path]
    path = first.strip().lstrip("/").removesuffix(".html")
    return path if "/" in path else f"chapters/{path}"


def _address(path: str, site: Site) -> str:
    """Absolute where it is known where the site stands, else relative to the feed."""
    return absolute(site.config.url, path) if site.config.url else relative("feed.xml", path)


# --- Atom


def _atom(entries: Sequence[Entry], site: Site) -> bytes:
    config = site.config
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": config.language})
    _add(feed, "id", _story(site).urn)
    _add(feed, "title", config.title)
    if about := config.description or config.subtitle:
        _add(feed, "subtitle", about)
    _add(feed, "updated", _rfc3339(entries[0].updated if entries else _UNDATED))
    # Atom insists on a name; of an author who gives none, the book's is all that is known.
    _add(SubElement(feed, "author"), "name", config.author or config.title)
    _add(feed, "link", rel="alternate", type="text/html", href=_address("index.html", site))
    if config.url:
        href = absolute(config.url, "feed.xml")
        _add(feed, "link", rel="self", type="application/atom+xml", href=href)
    for entry in entries:
        _add_entry(feed, entry, config.language)
    indent(feed, "")
    body: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def _add_entry(feed: Element, entry: Entry, language: str) -> None:
    chapter = entry.chapter
    own = {} if chapter.language == language else {"xml:lang": chapter.language}
    element = SubElement(feed, "entry", own)
    _add(element, "id", entry.id)
    _add(element, "title", chapter.title)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    _add(element, "updated", _rfc3339(entry.updated))
    if chapter.date:
        _add(element, "published", _rfc3339(chapter.date))
    if entry.summary:
        _add(element, "summary", entry.summary)
    if entry.html is not None:
        _add(element, "content", entry.html, type="html")


def _add(parent: Element, name: str, text: str | None = None, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _rfc3339(moment: datetime) -> str:
    """A moment and its zone as written; RFC 3339 knows no seconds in a zone, as old ones have."""
    offset = moment.utcoffset() or timedelta()
    zone = timezone(timedelta(minutes=round(offset / timedelta(minutes=1))))
    return moment.replace(tzinfo=zone).isoformat()


# --- JSON Feed


def _json_feed(entries: Sequence[Entry], site: Site) -> bytes:
    config = site.config
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": config.title,
        **_given("description", config.description or config.subtitle),
        **_given("home_page_url", config.url and absolute(config.url, "index.html")),
        **_given("feed_url", config.url and absolute(config.url, "feed.json")),
        **_given("authors", [{"name": config.author}] if config.author else []),
        "language": config.language,
        "items": [_item(entry, site) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(entry: Entry, site: Site) -> dict[str, object]:
    chapter = entry.chapter
    return {
        "id": entry.id,
        **_given("url", site.config.url and entry.url),
        "title": chapter.title,
        **_given("summary", entry.summary),
        **_content(entry),
        **_given("date_published", chapter.date and _rfc3339(chapter.date)),
        **_given("language", chapter.language),
    }


def _content(entry: Entry) -> dict[str, str]:
    """What an item must have, as mark-up or as text."""
    return {"content_text": entry.summary} if entry.html is None else {"content_html": entry.html}


def _given(key: str, value: object) -> dict[str, object]:
    """An optional key, left out where there is nothing to say."""
    return {key: value} if value else {}
