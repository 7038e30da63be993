"""A small story for bench/reading.py: built, and served as GitHub Pages would, compressed."""

import gzip
import mimetypes
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import books

BUILD = Path(__file__).parent.parent / "build.py"
LENGTHS = {1: 300, 2: 1600, 3: 3500, 4: 300}
"""Words of each chapter; those between the first and the last are measured."""
PAGE, LONG_PAGE = "chapters/ch-00002.html", "chapters/ch-00003.html"
TEXTS = ("text/", "application/json", "application/xml", "image/svg")
"""Types that are sent compressed."""


@dataclass(frozen=True, slots=True)
class Site:
    font: str
    folder: Path
    base: str
    """Its address."""


@contextmanager
def site(font: str) -> Iterator[Site]:
    """A story in a face, built and served."""
    with TemporaryDirectory() as top, hosted(Path(top, "_site")) as base:
        story = Path(top)
        books.lay(map(furnished, LENGTHS, LENGTHS.values()), {"dastan": story}, font)
        build = [sys.executable, str(BUILD), "build", "--story", top, "--base-url", base]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        yield Site(font, story / "_site", base)


def furnished(number: int, words: int) -> books.Chapter:
    """A chapter without pictures, with an event, a note, and a note from the author before it."""
    made = books.chapter(number, words, [number - 1])
    text = re.sub(r"(?m)^!.*\n\n", "", made.text).replace(".", ".[^lamp]", 1)
    text += "\n[^lamp]: What the lamp-keeper saw was never written down.\n"
    before = "note_before: This chapter was long in coming. Thank you for your patience.\n"
    return replace(made, text=text, matter=made.matter + before)


@contextmanager
def hosted(folder: Path, wait: float = 0) -> Iterator[str]:
    """The address at which a folder is served, each answer after so many seconds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            time.sleep(wait)
            path = folder / self.path.partition("?")[0].lstrip("/")
            status, file = (200, path) if path.is_file() else (404, folder / "404.html")
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            body = file.read_bytes()
            self.send_response(status)
            if kind.startswith(TEXTS):
                body = packed(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            with suppress(ConnectionError):  # a browser that has left
                self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@cache
def packed(body: bytes) -> bytes:
    return gzip.compress(body, 6)
