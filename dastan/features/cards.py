"""Cards: a picture for the book and one for each chapter, for places where a link is shared.

In the story's own face and colours, as its style sheets have them; the book's cover or the
chapter's image, where there is one, stands in place of the felt. Where nobody has said where the
site will stand, no page can name its card, as that takes an absolute address.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

from dastan.digest import digest
from dastan.model import Output, Picture, Site
from dastan.pictures import Card, Colours

if TYPE_CHECKING:
    from dastan.pictures.card import Painter

_SHEETS = ("book.css", "title.css")
_COLOUR = re.compile(r"(?:--|\.)(\w+)(?::| \{ fill:) (?:light-dark\()?(#[0-9a-f]{6})\b")
_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_FILE = re.compile(r"url\(\"([^\":]+)\"\)")
_ITALIC = re.compile(r"font-style:\s*italic")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u2060"))
"""Soft hyphens and word joiners, which typography puts in."""


def cards(site: Site) -> Iterable[Output]:
    """cards/index.png, and cards/chapters/<slug>.png for chapters/<slug>.html."""
    colours = _colours(site)
    roman, italic = _fonts(site, italic=False), _fonts(site, italic=True)
    look = digest((colours, roman, italic))

    @cache
    def painter() -> "Painter":
        from dastan.pictures.card import Painter  # where all cards are kept, nobody waits for it

        return Painter(colours, roman, italic)

    for page, card, shown in _cards(site):

        def make(card: Card = card, shown: Picture | None = shown) -> bytes:
            return painter().draw(card, _bytes(site, shown) if shown else b"")

        picture = site.keep("cards", digest((look, card, shown and shown.digest)), make)
        path = f"cards/{page.removesuffix('.html')}.png"
        yield Output(path, picture, f"the card of {page}")


def _cards(site: Site) -> Iterator[tuple[str, Card, Picture | None]]:
    """What is to be said of each page that has a card, and to be shown."""
    config, story = site.config, site.story
    author, book = _said(config.author), _said(config.title)
    card = Card(book, subtitle=_said(config.subtitle), below=author)
    yield "index.html", card, site.pictures.get(story.cover)
    for chapter in story.chapters:
        image = chapter.image and story.targets[chapter.path, chapter.image.target]
        card = Card(_said(chapter.title), above=book, below=author)
        yield story.urls[chapter.path], card, site.pictures.get(image or story.cover)


def _bytes(site: Site, picture: Picture) -> bytes:
    """Of its widest copy, which is quickly read, else of the file."""
    return picture.variants[-1].body if picture.variants else site.assets[picture.source].data


def _said(text: str) -> str:
    return text.translate(_INVISIBLE)


def _colours(site: Site) -> Colours:
    """As the style sheets have them for light paper; the usual ones where they do not say."""
    known = {field.name for field in fields(Colours)}
    found: dict[str, str] = {}
    for name in _SHEETS:
        for part, colour in _COLOUR.findall(_text(site, name)):
            if part in known:
                found.setdefault(part, colour)
    return Colours(**found)


def _fonts(site: Site, italic: bool) -> tuple[bytes, ...]:
    """The files of the story's face, in the order in which a browser tries them: last to first."""
    rules = _FACE.findall(_text(site, "fonts.css"))
    own = (rule for rule in reversed(rules) if bool(_ITALIC.search(rule)) == italic)
    paths = (f"static/{path}" for rule in own for path in _FILE.findall(rule))
    return tuple(site.assets[path].data for path in paths if path in site.assets)


def _text(site: Site, name: str) -> str:
    asset = site.assets.get(f"static/{name}")
    return asset.data.decode("utf-8", "replace") if asset else ""
