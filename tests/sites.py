"""Whole sites for tests: those of `golden/` and the seed, laid in a folder, served, taken apart.

Nothing is cached on the disk: a site is built in memory, once for all tests that look at it.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from stories import ROOT, Files, story

from dastan.pipeline import Report

GOLDEN = ROOT / "tests" / "golden"
REDIRECT = b'http-equiv="refresh"'


def files_of(name: str) -> Files:
    """A story of `golden/` as a dictionary of files; “seed” is our own."""
    folder, top = (ROOT, "site_src") if name == "seed" else (GOLDEN / name / "in", ".")
    paths = (path for path in sorted((folder / top).rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@cache
def site_of(name: str, url: str = "") -> Report:
    """The site of such a story; `url` is where it will stand."""
    files = dict(files_of(name))
    if url:
        files["site_src/story.yml"] = bytes(files["site_src/story.yml"]) + f"url: {url}\n".encode()
    return story(files)


def lay(report: Report, folder: Path) -> Path:
    """Write a site as it is, without a manifest."""
    for path, body in report.plan.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    return folder


class Parts(HTMLParser):
    """What of a page may lead somewhere, and what may be led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        """Targets in the page's own words: of links, images, styles, scripts and redirects."""
        self.ids: list[str] = []
        self.base = ""
        self.feed(html)
        styles = "".join(re.findall("(?s)<style>.*?</style>", html))
        self.links += re.findall(r"url\(\"([^\"]+)\"\)", styles)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "base":
            self.base = values["href"]
        elif tag == "meta" and values.get("http-equiv") == "refresh":
            self.links.append(values["content"].partition("url=")[2])
        elif values.get("rel") != "canonical":
            self.links += (values[name] for name in ("href", "src", "poster") if name in values)
            self.links += values.get("data-aside", "").split()  # what reader.js loads when asked to


@contextmanager
def served(folder: Path, prefix: str = "/", port: int = 0) -> Iterator[str]:
    """A folder on this machine as GitHub Pages shows it, under a path; the address of that.

    `port` 0 is any.
    """

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def translate_path(self, path: str) -> str:
            inside = path.startswith(prefix)
            return super().translate_path("/" + path[len(prefix) :] if inside else "/no such file")

        def send_error(self, code: int, *args: object) -> None:
            body = (folder / "404.html").read_bytes()
            self.send_response(code)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    def handler(*args: object) -> Handler:
        return Handler(*args, directory=str(folder))  # type: ignore[arg-type]

    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{prefix}"
        finally:
            server.shutdown()
            thread.join()
