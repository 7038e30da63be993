"""`serve`, tried with real processes, real sockets and real saves.

Run as a program, this file is what is tried: a story of one folder, whose build is a few lines.
"""

import base64
import html
import http.client
import itertools
import json
import os
import random
import re
import shutil
import signal
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

import pytest
from conftest import did_not_run

from dastan import serve as room
from dastan.diagnostics import Span, error
from dastan.serve import Built, serve, watch
from dastan.serve.page import Shown, answer, fit, is_ours
from dastan.serve.watch import changes, silent_mount

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
    """Serves the texts of the folder: BROKEN in one is an error, RAISE a bug, SLOW slow."""
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
            "sw.js": b"//",
            ".hidden": b"hidden",
            "static/look.css": b"p {}",
        }
        errors = [
            error("no-luck", "this <b>cannot</b> be", Span(path, 1, 3), "mend it")
            for path in sorted(broken)
        ]
        return Built(made | others if "index.html" in made else {}, tuple(errors), texts.get)

    def settle() -> None:
        say("settling")
        time.sleep(0.1)
        say("settled")

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
    return FRAME.format(head=head, body=f"<p>{text}</p>").encode()


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
        self, target: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, target, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        got = connection.getresponse()
        body = got.read()
        connection.close()
        return got.status, {name.lower(): value for name, value in got.getheaders()}, body

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
def served(folder: Path, *options: str, port: int = 0) -> Iterator[Served]:
    command = [sys.executable, "-W", "error", __file__, str(folder), str(port), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
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


@pytest.fixture(scope="module", params=["told", "polled"])
def watching(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two servers for the tests of saves, one for each way of watching."""
    folder = told(tmp_path_factory.mktemp(request.param))
    with served(folder, *(["--poll"] if request.param == "polled" else [])) as it:
        yield it


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests that save nothing."""
    with served(told(tmp_path_factory.mktemp("still"))) as it:
        yield it


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return told(tmp_path)


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


# --- what a request gets


@pytest.mark.parametrize(
    ("target", "status", "kind", "held"),
    [
        ("/", 200, "text/html; charset=utf-8", b"Home"),
        ("/index.html", 200, "text/html; charset=utf-8", b"Home"),
        ("/%61.html?what=ever&more=../..", 200, "text/html; charset=utf-8", b"first"),
        ("/people/", 200, "text/html; charset=utf-8", b"People"),
        ("/static/look.css", 200, "text/css; charset=utf-8", b"p {}"),
        ("/nowhere.html", 404, "text/html; charset=utf-8", b"Nothing here."),
        ("/nowhere/at/all", 404, "text/html; charset=utf-8", b'<base href="/">'),
        ("/.hidden", 404, "text/html; charset=utf-8", b"Nothing here."),
        ("/sw.js", 404, "text/html; charset=utf-8", b"Nothing here."),
        ("/forcereload", 404, "text/html; charset=utf-8", b"Nothing here."),
        ("/__dastan__/errors.json", 200, "application/json", b"[]"),
        ("/__dastan__/overlay.css", 200, "text/css; charset=utf-8", b"dialog"),
    ],
)
def test_a_request_is_answered(
    still: Served, target: str, status: int, kind: str, held: bytes
) -> None:
    got, headers, body = still.request(target)
    assert (got, headers["content-type"]) == (status, kind)
    assert held in body
    assert headers["cache-control"] == "no-cache"
    got, headers, nothing = still.request(target, "HEAD")
    assert (got, int(headers["content-length"]), nothing) == (status, len(body), b"")


def test_a_folder_sends_on_to_its_index(still: Served) -> None:
    status, headers, _ = still.request("/people")
    assert (status, headers["location"]) == (302, "/people/")
    assert still.request("//people")[0] == 404


def test_a_page_that_is_known_is_not_sent_again(still: Served) -> None:
    etag = still.request("/")[1]["etag"]
    status, _, body = still.request("/", If_None_Match=etag)
    assert (status, body) == (304, b"")


def test_every_page_has_the_script_and_a_policy_for_it(still: Served) -> None:
    text = still.text("/")
    script = re.findall(r'<script src="(/__dastan__/livereload.js[?][^"]*)"></script></body>', text)
    assert len(script) == 1
    options = f"host=127.0.0.1&amp;port={still.port}&amp;"
    assert options in script[0]
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0])
    assert policy.split("; ") == [
        "default-src 'none'",
        "script-src 'sha256-abc=' 'self'",
        "base-uri 'self'",
        "img-src 'self'",
        "style-src 'self'",
        f"connect-src 'self' ws://127.0.0.1:{still.port}",
    ]
    assert "LiveReload" in still.text(html.unescape(script[0]))


def test_a_page_without_a_policy_or_an_end_gets_the_script_alone() -> None:
    fitted = fit(b"<p>Text", "b1", "[::1]:8000")
    assert fitted.startswith(
        b'<p>Text<script src="/__dastan__/livereload.js?host=[::1]&amp;port=8000'
    )
    meta = b'<meta http-equiv="Content-Security-Policy" content="img-src &#39;self&#39;">'
    assert b'content="img-src &#x27;self&#x27;">' in fit(meta, "b1", "localhost")
    assert b"port=80&amp;" in fit(meta, "b1", "localhost")


def test_without_a_404_page_of_the_story_there_is_one() -> None:
    found = answer(Shown({"index.html": b""}, "b1"), "/nowhere", "localhost")
    assert found.status == 404
    assert b"No such page" in found.body
    assert b"livereload.js" in found.body


# --- who is answered


@pytest.mark.parametrize(
    ("header", "bound", "ours"),
    [
        ("localhost", "127.0.0.1", True),
        ("LocalHost:1", "127.0.0.1", True),
        ("127.0.0.1:8000", "127.0.0.1", True),
        ("[::1]:8000", "127.0.0.1", True),
        ("box.lan:8000", "box.lan", True),
        ("192.168.1.5:8000", "0.0.0.0", True),
        ("[fe80::1]", "::", True),
        ("box.lan", "0.0.0.0", False),
        ("[fe80::1%;script-src]", "::", False),
        ("192.168.1.5", "127.0.0.1", False),
        ("evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("localhost@evil.example", "127.0.0.1", False),
        ("localhost:80;script-src *", "127.0.0.1", False),
        ("localhost:80:80", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        ("", "", False),
    ],
)
def test_a_host_is_ours_or_not(header: str, bound: str, ours: bool) -> None:
    assert is_ours(header, bound) is ours


def test_a_foreign_host_or_origin_is_forbidden(still: Served) -> None:
    for target in ("/", "/__dastan__/errors.json", "/livereload"):
        status, _, body = still.request(target, Host="evil.example")
        assert status == 403
        assert b"Home" not in body
    assert still.request("/", Host="localhost")[0] == 200
    own = f"http://127.0.0.1:{still.port}"
    for origin, host, status in [
        (own, "", 101),
        ("http://evil.example", "", 403),
        ("http://127.0.0.1:1", "", 403),
        ("http://evil.example", "evil.example", 403),
        ("null", "", 403),
    ]:
        tab = Tab(still.port, host=host, origin=origin)
        assert tab.status == status, (origin, host)
        tab.close()


def test_nonsense_on_the_socket_ends_it_without_a_word(still: Served) -> None:
    for words in ("", "{", "[]", "5", '"hello"', "{}", '{"command": []}', "[" * 4000, "x" * 9000):
        tab = Tab(still.port)
        tab.send(words)
        assert tab.hear() is None
        tab.close()
    tab = Tab(still.port).greet()
    tab.send(json.dumps({"command": "info", "url": "\x1b[31m", "plugins": {}}))
    tab.send("bye")
    assert tab.hear() is None
    tab.close()
    assert all(line[:5] in {"built", "The s", "settl"} for line in still.lines)


def test_500_ways_out_of_the_folder_lead_nowhere(still: Served) -> None:
    (still.folder / "secret.txt").write_text("SECRET", "utf-8")
    dice = random.Random(7)
    up = ["..", "%2e%2e", ".%2e", "%252e%252e", "..%00", "..%c0%af", "%c0%ae%c0%ae", "....", "."]
    between = ["/", "//", "%2f", "\\", "%5c", "/./", "%252f", ";/"]
    goals = ["secret.txt", "site_src/a.md", "etc/passwd", str(still.folder / "secret.txt")]
    for _ in range(500):
        start = dice.choice(["/", "//", "/people/", "/__dastan__/", "/a.html/", "/livereload/"])
        steps = "".join(dice.choice(up) + dice.choice(between) for _ in range(dice.randint(1, 9)))
        status, _, body = still.request(start + steps + dice.choice(goals))
        assert status in {400, 404}
        assert b"SECRET" not in body
        assert b"root:" not in body


def test_a_taken_port_gives_the_next_free_one(story: Path) -> None:
    with served(story, port=free_port()) as first, served(story, port=first.port) as second:
        assert second.port > first.port
        assert any(f"{first.port} is taken" in line for line in second.lines)
        assert "Home" in second.text("/")


def test_a_host_that_is_not_here_is_told(story: Path) -> None:
    command = [sys.executable, __file__, str(story), "0", "--host", "192.0.2.1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "Cannot serve at 192.0.2.1" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to_and_frees_the_port(story: Path, how: signal.Signals) -> None:
    with served(story, port=free_port()) as it:
        tab = Tab(it.port).greet()
        it.save("a.md", "SLOW")
        until(lambda: it.builds() == 2, "the build has begun")
        it.process.send_signal(how)
        assert it.process.wait(PATIENCE) == 0
        socket.create_server(("127.0.0.1", it.port)).close()
        tab.close()
    assert not any("Traceback" in line for line in it.lines)


# --- every save reaches the browser


def test_two_saves_close_together_both_reach_the_browser(story: Path) -> None:
    with served(story) as it:
        tab = Tab(it.port).greet()
        for number in range(6):
            it.save("a.md", f"one {number}")
            time.sleep(0.2)
            it.save("a.md", f"two {number}")
            follow(tab, it, "/a.html", f"two {number}")
        tab.close()


def test_a_page_that_was_loading_during_a_build_is_told(story: Path) -> None:
    with served(story) as it:
        seen = re.findall("snipver=(b[0-9a-f]+)", it.text("/"))[0]
        it.save("a.md", "second")
        it.comes("/a.html", "second")
        late = Tab(it.port).greet(snipver=seen)
        assert late.hear()["command"] == "reload"
        late.close()


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def in_two_steps(path: Path, text: str) -> None:
    """Visual Studio Code: emptied, then written."""
    with path.open("w", encoding="utf-8") as file:
        file.truncate()
        file.flush()
        time.sleep(0.01)
        file.write(text)


def keeping_the_time(path: Path, text: str) -> None:
    before = path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def renamed_over(path: Path, text: str) -> None:
    """Kate, gedit, sed: a file with another name takes its place."""
    aside = path.with_name(f"{path.name}.XyZ123")
    aside.write_text(text, "utf-8")
    aside.replace(path)


def with_an_old_time(path: Path, text: str) -> None:
    """As unpacked from an archive, or moved here."""
    aside = path.parents[1] / "aside"
    aside.write_text(text, "utf-8")
    os.utime(aside, (0, 0))
    aside.replace(path)


def with_backup(path: Path, text: str) -> None:
    """Vim: a probe, the old file renamed, a new one written, the old one removed."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_text("swap", "utf-8")
    path.with_name("4913").touch()
    path.with_name("4913").unlink()
    backup = path.rename(f"{path}~")
    path.write_text(text, "utf-8")
    backup.unlink()
    swap.unlink()


def with_vim(path: Path, text: str) -> None:
    vim = shutil.which("vim")
    if not vim:
        did_not_run("a save by vim itself", "vim is missing")
    command = [vim, "-N", "-u", "NONE", "-es", "-c", f"normal! ggcG{text}", "-c", "wq", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    "save",
    [
        in_place,
        in_two_steps,
        keeping_the_time,
        renamed_over,
        with_an_old_time,
        with_backup,
        with_vim,
    ],
)
def test_every_editors_save_is_seen(watching: Served, save: Callable[[Path, str], None]) -> None:
    tab = Tab(watching.port).greet()
    for text in (f"{save.__name__} once", f"{save.__name__} again"):
        save(watching.folder / "site_src" / "a.md", text)
        follow(tab, watching, "/a.html", text)
    tab.close()


def test_folders_come_and_go(watching: Served) -> None:
    static = watching.folder / "static"
    for text in ("one", "two"):
        static.mkdir()
        (static / "late.md").write_text(text, "utf-8")
        watching.comes("/late.html", text)
        (static / "late.md").write_text(f"{text} again", "utf-8")
        watching.comes("/late.html", f"{text} again")
        shutil.rmtree(static)
        until(lambda: watching.request("/late.html")[0] == 404, "gone")


def test_what_editors_leave_beside_a_file_is_no_reason_to_build(story: Path) -> None:
    with served(story) as it:
        noise = [".a.md.swp", "a.md~", "4913", ".#a.md", "#a.md#", ".a.md.kate-swp", "ignored"]
        noise += [
            "a.md___jb_tmp___",
            ".goutputstream-XYZ",
            ".git/index",
            ".obsidian/workspace.json",
        ]
        for name in noise:
            path = it.folder / "site_src" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("noise", "utf-8")
            time.sleep(0.02)
        assert it.builds() == 1
        it.save("a.md", "second")
        it.comes("/a.html", "second")
        assert it.builds() == 2


def test_a_checkout_of_1000_files_is_built_at_most_twice(story: Path) -> None:
    with served(story) as it:
        for attempt in range(5):
            before, gaps = it.builds(), [time.monotonic()]
            for number in range(1000):
                it.save(f"{number}.md", f"attempt {attempt}, file {number}")
                gaps.append(time.monotonic())
            it.comes("/999.html", f"attempt {attempt}, file 999")
            if max(later - earlier for earlier, later in itertools.pairwise(gaps)) < 0.05:
                break  # else the machine was busy elsewhere: that was no checkout
        assert it.builds() - before <= 2
        assert all(f"attempt {attempt}" in it.text(f"/{n}.html") for n in range(0, 1000, 111))


# --- building in a loop


def test_a_reload_in_the_middle_of_a_build_gets_a_whole_page(story: Path) -> None:
    with served(story) as it:
        for number in range(3):
            it.save("a.md", f"SLOW {number}")
            while f"SLOW {number}" not in (text := it.text("/a.html")):
                assert text.endswith("</body></html>")
                assert it.request("/index.html")[0] == 200


def test_a_file_that_is_away_for_a_moment_is_not_missed(story: Path) -> None:
    path = story / "site_src" / "a.md"
    with served(story) as it:
        for number in range(5):
            start = time.monotonic()
            aside = path.rename(story / "aside")
            got = {it.request("/a.html")[0] for _ in range(20)}
            aside.replace(path)
            if time.monotonic() - start < 0.08:
                assert got == {200}, number
            time.sleep(0.12)


def test_settling_waits_for_quiet_and_loses_no_save(story: Path) -> None:
    with served(story) as it:
        until(lambda: "settling" in it.lines, "the first build settles")
        it.save("a.md", "while settling")
        it.comes("/a.html", "while settling")
        until(lambda: it.lines.count("settled") == 2, "settled again")
    order = [line.split()[0] for line in it.lines if line[:3] in {"bui", "set"}]
    assert order == ["built", "settling", "settled"] * 2


def test_a_bug_of_ours_is_told_and_survived(story: Path) -> None:
    with served(story) as it:
        it.save("a.md", "RAISE")
        it.comes("/__dastan__/errors.json", "internal-error")
        assert any("ZeroDivisionError" in line for line in it.lines)
        settled = it.lines.count("settling")
        time.sleep(0.5)
        assert it.lines.count("settling") == settled, "nothing settles after a bug"
        assert "first" in it.text("/a.html")
        it.save("a.md", "mended")
        it.comes("/a.html", "mended")
        assert it.text("/__dastan__/errors.json") == "[]"


def test_errors_are_told_in_the_terminal_once(story: Path) -> None:
    with served(story) as it:
        tab = Tab(it.port).greet()
        it.save("a.md", "a BROKEN one")
        assert tab.hear()["command"] == "reload"
        it.save("index.md", "Hearth")
        follow(tab, it, "/", "Hearth")
        it.save("a.md", "mended")
        follow(tab, it, "/a.html", "mended")
        tab.close()
    heads = [line for line in it.lines if "no-luck" in line]
    assert heads == ["site_src/a.md:1:3: error[no-luck]: this <b>cannot</b> be"]
    assert "All is mended." in it.lines


# --- in a real browser


@dataclass
class Window:
    page: Any
    said: list[str] = field(default_factory=list)


@pytest.fixture
def window(browser: Any) -> Iterator[Window]:
    """A page, and what the browser complains of there."""
    it = Window(browser.new_page())
    it.page.on("console", lambda message: it.said.append(message.text))
    it.page.on("pageerror", lambda trouble: it.said.append(str(trouble)))
    yield it
    it.page.close()


def shows(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('p')?.textContent === text", arg=text)


def test_the_overlay_comes_and_clears_itself(story: Path, window: Window) -> None:
    page = window.page
    overlay = page.get_by_role("alertdialog")
    with served(story) as it:
        page.goto(f"http://127.0.0.1:{it.port}/a.html")
        shows(page, "first")
        assert overlay.count() == 0
        it.save("a.md", "a BROKEN one")
        overlay.wait_for()
        assert overlay.inner_text().splitlines()[0] == "One error in the story"
        for text in ("site_src/a.md:1:3", "no-luck", "this <b>cannot</b> be", "mend it"):
            assert text in overlay.inner_text()
        assert overlay.locator("pre").inner_text() == "    a BROKEN one\n      ^"
        page.keyboard.press("Escape")
        overlay.wait_for(state="detached")
        shows(page, "first")
        page.goto(f"http://127.0.0.1:{it.port}/")
        overlay.get_by_role("button").click()
        overlay.wait_for(state="detached")
        page.goto(f"http://127.0.0.1:{it.port}/a.html")
        overlay.wait_for()
        it.save("a.md", "mended")
        shows(page, "mended")
        assert overlay.count() == 0
    assert not [text for text in window.said if "favicon" not in text and "status of" not in text]


def test_a_story_that_cannot_be_built_at_all_shows_why(story: Path, window: Window) -> None:
    (story / "site_src" / "index.md").write_text("a BROKEN one", "utf-8")
    with served(story) as it:
        answered = window.page.goto(f"http://127.0.0.1:{it.port}/")
        assert answered.status == 503
        window.page.get_by_role("alertdialog").wait_for()
        it.save("index.md", "Home again")
        shows(window.page, "Home again")
    assert not [text for text in window.said if "favicon" not in text and "status of" not in text]


def test_the_browser_ends_up_with_the_last_of_many_saves(story: Path, window: Window) -> None:
    with served(story) as it:
        window.page.goto(f"http://localhost:{it.port}/a.html")
        for number in range(12):
            it.save("a.md", f"save {number}")
            time.sleep(0.02 * (number % 4))
        shows(window.page, "save 11")
    assert not [text for text in window.said if "favicon" not in text and "status of" not in text]


# --- how it watches

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /mnt/c rw,noatime shared:2 - 9p C:\\134 rw,aname=drvfs
31 22 0:41 / /home/a/My\\040Share rw - cifs //box/share rw
32 30 0:42 / /mnt/c/fast rw - ext4 /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/story", ""),
        ("/mnt/c/Users/a/story/site_src", "9p"),
        ("/home/a/My Share/story", "cifs"),
        ("/mnt/c/fast/story", ""),
    ],
)
def test_a_file_system_that_tells_nothing_is_known(path: str, kind: str) -> None:
    assert silent_mount([Path("/"), Path(path)], MOUNTS) == kind


def test_where_the_system_does_not_tell_it_polls(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_paths: object, **_options: object) -> None:
        raise RuntimeError("no more watches")

    monkeypatch.setattr("watchfiles.watch", fail)
    said: list[str] = []
    stop = threading.Event()
    moments = changes([story / "site_src"], lambda _: False, poll=False, stop=stop, say=said.append)
    assert next(moments) is True
    assert said == ["The system does not tell of changes (no more watches): polling instead."]
    (story / "site_src" / "a.md").write_text("second", "utf-8")
    assert any(itertools.islice(moments, 5))
    stop.set()
    assert list(moments) == []


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
