"""The pictures that pages show: how large each is, and smaller copies of it where they pay.

A step of the walk, between the story's time and the features: pages need the names of the copies,
which are named by their bytes, and `features/files.py` publishes them. A picture is measured and
made smaller once, ever: a build in which none is new does not open one.
"""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from dastan.links import named_by_bytes
from dastan.model import Asset, Keep, Picture, Variant
from dastan.pictures.size import size

if TYPE_CHECKING:
    from dastan.pictures.smaller import Original

WIDTHS = (240, 480, 800, 1200, 1600)
"""In pixels: a face in a list, a portrait or an old phone, a column of text on a plain screen, on a
phone, on a fine desktop."""
LIGHT = 40_000
"""Bytes of a file that is light enough for everybody."""
CLEARLY = 0.85
"""Of a file's bytes: more would be no saving."""

_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""What is made smaller: JPEG and PNG. WebP and AVIF come from somebody who cares already."""


def published(
    images: Mapping[str, str], assets: Mapping[str, Asset], keep: Keep
) -> Mapping[str, Picture]:
    """By output path, the pictures among the images that pages show (`Story.images`)."""
    found = ((url, _picture(assets[path], url, keep)) for path, url in images.items())
    return {url: picture for url, picture in found if picture}


def _picture(asset: Asset, url: str, keep: Keep) -> Picture | None:
    tells = not asset.path.startswith("site_src/root/")  # what is in the file, by its name
    digest = url if tells else sha256(asset.data).hexdigest()
    found = keep("size", digest, lambda: size(asset.data))
    if not found:
        return None
    return Picture(asset.path, digest, *found, _variants(asset, digest, found[0], keep))


def _variants(asset: Asset, digest: str, width: int, keep: Keep) -> tuple[Variant, ...]:
    """From narrow to wide, each clearly smaller than the next one and the file; none where the
    widest does not pay, as a column of text would then have to do with less than the file gives."""
    if len(asset.data) <= LIGHT or not asset.data.startswith(_HEADS):
        return ()
    widest = min(width, WIDTHS[-1])

    @cache
    def original() -> "Original":
        from dastan.pictures.smaller import Original  # where all copies are kept, nobody waits

        return Original(asset.data, widest)

    variants: list[Variant] = []
    room = CLEARLY * len(asset.data)
    for wide in (widest, *(less for less in reversed(WIDTHS) if less < widest)):

        def make(wide: int = wide) -> bytes:
            return original().at(wide)

        body = keep("variant", f"{digest} {wide}", make)
        if body and len(body) <= room:
            path = named_by_bytes("images", asset.path, body, ".webp", f"-{wide}")
            variants.insert(0, Variant(path, wide, body))
            room = CLEARLY * len(body)
        elif wide == widest:
            return ()
    return tuple(variants)
