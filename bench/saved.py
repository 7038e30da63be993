"""How long after a save a server shows the page and tells the browser, for bench/build.py.

    python3 bench/saved.py                      # 1,000 saves, with a 365-chapter book open

A client like a browser's waits for the reload message, then asks for the page until the edit is
in it. Standard library alone: the few bytes of a websocket that this takes are written by hand.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import books

BUILD = Path(__file__).parent.parent / "build.py"

AS_USUAL = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of whoever lets Python keep what it compiles, as people do."""
HELLO = b'{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}'
PATIENCE = 120
"""Seconds for a server to begin, or to show an edit."""
REST = 2
"""Seconds between two saves: long enough for a server to finish what it puts off."""


def served(
    command: Sequence[str], folder: Path, file: Path, page: str, saves: int, rest: float = REST
) -> tuple[list[float], float]:
    """Seconds of each save of `file` until `page` shows it, and the server's memory in MB.

    Raises TimeoutError for a save that never comes, ConnectionError for a page that comes in part.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    times = []
    with running([*command, "--port", str(port)], folder) as process:
        wait_for(port, page, b"<")
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
            greet(line, port)
            for number in range(saves):
                time.sleep(rest)
                forget(line)
                mark = f"save{number}x{process.pid}"
                with file.open("a", encoding="utf-8") as text:
                    text.write(f"\nA paragraph with {mark} in it.\n")
                began = time.perf_counter()
                wait_for_reload(line)
                wait_for(port, page, mark.encode())
                times.append(time.perf_counter() - began)
        peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
    return times, int(peak[1]) / 1024 if peak else 0


@contextmanager
def running(command: Sequence[str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=folder, env=AS_USUAL, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(port: int, page: str, words: bytes) -> None:
    """Ask for a page until the words are in it. Raises TimeoutError."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", page)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200 and not body.rstrip().endswith(b"</html>"):
                raise ConnectionError(f"{page} came in part")
            if answer.status == 200 and words in body:
                return
        except (ConnectionRefusedError, HTTPException):
            time.sleep(0.05)  # it does not listen yet
        finally:
            connection.close()
        time.sleep(0.001)
    raise TimeoutError(f"{page} never showed {words!r}")


def greet(line: socket.socket, port: int) -> None:
    """Become one of the pages that livereload speaks with."""
    line.sendall(
        f"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    line.recv(65536)  # Hugo hangs up on a client that says more before this answer
    line.sendall(bytes([0x81, 0x80 | len(HELLO), 0, 0, 0, 0]) + HELLO)  # text, masked by zeros


def forget(line: socket.socket) -> None:
    """What was said of earlier saves."""
    line.setblocking(False)
    try:
        while line.recv(65536):
            pass
    except BlockingIOError:
        line.settimeout(PATIENCE)


def wait_for_reload(line: socket.socket) -> None:
    """Raises OSError where the server never says it."""
    heard = b""
    while not re.search(rb'"command":\s*"reload"', heard):
        said = line.recv(65536)
        if not said:
            raise ConnectionError("the server hung up")
        heard += said


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--book", choices=books.SIZES, default="serial")
    parser.add_argument("--saves", type=int, default=1000)
    wanted = parser.parse_args()
    chapter = f"ch-{(books.SIZES[wanted.book][0] + 1) // 2:05}"
    with TemporaryDirectory() as top:
        folder = Path(top)
        books.lay(books.book(*books.SIZES[wanted.book]), {"dastan": folder})
        command = [sys.executable, str(BUILD), "serve", "--skip", "search,cards"]
        file = folder / books.CHAPTERS["dastan"] / f"{chapter}.md"
        before = file.read_bytes()
        times: list[float] = []
        while len(times) < wanted.saves:  # so that the chapter does not grow into a book
            file.write_bytes(before)
            some = min(100, wanted.saves - len(times))
            found, megabytes = served(
                command, folder, file, f"/chapters/{chapter}.html", some, rest=0.02
            )
            times += found
    times = sorted(1000 * seconds for seconds in times)
    worst = times[min(len(times) - 1, len(times) * 99 // 100)]
    print(f"{len(times)} saves in {wanted.book}: all came, and whole")
    print(f"to the page served and the browser told: median {median(times):.0f} ms,")
    print(f"99th percentile {worst:.0f} ms, worst {times[-1]:.0f} ms; {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
