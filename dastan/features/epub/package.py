"""What a reading system asks first: the package document (EPUB 3.3, 5), and the way to it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dastan.config import Config
from dastan.features.epub.document import is_right_to_left
from dastan.features.epub.front import CONTENTS
from dastan.features.epub.images import File
from dastan.features.epub.page import FOLDER, Page
from dastan.features.epub.volume import Volume
from dastan.urls import relative

PACKAGE = "package.opf"

_BOOKS = UUID("0f0c3f0c-9d5e-4c53-8f5e-1d0f6a9f7b21")
"""Frozen, as are the identifiers that are made of it."""
_STANDARD = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""When a book changed last of whose chapters none has a date."""


def container() -> bytes:
    """META-INF/container.xml."""
    root = Element("container", version="1.0")
    root.set("xmlns", "urn:oasis:names:tc:opendocument:xmlns:container")
    media_type = "application/oebps-package+xml"
    roots = SubElement(root, "rootfiles")
    SubElement(roots, "rootfile", {"full-path": f"{FOLDER}/{PACKAGE}", "media-type": media_type})
    return _file(root)


def package(config: Config, volume: Volume, pages: Sequence[Page], files: Sequence[File]) -> bytes:
    """The package document of a book."""
    code = {"xml:lang": config.language}
    root = Element("package", {"version": "3.0", "unique-identifier": "book-id"} | code)
    root.set("xmlns", "http://www.idpf.org/2007/opf")
    metadata = SubElement(root, "metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"})
    _describe(metadata, config, volume)
    _describe_access(metadata, pages, files)
    manifest = SubElement(root, "manifest")
    spine = SubElement(root, "spine")
    if is_right_to_left(config.language):
        spine.set("page-progression-direction", "rtl")
    for page in pages:
        path = page.document.name
        name = path.partition(".")[0]
        _item(manifest, name, path, "application/xhtml+xml", _properties(page))
        SubElement(spine, "itemref", idref=name)
    for number, file in enumerate(files, start=1):
        _item(manifest, f"file-{number}", file.path, file.media_type, file.properties)
    return _file(root)


def _item(manifest: Element, name: str, path: str, media_type: str, properties: str) -> None:
    attributes = {"id": name, "href": relative(PACKAGE, path), "media-type": media_type}
    SubElement(manifest, "item", attributes | ({"properties": properties} if properties else {}))


def _properties(page: Page) -> str:
    """What a reading system must be ready for in a document."""
    found = ["nav"] if page.document.name == CONTENTS else []
    found += [name for tag, name in (("math", "mathml"), ("svg", "svg")) if tag in page.tags]
    return " ".join(found)


def _describe(metadata: Element, config: Config, volume: Volume) -> None:
    """Which book this is. Nothing here knows of the clock or of where the site stands."""
    part = volume.part
    name = f"{config.id}/{part.slug}" if part else config.id
    _core(metadata, "identifier", uuid5(_BOOKS, name).urn, id="book-id")
    title = f"{config.title} – {part.title}" if part else config.title
    _core(metadata, "title", title, id="book-title")
    if part:
        _meta(metadata, "belongs-to-collection", config.title).set("id", "book-set")
        _meta(metadata, "collection-type", "set", "book-set")
        _meta(metadata, "group-position", str(volume.parts_before + 1), "book-set")
    elif config.subtitle:
        _meta(metadata, "title-type", "main", "book-title")
        _core(metadata, "title", config.subtitle, id="book-subtitle")
        _meta(metadata, "title-type", "subtitle", "book-subtitle")
    if config.author:
        _core(metadata, "creator", config.author, id="book-author")
        _meta(metadata, "role", "aut", "book-author").set("scheme", "marc:relators")
    for code in dict.fromkeys((config.language, *(c.language for c in volume.chapters))):
        _core(metadata, "language", code)
    if about := part.summary if part else config.description:
        _core(metadata, "description", about)
    changed = max((_UNDATED, *(c.date for c in volume.chapters if c.date)))
    _meta(metadata, "dcterms:modified", f"{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")


def _describe_access(metadata: Element, pages: Sequence[Page], files: Sequence[File]) -> None:
    """For whom the book can be read (EPUB Accessibility 1.1); only one that is described in words
    says that it conforms."""
    main = [page for page in pages if page.document.matter != "frontmatter"]
    is_described = all(page.is_described for page in pages)
    has_images = any({*page.tags} & {"img", "svg"} for page in main)
    for mode in ("textual", "visual") if has_images else ("textual",):
        _meta(metadata, "schema:accessMode", mode)
    enough = "textual" if is_described else "textual,visual"
    _meta(metadata, "schema:accessModeSufficient", enough)
    features = [
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
        "displayTransformability",
    ]
    features += ["alternativeText"] * (has_images and is_described)
    features += ["MathML"] * any("math" in page.tags for page in main)
    for feature in features:
        _meta(metadata, "schema:accessibilityFeature", feature)
    moves = any(file.media_type == "image/gif" for file in files)  # and might flash
    _meta(metadata, "schema:accessibilityHazard", "unknown" if moves else "none")
    summary = "Text in reading order, with contents, headings, and notes that lead back."
    if has_images:
        summary += " Images are described." if is_described else " Not every image is described."
    _meta(metadata, "schema:accessibilitySummary", summary)
    if is_described:
        _meta(metadata, "dcterms:conformsTo", _STANDARD).set("id", "book-standard")
        _meta(metadata, "a11y:certifiedBy", "Dastan", "book-standard")


def _core(metadata: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(metadata, f"dc:{name}", attributes).text = text


def _meta(metadata: Element, name: str, text: str, refines: str = "") -> Element:
    attributes = {"refines": f"#{refines}"} if refines else {}
    meta = SubElement(metadata, "meta", {"property": name} | attributes)
    meta.text = text
    return meta


def _file(root: Element) -> bytes:
    indent(root, "")
    text = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
