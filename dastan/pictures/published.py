"""The pictures that pages show: how large each is, and smaller copies of it where they pay.

A step of the walk, between the story's time and the features: pages need the names of the copies,
which are named by their bytes, and `features/files.py` publishes them. A picture is measured and
made smaller once, ever: a build in which none is new does not open one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from dastan.links import named_by_bytes
from dastan.model import Asset, Keep, Picture, Variant
from dastan.pictures.size import size

Map = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
Work = tuple[bytes, tuple[int, ...]]
"""A file, and the widths in pixels of the copies to be made of it, the widest first."""
Copies = Mapping[int, bytes]
"""By width; no bytes for one that does not pay."""

WIDTHS = (240, 480, 800, 1200, 1600)
"""In pixels: a face in a list, a portrait or an old phone, a column of text on a plain screen, on a
phone, on a fine desktop."""
LIGHT = 40_000
"""Bytes of a file that is light enough for everybody."""

_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""What is made smaller: JPEG and PNG. WebP and AVIF come from somebody who cares already."""


def published(
    images: Mapping[str, str],
    assets: Mapping[str, Asset],
    keep: Keep,
    knows: Callable[[str, str], bool],
    map: Map,
) -> Mapping[str, Picture]:
    """By output path, the pictures among the images that pages show (`Story.images`).

    `knows` tells whether `keep` has something; `map` may work in parallel.
    """
    found = ((url, _picture(assets[path], url, keep)) for path, url in images.items())
    pictures = {url: picture for url, picture in found if picture}
    work = {url: _work(assets[p.source].data, p.width) for url, p in pictures.items()}

    def is_new(url: str) -> bool:
        names = (_name(pictures[url], width) for width in work[url][1])
        return not all(knows("variant", name) for name in names)

    new = [url for url in work if is_new(url)]
    made: dict[str, Copies] = dict(zip(new, map(_copies, [work[url] for url in new]), strict=True))

    def body(url: str, width: int) -> bytes:
        if url not in made:  # what was kept could not be read
            made[url] = _copies(work[url])
        return made[url][width]

    def variants(url: str) -> Iterable[Variant]:
        source = pictures[url].source
        for width in reversed(work[url][1]):
            copy = keep("variant", _name(pictures[url], width), partial(body, url, width))
            if copy:
                path = named_by_bytes("images", source, copy, ".webp", f"-{width}")
                yield Variant(path, width, copy)

    return {url: replace(p, variants=tuple(variants(url))) for url, p in pictures.items()}


def _picture(asset: Asset, url: str, keep: Keep) -> Picture | None:
    tells = not asset.path.startswith("site_src/root/")  # what is in the file, by its name
    digest = url if tells else sha256(asset.data).hexdigest()
    found = keep("size", digest, lambda: size(asset.data))
    return Picture(asset.path, digest, *found) if found else None


def _work(data: bytes, width: int) -> Work:
    """What is to be made of a picture that is so wide; nothing where that cannot pay."""
    if len(data) <= LIGHT or not data.startswith(_HEADS):
        return data, ()
    widest = min(width, WIDTHS[-1])
    return data, (widest, *(less for less in reversed(WIDTHS) if less < widest))


def _name(picture: Picture, width: int) -> str:
    return f"{picture.digest} {width}"


def _copies(work: Work) -> Copies:
    from dastan.pictures.smaller import copies  # where all are kept, nobody waits for Pillow

    return copies(*work)
