"""What a validator asks of feeds: the rules of RFC 4287 (Atom) and of JSON Feed 1.1.

The rules are those that a feed of ours can break; of what the specifications allow and we do not
write (sources, contributors, attachments) anything is a fault.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_BOTH = {"id": "1", "title": "1", "updated": "1"}
_FEED = {**_BOTH, "subtitle": "?", "author": "1", "link": "+", "entry": "*"}
_ENTRY = {**_BOTH, "published": "?", "summary": "?", "content": "?", "link": "1"}
_COUNTS = {"1": range(1, 2), "?": range(2), "+": range(1, 99), "*": range(9999)}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")
_URL = re.compile(r"https?://[^\s/]+/[^\s]*")


def atom_faults(body: bytes) -> list[str]:
    """What is wrong with an Atom feed; bytes that are no XML raise."""
    return list(_atom_faults(ElementTree.fromstring(body)))


def _atom_faults(feed: Element) -> Iterator[str]:
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
    yield from _counted(feed, _FEED)
    yield from _twins(text(feed, "entry/id"), "ids")
    if not all(text(feed, "author/name")):
        yield "an author without a name"
    links = [link.attrib for link in feed.findall(f"{ATOM}link")]
    relations = Counter(link.get("rel") for link in links)
    if relations["alternate"] != 1 or relations["self"] > 1:
        yield f"links of the feed: {dict(relations)}"
    for entry in feed.findall(f"{ATOM}entry"):
        yield from _counted(entry, _ENTRY)
        yield from _common(entry)
        links += [link.attrib for link in entry.findall(f"{ATOM}link[@rel='alternate']")]
        contents = [content.get("type") for content in entry.findall(f"{ATOM}content")]
        if contents not in (["html"], []):
            yield f"contents of {contents}"
        if not contents and not any(text(entry, "summary")):
            yield "neither content nor summary"
    yield from _common(feed)
    if not all(link.get("href") and link.get("type") for link in links):
        yield "a link without address or type"
    newest = max(text(feed, "entry/updated"), key=datetime.fromisoformat, default=None)
    if newest and [newest] != text(feed, "updated"):
        yield f"the newest entry is of {newest}, the feed of {text(feed, 'updated')}"


def _common(element: Element) -> Iterator[str]:
    for moment in text(element, "updated") + text(element, "published"):
        if not _MOMENT.fullmatch(moment) or not datetime.fromisoformat(moment).tzinfo:
            yield f"{moment} is no moment"
    for id in text(element, "id"):
        if not _IRI.fullmatch(id):
            yield f"the id {id} is no absolute IRI"
    for title in text(element, "title"):
        if not title.strip():
            yield "an empty title"


def _counted(element: Element, wanted: dict[str, str]) -> Iterator[str]:
    found = Counter(child.tag.removeprefix(ATOM) for child in element)
    for name in found.keys() | wanted.keys():
        if found[name] not in _COUNTS.get(wanted.get(name, ""), ()):
            yield f"{found[name]} times {name}"


def _twins(values: list[str], what: str) -> Iterator[str]:
    if len(set(values)) < len(values):
        yield f"two {what} are the same"


def text(element: Element, path: str) -> list[str]:
    """The texts at a path of Atom's names, such as `entry/id`."""
    found = element.findall("/".join(f"{ATOM}{name}" for name in path.split("/")))
    return [child.text or "" for child in found]


# --- JSON Feed

_FEED_KEYS = {"version": str, "title": str, "items": list}
_FEED_TEXTS = dict.fromkeys(("home_page_url", "feed_url", "description", "language"), str)
_ITEM_KEYS = {"id": str}
_CONTENTS = ("content_html", "content_text")
_ITEM_TEXTS = dict.fromkeys(
    (*_CONTENTS, "url", "title", "summary", "date_published", "language"), str
)


def json_feed_faults(body: bytes) -> list[str]:
    """What is wrong with a JSON feed; bytes that are no JSON raise."""
    return list(_json_feed_faults(json.loads(body.decode("utf-8"))))


def _json_feed_faults(feed: dict[str, Any]) -> Iterator[str]:
    yield from _typed(feed, _FEED_KEYS, {**_FEED_TEXTS, "authors": list})
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        yield f"version {feed.get('version')}"
    yield from _twins([item.get("id") for item in feed["items"]], "ids")
    for author in feed.get("authors", ()):
        yield from _typed(author, {"name": str}, {})
    for found in (feed, *feed["items"]):
        for key in ("url", "home_page_url", "feed_url"):
            if not _URL.fullmatch(found.get(key, "https://absent/")):
                yield f"{key} {found[key]} is not absolute"
    for item in feed["items"]:
        yield from _typed(item, _ITEM_KEYS, _ITEM_TEXTS)
        if not item.keys() & set(_CONTENTS):
            yield "neither mark-up nor text"
        if not _MOMENT.fullmatch(item.get("date_published", "2026-03-20T12:00:00Z")):
            yield f"{item['date_published']} is no moment"


def _typed(
    found: Mapping[str, Any], must: Mapping[str, type], may: Mapping[str, type]
) -> Iterator[str]:
    for key in must.keys() - found.keys():
        yield f"{key} is missing"
    for key, value in found.items():
        if not isinstance(value, {**must, **may}.get(key, ())):
            yield f"{key}: {value!r}"
        elif value == "" and key != "content_html":
            yield f"{key} is empty"
