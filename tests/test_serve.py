"""`serve` answers: what a request gets, who is answered, how it begins and ends."""

import html
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serving
from serving import PATIENCE, Served, Tab, free_port, served, told, until

from dastan.serve.page import Shown, answer, fit, is_ours


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server for the tests that save nothing."""
    with served(told(tmp_path_factory.mktemp("still"))) as it:
        yield it


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return told(tmp_path)


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
    shown = Shown({}, "b1")
    fitted = fit(b"<p>Text", shown, "[::1]:8000")
    assert fitted.startswith(
        b'<p>Text<script src="/__dastan__/livereload.js?host=[::1]&amp;port=8000'
    )
    meta = b'<meta http-equiv="Content-Security-Policy" content="img-src &#39;self&#39;">'
    assert b'content="img-src &#x27;self&#x27;">' in fit(meta, shown, "localhost")
    assert b"port=80&amp;" in fit(meta, shown, "localhost")


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
    command = [sys.executable, serving.__file__, str(story), "0", "--host", "192.0.2.1"]
    environment = os.environ | {"PYTHONPATH": str(serving.ROOT)}
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
