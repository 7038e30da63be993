"""The whole book as one EPUB 3.3, for reading apps and e-readers.

Made of values, without a clock: the same story gives the same bytes. On the way, `documents` lists
what is in the book, a text's HTML becomes XML (`xhtml`) and gets links, notes and images that work
there (`setting`), `package` tells of the book, and `archive` packs it.
"""

import re
from collections.abc import Iterable, Iterator

from dastan.features.epub.archive import archive
from dastan.features.epub.cover import cover_image
from dastan.features.epub.document import STYLE, page
from dastan.features.epub.documents import addresses, documents
from dastan.features.epub.images import File, image
from dastan.features.epub.package import FOLDER, PACKAGE, container, package
from dastan.features.epub.setting import Setting
from dastan.model import Output, Site

_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_CSS_URL = re.compile(r"url\(\"([^\":]+)\"\)")
_FONTS = ("otf", "ttf", "woff", "woff2")


def epub(site: Site) -> Iterable[Output]:
    """<story-slug>.epub."""
    book = site.keep("epub", site.whole, lambda: archive(_files(site)))
    yield Output(f"{site.config.id}.epub", book, "the book as an EPUB")


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    """All files of the book by path, but for the one that says what it is."""
    setting = Setting(site, addresses(site.story))
    book = documents(site, setting)
    files = (*_style(site), cover_image(site), *setting.images)
    opf = package(site.story, site.config, book, files, setting.is_described)
    yield "META-INF/container.xml", container()
    yield f"{FOLDER}/{PACKAGE}", opf
    for document in book:
        yield f"{FOLDER}/{document.name}", page(document)
    for file in files:
        yield f"{FOLDER}/{file.path}", file.data


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
