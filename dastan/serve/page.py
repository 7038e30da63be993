"""What a request gets: the answer from memory, and the one transform of its HTML.

Values in, a value out: this opens no file and no socket, and knows the story only as paths and
bytes. Nothing that is added here is ever on disk.
"""

import hmac
import html
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

OURS = "__dastan__"
"""The folder where the files of the layer itself stand; no output path begins so."""
ERRORS = f"{OURS}/errors.json"
"""What the overlay shows, among the files of a build."""

HOST = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(?::(\d{1,5}))?")
"""A Host header: a name, or an IPv6 address in brackets, and perhaps a port."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".webmanifest": "application/manifest+json",
    ".epub": "application/epub+zip",
    ".pdf": "application/pdf",
    ".wasm": "application/wasm",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""A table of our own: the system's differs from machine to machine (.js is text/plain on some)."""

_POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)', re.I)
_BASE = re.compile(rb'(<base href=")[^"]*', re.I)

_PLAIN = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>{0}</title>
<h1>{0}</h1>
<p>{1}</p>
"""


Source = Callable[[str, int], tuple[Path, int] | None]
"""For the output path of a page and a block of its texts, counted from 0: the file and the line
that it was written on, or None where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One build, as the browser sees it."""

    files: Mapping[str, bytes]
    """By output path; with those of the layer itself."""
    stamp: str
    """Names this build among all others, also among those of an earlier run."""
    source: Source = lambda page, block: None
    key: bytes = b""
    """Of this run: what the pages are signed with."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the browser."""

    status: int
    type: str
    body: bytes = b""
    location: str = ""
    """Where the page stands instead, percent-encoded; empty but for status 302."""


def is_ours(header: str, bound: str) -> bool:
    """Whether a Host header names this server, which was bound to the host `bound`.

    A foreign name that resolves to this machine is how a foreign page would read the story (DNS
    rebinding). An address in figures cannot be rebound: where every address of the machine is
    bound, each is ours.
    """
    found = HOST.fullmatch(header.lower())
    if not found:
        return False
    name = found[1].strip("[]")
    if name in {"localhost", "127.0.0.1", "::1", bound.lower()}:
        return True
    return bound in {"0.0.0.0", "::"} and is_address(name)  # noqa: S104 (compared, not bound)


def is_address(name: str) -> bool:
    """Whether `name` is an IP address in figures, without a zone."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return "%" not in name


def answer(shown: Shown, target: str, host: str) -> Answer:
    """The answer to a request for `target`: the path as the browser sent it, without a query.

    `host` is the request's Host header, already known to be ours.
    """
    path = unquote(target).removeprefix("/")
    # No service worker: it would show pages of yesterday. A 404 also ends one installed before.
    hidden = path == "sw.js" or any(part.startswith(".") for part in path.split("/"))
    name = path + "index.html" if path.endswith("/") or not path else path
    if name in shown.files and not hidden:
        return _file(shown, name, host, status=200)
    if f"{path}/index.html" in shown.files and not hidden:
        return Answer(302, _TYPES[".html"], location=quote(f"/{path}/"))
    if "404.html" in shown.files:
        return _file(shown, "404.html", host, status=404)
    if "index.html" in shown.files:
        return _plain(404, "No such page", "The story has no page at this address.", shown, host)
    waiting = "The page will show itself when the errors are mended."
    return _plain(503, "The story cannot be shown yet", waiting, shown, host)


def token(shown: Shown, name: str) -> str:
    """What a page names itself by: who has not read it does not know this."""
    return "p" + hmac.digest(shown.key, name.encode(), "sha256").hex()


def page_of(shown: Shown, mark: object) -> str:
    """The output path of the page that has this token; "" where there is none."""
    given = str(mark).encode(errors="replace")
    pages = (name for name in shown.files if name.lower().endswith(".html"))
    return next((n for n in pages if hmac.compare_digest(token(shown, n).encode(), given)), "")


def fit(page: bytes, shown: Shown, host: str, name: str = "") -> bytes:
    """The page with the layer's script before its last `</body>`, and a policy that allows it.

    `name` is its output path, where it is a page of the story's.
    """

    def policy(found: re.Match[bytes]) -> bytes:
        allowed = _allow(html.unescape(found[2].decode(errors="surrogateescape")), host)
        return found[1] + html.escape(allowed).encode(errors="surrogateescape")

    page = _POLICY.sub(policy, page, count=1)
    end = page.lower().rfind(b"</body")
    end = len(page) if end < 0 else end
    return page[:end] + _script(shown, host, name) + page[end:]


def _file(shown: Shown, name: str, host: str, status: int) -> Answer:
    body = shown.files[name]
    kind = _TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    if name == "404.html":
        body = _BASE.sub(rb"\1/", body, count=1)
    if kind == _TYPES[".html"]:
        body = fit(body, shown, host, name if status == 200 else "")
    return Answer(status, kind, body)


def _plain(status: int, title: str, text: str, shown: Shown, host: str) -> Answer:
    body = _PLAIN.format(html.escape(title), html.escape(text)).encode()
    return Answer(status, _TYPES[".html"], fit(body, shown, host))


def _script(shown: Shown, host: str, name: str) -> bytes:
    """Options of livereload.js: where the socket is (it cannot tell by itself), how long to wait
    before connecting again (in ms), and what comes back in its greeting: `snipver`, the build, and
    `ext`, the page's token. Neither is a number: livereload.js would change its form."""
    at, port = HOST.findall(host)[0]
    options = f"host={at}&port={port or 80}&mindelay=200&maxdelay=1000&snipver={shown.stamp}"
    if name:
        options += f"&ext={token(shown, name)}"
    source = html.escape(f"/{OURS}/livereload.js?{options}")
    return f'<script src="{source}"></script>'.encode()


def _allow(policy: str, host: str) -> str:
    """The Content-Security-Policy, widened by what the layer needs and nothing else."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            directives.setdefault(words[0].lower(), words[1:])
    needed = {
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'", f"ws://{host}"],
    }
    for name, ours in needed.items():
        sources = directives.get(name, directives.get("default-src"))
        if sources is not None:  # else everything is allowed
            kept = [source for source in sources if source.lower() != "'none'"]
            directives[name] = kept + [source for source in ours if source not in kept]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
