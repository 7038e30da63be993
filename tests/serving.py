"""The means of trying `serve` with real processes, real sockets and real saves.

Run as a program, this file is what is tried: a story of one folder, whose build is a few lines.
"""

import base64
import http.client
import itertools
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dastan import serve as room
from dastan.diagnostics import Span, error, warning
from dastan.serve import Built, serve, watch

ROOT = Path(__file__).parents[1]
PATIENCE = 20.0
"""Seconds after which a thing that should happen counts as one that never does."""
POLICY = "default-src 'none'; script-src 'sha256-abc='; base-uri 'self'; img-src 'self'"
FRAME = (
    '<!doctype html><html lang="en"><head>'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta charset="utf-8">{head}<title>A story</title></head><body>{body}</body></html>'
)


# --- the story that is served


def main(folder: Path, *options: str) -> int:
    """Serves the texts of the folder: BROKEN in one is an error, ODD a warning, RAISE a bug,
    SLOW slow.

    A line of a text is a paragraph, but for one `# Title` at its beginning.
    """
    room.SETTLE, watch.POLL = 0.3, 0.1  # less patience than people have
    parts = [folder / "site_src", folder / "static"]
    made: dict[str, bytes] = {}
    count = itertools.count(1)

    def say(text: str) -> None:
        print(text, flush=True)

    def build() -> Built:
        say(f"built {next(count)}")
        texts = {}
        for path in itertools.chain.from_iterable(part.rglob("*.md") for part in parts):
            with suppress(FileNotFoundError):
                texts[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
        if any("RAISE" in text for text in texts.values()):
            raise ZeroDivisionError
        if any("SLOW" in text for text in texts.values()):
            time.sleep(0.2)
        broken = {path: text for path, text in texts.items() if "BROKEN" in text}
        fine = {f"{Path(path).stem}.html": path for path in texts if path not in broken}
        for name in made.keys() - fine.keys() - {f"{Path(path).stem}.html" for path in broken}:
            del made[name]
        made.update((name, page(texts[path])) for name, path in fine.items())
        others = {
            "404.html": page("Nothing here.", '<base href="/repo/">'),
            "people/index.html": page("People"),
            "plain.html": FRAME.format(head="", body="<p>No text</p>").encode(),
            "sw.js": b"//",
            ".hidden": b"hidden",
            "static/look.css": b"p {}",
        }
        errors = [
            error("no-luck", "this <b>cannot</b> be", Span(path, 1, 3), "mend it")
            for path in sorted(broken)
        ]
        odd = [path for path, text in sorted(texts.items()) if "ODD" in text]
        errors += [warning("an-oddity", "odd", Span(path, 1, 3), "or not") for path in odd]

        def source(name: str, block: int) -> tuple[Path, int] | None:
            return (folder / fine[name], block + 1) if name in fine else None

        pages = made | others if "index.html" in made else {}
        return Built(pages, tuple(errors), texts.get, source)

    def settle() -> Built:
        say("settling")
        time.sleep(0.1)
        say("settled")
        return Built({"rest.txt": f"of {len(made)} pages".encode()})

    return serve(
        build,
        settle,
        parts,
        ignore=lambda path: path.name == "ignored",
        host=options[options.index("--host") + 1] if "--host" in options else "127.0.0.1",
        port=int(options[0]),
        poll="--poll" in options,
        open_browser=False,
        say=say,
    )


def page(text: str, head: str = "") -> bytes:
    title, lines = "", text.split("\n")
    if text.startswith("# "):
        title = f"<h1>{lines.pop(0)[2:]}</h1>"
    body = "".join(f'<p id="p{at}">{line}</p>' for at, line in enumerate(lines))
    return FRAME.format(head=head, body=f'{title}<div class="prose">{body}</div>').encode()


# --- the means of trying it


@dataclass
class Served:
    folder: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    port: int = 0

    def builds(self) -> int:
        return sum(line.startswith("built ") for line in self.lines)

    def save(self, name: str, text: str) -> None:
        """As one change, so that builds can be counted; editors' ways are tried further down."""
        aside = self.folder / "aside"
        aside.write_text(text, "utf-8")
        aside.replace(self.folder / "site_src" / name)

    def request(
        self, target: str, method: str = "GET", body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        got = connection.getresponse()
        answered = got.read()
        connection.close()
        return got.status, {name.lower(): value for name, value in got.getheaders()}, answered

    def text(self, target: str) -> str:
        return self.request(target)[2].decode()

    def comes(self, target: str, text: str) -> None:
        until(lambda: text in self.text(target), f"{text} at {target}")


class Tab:
    """An open page: the other end of the socket."""

    def __init__(self, port: int, *, host: str = "", **origin: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        head = [
            "GET /livereload HTTP/1.1",
            f"Host: {host or f'127.0.0.1:{port}'}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            *(f"{name.capitalize()}: {value}" for name, value in origin.items()),
        ]
        self.socket.sendall("\r\n".join([*head, "", ""]).encode())
        self.stream = self.socket.makefile("rb")
        self.status = int(self.stream.readline().split()[1])
        while self.stream.readline().strip():
            pass

    def greet(self, **more: str) -> "Tab":
        protocols = ["http://livereload.com/protocols/official-7"]
        self.send(json.dumps({"command": "hello", "protocols": protocols, **more}))
        assert self.hear()["command"] == "hello"
        return self

    def send(self, text: str) -> None:
        data = text.encode()
        size = bytes([128 | len(data)]) if len(data) < 126 else struct.pack(">BH", 254, len(data))
        self.socket.sendall(b"\x81" + size + bytes(4) + data)

    def hear(self) -> Any:
        """The next message; None where the other end has closed."""
        head = self.stream.read(2)
        if len(head) < 2 or head[0] & 15 == 8:
            return None
        assert head[0] == 0x81
        size = head[1] if head[1] < 126 else struct.unpack(">H", self.stream.read(2))[0]
        return json.loads(self.stream.read(size))

    def close(self) -> None:
        self.stream.close()
        self.socket.close()


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.005)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as made:
        return int(made.getsockname()[1])


@contextmanager
def served(folder: Path, *options: str, port: int = 0, **variables: str) -> Iterator[Served]:
    """The story of one folder, served."""
    command = [__file__, str(folder), str(port), *options]
    with running(folder, *command, **variables) as it:
        yield it


@contextmanager
def running(folder: Path, *command: str, **variables: str) -> Iterator[Served]:
    """A program that serves, in a Python of its own."""
    command = (sys.executable, "-W", "error", *command)
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    it = Served(folder, process)
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: it.lines.extend(map(str.rstrip, process.stdout or ())))
    reader.start()
    try:
        until(lambda: any("http://" in line for line in it.lines), "ready")
        it.port = next(int(part.split(":")[2].split("/")[0]) for part in it.lines if "http" in part)
        yield it
    finally:
        process.terminate()
        status = process.wait(PATIENCE)
        reader.join()
        process.stdout.close()
    assert status == 0, it.lines


def told(folder: Path) -> Path:
    (folder / "site_src").mkdir()
    (folder / "site_src" / "index.md").write_text("Home", "utf-8")
    (folder / "site_src" / "a.md").write_text("first", "utf-8")
    return folder


def follow(tab: Tab, it: Served, target: str, text: str) -> None:
    """Reloads as often as it is told to, until the page shows the text."""
    while tab.hear() and text not in it.text(target):
        pass
    assert text in it.text(target)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
