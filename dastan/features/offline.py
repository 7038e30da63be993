"""Offline: "keep this book", a page and the service worker that it installs for who asks for it.

This feature speaks of the whole site, and so it stands last: it lists what the others have made.
The list is in sw.js itself, so whatever changes on the site changes that file, and browsers that
keep the book come for what is new.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from dastan.model import Output, Site
from dastan.words import size_in_words

_FOLDERS = ("static/", "images/", "files/", "search/")
_NAMED_BY_DIGEST = re.compile(r"[./][0-9a-f]{10}\.\w+$")
_REDIRECT = b'http-equiv="refresh"'


def offline(site: Site) -> Iterable[Output]:
    """keep.html and sw.js; nothing before there is a chapter."""
