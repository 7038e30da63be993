"""Serving is building in a loop: `serve` calls the `build` that it is given, shows what came of it
from memory, and tells the open pages.

This stands round the walk of data, not in it: it knows a story as folders to watch and as files to
show. It writes nothing, and no other room knows that it is there. Two threads: one watches and
builds, the other answers; from the first to the second go values, each a `Shown`.
"""

import asyncio
import contextlib
import ipaddress
import json
import math
import secrets
import signal
import threading
import traceback
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from dastan.diagnostics import Diagnostic, Span, as_json, as_text, error, excerpt_at
from dastan.serve import web
from dastan.serve.page import ERRORS, Shown, Source, is_address
from dastan.serve.watch import changes

SETTLE = 1.0
"""Seconds without a change after which the costly rest is due."""

_BUG = error(
    "internal-error",
    "Dastan itself has failed, and what you see is the last page before that",
    Span("site_src"),
    "this is a mistake in Dastan, not in your story; the terminal says where it happened",
)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has made."""

    files: Mapping[str, bytes]
    """By output path: the last that could be built, also where there are errors."""
    diagnostics: tuple[Diagnostic, ...] = ()
    text: Callable[[str], str | None] = lambda _: None
    """A source's text for its path, for excerpts; None where there is none to show."""
    source: Source = lambda page, block: None


def serve(
    build: Callable[[], Built],
    settle: Callable[[], Built],
    watched: Sequence[Path],
    *,
    ignore: Callable[[Path], bool],
    host: str,
    port: int,
    poll: bool,
    open_browser: bool,
    say: Callable[[str], None],
) -> int:
    """Shows the story in the browser until Ctrl-C or SIGTERM; gives the exit status.

    To be called on the main thread, which is the one that signals reach. `port` 0 takes any.

    `build` runs before the first answer and whenever something under `watched` has changed: it
    makes the pages. `settle` runs once it has been quiet for a second after a build that did not
    raise: it makes the rest, and what it gives stands beside the pages until it runs again. Both
    run on one thread, never at the same time, and what they raise is told and survived. A folder of
    `watched` may come and go. When this returns, that thread may still be in one of them: it ends
    with the process.
    """
    stop = threading.Event()
    moments = changes(watched, ignore, poll=poll, stop=stop, say=say)
    shows = _shows(build, settle, moments, say)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's `&` has it ignored
    try:
        return asyncio.run(_serve(shows, stop, host, port, open_browser, say))
    except KeyboardInterrupt:
        return 0


async def _serve(
    shows: Iterable[Shown],
    stop: threading.Event,
    host: str,
    port: int,
    open_browser: bool,
    say: Callable[[str], None],
) -> int:
    """The answering thread: starts the building one, and answers as soon as there is a build."""
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Shown | None] = asyncio.Queue()

    def put(item: Shown | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: we have ended meanwhile
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def work() -> None:
        try:
            for shown in shows:
                put(shown)
        finally:
            put(None)

    # A daemon, so that a long build does not hold up Ctrl-C.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        return await _answer(queue, host, port, open_browser, say)
    finally:
        stop.set()
        thread.join(timeout=0.05)


async def _answer(
    queue: asyncio.Queue[Shown | None],
    host: str,
    port: int,
    open_browser: bool,
    say: Callable[[str], None],
) -> int:
    """Answers with what comes out of the queue, until that ends or this is cancelled."""
    shown = await queue.get()
    if shown is None:
        return 1
    try:
        sockets = web.bind(host, port)
    except OSError as trouble:
        say(f"Cannot serve at {host}: {trouble.strerror}. Another --host or --port may do.")
        return 1
    live = web.Live(shown, host, say)
    with web.answering(live, sockets):
        _announce(host, port, sockets[0].getsockname()[1], open_browser, say)
        while (shown := await queue.get()) is not None:
            live.show(shown)
    return 1


def _announce(
    host: str, port: int, found: int, open_browser: bool, say: Callable[[str], None]
) -> None:
    if found != port and port:
        say(f"Port {port} is taken; {found} is free.")
    if not _is_loopback(host):
        say(f"Warning: with --host {host}, whoever is on your network can read the story.")
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (shown, not bound)
    url = f"http://[{name}]:{found}/" if ":" in name else f"http://{name}:{found}/"
    say(f"The story is at {url} and follows every save. Ctrl-C ends.")
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def _shows(
    build: Callable[[], Built],
    settle: Callable[[], Built],
    moments: Iterable[bool],
    say: Callable[[str], None],
) -> Iterator[Shown]:
    """What to show after each build, and after the rest: the building thread's whole work."""
    built = rest = Built({})
    files: dict[str, bytes] = {}
    told: tuple[Diagnostic, ...] = ()
    stamp, key = "", secrets.token_bytes()
    due = math.inf
    client = web.client()
    for changed in moments:
        if changed:
            built = _attempt(build, replace(built, diagnostics=(_BUG,)), say)
            due = math.inf if built.diagnostics == (_BUG,) else monotonic() + SETTLE
        elif monotonic() >= due:
            rest = _attempt(settle, rest, say)
            due = math.inf
        else:
            continue
        found = (*built.diagnostics, *rest.diagnostics)
        if found != told:
            lines = [as_text(diagnostic, built.text) for diagnostic in found]
            say("\n\n".join(lines) or "All is mended.")
            told = found
        now = {**rest.files, **built.files, **client, ERRORS: _errors(found, built.text)}
        if now != files:
            files, stamp = now, f"b{secrets.token_hex(8)}"
        yield Shown(files, stamp, built.source, key)


def _attempt(make: Callable[[], Built], otherwise: Built, say: Callable[[str], None]) -> Built:
    """What is made; where that raises, which is told, `otherwise`."""
    try:
        return make()
    except Exception:
        say(traceback.format_exc())
        return otherwise


def _errors(found: Iterable[Diagnostic], text: Callable[[str], str | None]) -> bytes:
    """What the overlay shows over the page, and the warnings that a badge beside it opens."""
    return json.dumps(
        [
            as_json(diagnostic) | {"excerpt": excerpt_at(diagnostic.span, text)}
            for diagnostic in found
        ]
    ).encode()
