"""Offline: "keep this book", a page and the service worker that it installs for who asks for it.

This feature speaks of the whole site, and so it stands last: it lists what the others have made.
The list is in sw.js itself, so whatever changes on the site changes that file, and browsers that
keep the book come for what is new.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

from dastan.model import Output, Site

_FOLDERS = ("static/", "images/", "files/", "search/")
_NAMED_BY_DIGEST = re.compile(r"[./][0-9a-f]{10}\.\w+$")
_REDIRECT = b'http-equiv="refresh"'
_HEAD = 3000
"""Bytes of a page that tell whether it only leads to another."""
_MEGABYTE = 1_000_000


def offline(site: Site) -> Iterable[Output]:
    """keep.html and sw.js; nothing before there is a chapter."""
    if not site.story.chapters:
        return
    kept = {output.path: output.body for output in site.outputs if _is_kept(output)}
    for path, picture in site.pictures.items():
        if picture.variants:  # which every browser that can keep a book shows instead
            kept.pop(path, None)
    size = -(-sum(map(len, kept.values())) // _MEGABYTE)
    page = site.render("keep.html", path="keep.html", size=size).encode()
    yield Output("keep.html", page, "the page keep.html")
    kept["keep.html"] = page
    files = [[path, _digest(path, kept[path])] for path in sorted(kept)]
    worker = site.render("sw.js", path="sw.js", files=files)
    yield Output("sw.js", worker.encode(), "the service worker")


def _is_kept(output: Output) -> bool:
    """Pages, and what they show and run; no feeds, cards and copies in other forms, no page that
    only leads to another."""
    if output.path.endswith(".html"):
        return output.path != "404.html" and _REDIRECT not in output.body[:_HEAD]
    return output.path.startswith(_FOLDERS)


def _digest(path: str, body: bytes) -> str:
    """Of what is in a file; empty where its name tells that."""
    tells = path.startswith(_FOLDERS) and _NAMED_BY_DIGEST.search(path)
    return "" if tells else sha256(body).hexdigest()[:10]
