"""EPUB 3.3, for reading apps and e-readers: the whole book, and one for each part on demand.

Made of values, without a clock: the same story gives the same bytes. On the way, `volume` says
which books there are and `documents` what is in one, a text's HTML becomes XML (`xhtml`) and gets
links, notes and images that work there (`setting`), `page` makes a file of it, `package` tells of
the book, and `archive` packs it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial

from dastan.diagnostics import Span
from dastan.features.epub.archive import Member, archive, member
from dastan.features.epub.cover import cover_image
from dastan.features.epub.documents import addresses, documents
from dastan.features.epub.images import File, image
from dastan.features.epub.package import PACKAGE, container, package
from dastan.features.epub.page import FOLDER, STYLE, page
from dastan.features.epub.setting import Reach
from dastan.features.epub.volume import Volume, volumes
from dastan.model import Output, Site

_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_CSS_URL = re.compile(r"url\(\"([^\":]+)\"\)")
_FONTS = ("otf", "ttf", "woff", "woff2")


def epub(site: Site) -> Iterable[Output]:
    """<story-slug>.epub and <story-slug>-<part-slug>.epub, as `epub:` asks for."""
    for volume in volumes(site):
        make = partial(_book, site, volume)
        book = site.keep("epub", site.whole + volume.path, make)
        if volume.part:
            path = volume.part.path
            yield Output(volume.path, book, f"the EPUB of {volume.part.folder}", Span(path))
        else:
            yield Output(volume.path, book, "the book as an EPUB")


def _book(site: Site, volume: Volume) -> bytes:
    return archive(_members(site, volume))


def _members(site: Site, volume: Volume) -> Iterator[Member]:
    """All files of a book, but for the one that says what it is."""
    reach = Reach(site, addresses(site.story, volume))
    pages = [page(document, reach, site.keep) for document in documents(site, volume, reach)]
    shown = dict.fromkeys(image for page in pages for image in page.images)
    pictures = {file.path: file for file in map(reach.image, shown) if file}
    files = (*_style(site), cover_image(site, volume), *pictures.values())
    yield member("META-INF/container.xml", container())
    yield member(f"{FOLDER}/{PACKAGE}", package(site.config, volume, pages, files))
    yield from (page.member for page in pages)
    yield from (member(f"{FOLDER}/{file.path}", file.data) for file in files)


def _style(site: Site) -> Iterator[File]:
    """The style sheet, and the fonts and images of `static/` that it asks for."""
    css = _text(site, "epub.css")
    if site.config.font == "book":
        faces = (face for face in _FACE.findall(_text(site, "fonts.css")) if _CSS_URL.search(face))
        css = "\n".join((*faces, css))
    yield File(STYLE, "text/css", css.encode())
    for path in dict.fromkeys(_CSS_URL.findall(css)):
        asset, ending = site.assets.get(f"static/{path}"), path.rpartition(".")[2]
        if asset and ending in _FONTS:
            yield File(path, f"font/{ending}", asset.data)
        elif asset and (shown := image(path, asset.data)):
            yield shown


def _text(site: Site, name: str) -> str:
    return site.assets[f"static/{name}"].data.decode()
