"""The container: files to one archive (EPUB 3.3, 4), the same bytes for the same files."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_MEDIA_TYPE = b"application/epub+zip"
_LEVEL = 4
"""Of deflate: a novel is 1.4 % larger than at level 6, and takes less than half the time."""
_TEXTS = (".css", ".opf", ".svg", ".xhtml", ".xml")
"""What is deflated; other images and fonts are as small as they can be."""


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of an .epub from its files by path, in their order."""
    body = BytesIO()
    with ZipFile(body, "w") as container:
        for path, data in (("mimetype", _MEDIA_TYPE), *files):
            container.writestr(_entry(path), data, compresslevel=_LEVEL)
    return body.getvalue()


def _entry(path: str) -> ZipInfo:
    """Without the time, the system and the rights of whoever makes it."""
    entry = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED if path.endswith(_TEXTS) else ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    return entry
