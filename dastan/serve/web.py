"""The server: tornado answers, livereload speaks with the pages that are open.

Of livereload this takes the protocol on the socket and the client, livereload.js. Its `Server` is
left alone: it polls, drops the second of two reloads, answers every Host and Origin, and lets
anyone reload by /forcereload. Everything here happens on the loop's own thread and from memory;
nothing here builds.
"""

import errno
import json
import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import livereload
import tornado.web
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import WebSocketHandler

from dastan.serve.changed import edited, news
from dastan.serve.editor import NoEditorError, open_at
from dastan.serve.page import OURS, Shown, answer, is_ours, page_of

_HERE = Path(__file__).parent


@dataclass(slots=True)
class Live:
    """What is shown now: one reference, so that a request sees all of one build."""

    shown: Shown
    host: str
    """The host that the server is bound to."""
    say: Callable[[str], None]
    before: Shown | None = None
    """What was shown before: a page of it may still be on its way."""

    def show(self, shown: Shown) -> None:
        """Shows another build, and tells every open page what that has to know of it. On the loop's
        thread only."""
        before, self.shown = self.shown, shown
        if shown.stamp == before.stamp:
            return
        self.before = before
        waiters = LiveReloadHandler.waiters.copy()
        elsewhere = edited(before.files, shown.files, {waiter.page for waiter in waiters})
        for waiter in waiters:
            waiter.tell(news(before.files, shown.files, waiter.page, elsewhere))


def bind(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on the first free port from `port` on.

    Raises OSError where the host is not one of this machine's, or no port is free.
    """
    for candidate in range(port, 65536):
        try:
            return bind_sockets(candidate, host)
        except OSError as error:
            if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
    raise OSError(errno.EADDRINUSE, f"no port from {port} on is free")


def client() -> dict[str, bytes]:
    """The files that every page of ours loads, by output path."""
    scripts = [_HERE / name for name in ("overlay.js", "place.js", "source.js")]
    scripts.append(Path(livereload.__file__).parent / "vendors" / "livereload.js")
    return {
        f"{OURS}/livereload.js": b"".join(script.read_bytes() for script in scripts),
        f"{OURS}/overlay.css": (_HERE / "overlay.css").read_bytes(),
    }


@contextmanager
def answering(live: Live, sockets: list[socket.socket]) -> Iterator[None]:
    """Answers on the sockets, on the running loop; closes them in the end."""
    for name in ("tornado", "livereload"):  # they repeat what a client says, letter for letter
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    handlers = {"/livereload": _Waiter, f"/{OURS}/source": _Source, "/.*": _Page}
    routes: list[Any] = [(path, handler, {"live": live}) for path, handler in handlers.items()]
    application = tornado.web.Application(
        routes, log_function=lambda _: None, websocket_max_message_size=4096
    )
    server = HTTPServer(application, max_body_size=4096)
    server.add_sockets(sockets)
    try:
        yield
    finally:
        server.stop()


class _Guarded(tornado.web.RequestHandler):
    """Answers only those who call the server by its own name."""

    def initialize(self, live: Live) -> None:
        self.live = live

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-cache")
        self.set_header("X-Content-Type-Options", "nosniff")
        # No foreign page may take a picture or a script of the story into itself.
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def prepare(self) -> None:
        if not is_ours(self.request.headers.get("Host", ""), self.live.host):
            raise tornado.web.HTTPError(403)

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if value is not None and not isinstance(value, tornado.web.HTTPError):
            self.live.say("".join(traceback.format_exception(value)))


class _Page(_Guarded):
    """Any file of the build."""

    def get(self) -> None:
        given = answer(self.live.shown, self.request.path, self.request.headers["Host"])
        self.set_status(given.status)
        self.set_header("Content-Type", given.type)
        if given.location:
            self.set_header("Location", given.location)
        self.write(given.body)

    head = get


class _Source(_Guarded):
    """The way from a page to its source: opens the author's editor.

    A page shows its token and asks for a block of its text, by number: never for a path. What is
    answered is said to the author.
    """

    def post(self) -> None:
        asked, shown = _words(self.request.body), self.live.shown
        page, block = page_of(shown, asked.get("page")), asked.get("block")
        own = f"{self.request.protocol}://{self.request.headers['Host']}"
        if not page or self.request.headers.get("Origin") != own:
            raise tornado.web.HTTPError(403)
        place = shown.source(page, block) if isinstance(block, int) else None
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        if place is None:
            self.set_status(404)
            self.write("It cannot be told where this was written.")
            return
        try:
            self.write(f"{place[0].name}, line {place[1]}, opens in {open_at(*place)}.")
        except NoEditorError as trouble:
            self.set_status(501)
            self.write(str(trouble))


class _Waiter(_Guarded, LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """An open page, waiting to be told what has changed."""

    page = ""
    """The output path of what it shows, as far as that is known."""

    def check_origin(self, origin: str) -> bool:
        """As tornado does, which livereload undoes: the page's own server, port included."""
        return WebSocketHandler.check_origin(self, origin)

    def open(self) -> None:
        self.set_nodelay(True)

    def on_message(self, message: str | bytes) -> None:
        """The greeting names the build that the page was made from, and the page. If another build
        is shown by now, its message has found nobody: the page was just loading."""
        words = _words(message)
        if words.get("command") not in ("hello", "info"):
            self.close()
            return
        super().on_message(message)
        if words["command"] == "hello":
            self.waiters.add(self)
            self.greet(words.get("snipver", self.live.shown.stamp), words.get("ext"))

    def greet(self, stamp: object, token: object) -> None:
        """A page that was loading, or to which the reader has come back, is led nowhere else."""
        shown, before = self.live.shown, self.live.before
        self.page = page_of(shown, token)
        if before and stamp == before.stamp:
            self.tell(news(before.files, shown.files, self.page, None))
        elif stamp != shown.stamp:
            self.tell("*")

    def tell(self, path: str) -> None:
        """Sends what `changed.news` has found, if anything."""
        if path:
            self.send_message({"command": "reload", "path": path, "liveCSS": False})


def _words(message: str | bytes) -> dict[str, object]:
    try:
        words = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return words if isinstance(words, dict) else {}
