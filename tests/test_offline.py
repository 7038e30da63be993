"""The kept book, in a real browser and with servers that really go away."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from sites import lay, served
from stories import Files, page, story

from dastan.pipeline import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHAPTERS = "site_src/chapters"
BOOK: Files = {
    "site_src/story.yml": "title: The road\n",
    f"{CHAPTERS}/1-well.md": "---\ntitle: The Well\naliases: [spring]\n---\n"
    "A horse.\n\n![A](a.svg)\n",
    f"{CHAPTERS}/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    f"{CHAPTERS}/2-home.md": "---\ntitle: Home\nslug: 家\nevents: [{id: e, title: E}]\n---\n"
    "A tent.\n",
    f"{CHAPTERS}/3-lost.md": "# Lost\n\nNobody.\n",
    "site_src/people/aigul.md": "---\nname: Aigul\n---\nShe.\n",
}
EDITED: Files = {
    **{path: text for path, text in BOOK.items() if "lost" not in path},
    f"{CHAPTERS}/1-well.md": "---\ntitle: The Well\n---\nA camel, it was.\n",
    f"{CHAPTERS}/4-end.md": "# The End\n\nAt last.\n",
}
STATE = """async () => ({
    workers: (await navigator.serviceWorker.getRegistrations()).map(one => one.scope),
    caches: await caches.keys(),
    files: (await Promise.all((await caches.keys()).map(async name =>
        (await (await caches.open(name)).keys()).map(request => request.url)))).flat(),
})"""


class Host:
    """A host that holds a site under a path, and can go away and come again."""

    def __init__(self, folder: Path, prefix: str = "/repo/") -> None:
        self.folder, self.prefix = folder, prefix
        with closing(create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}{prefix}"

    @contextmanager
    def up(self) -> Iterator[None]:
        with served(self.folder, self.prefix, self.port):
            yield


@pytest.fixture(scope="module")
def book() -> Report:
    return story(BOOK)


@pytest.fixture
def host(book: Report, tmp_path: Path) -> Host:
    return Host(lay(book, tmp_path / "site"))


@pytest.fixture
def reader(browser: "Browser") -> "Iterator[Page]":
    with browser.new_context() as context:
        yield context.new_page()


def keep(reader: "Page", host: Host) -> None:
    reader.goto(f"{host.base}keep.html")
    reader.get_by_role("button", name="Keep it").click()
    reader.get_by_text("The book is kept on this device.").wait_for()


def text(reader: "Page") -> str:
    return reader.locator("main").inner_text()


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    started = monotonic()
    while not holds():
        assert monotonic() - started < seconds, "it does not come to hold"
        sleep(0.05)


def test_who_is_cut_off_after_one_visit_reads_on(reader: "Page", host: Host) -> None:
    wrong: list[str] = []
    with host.up():
        keep(reader, host)
    reader.on("pageerror", lambda thrown: wrong.append(str(thrown)))
    reader.goto(host.base)
    reader.click("text=Start reading")
    reader.wait_for_url("**/chapters/well.html")
    assert "A horse." in text(reader)
    assert reader.evaluate("document.images[0].naturalWidth") == 9
    assert reader.evaluate("document.fonts.load('1em Literata', 'a').then(f => f.length)")
    reader.click("[rel=next]")
    assert "A tent." in text(reader)
    reader.reload()
    assert "A tent." in text(reader)
    reader.click(".aa")
    reader.locator(".aside-settings").wait_for()
    for path in ("contents.html", "timeline.html", "people/aigul.html", "book.html"):
        assert reader.goto(host.base + path).ok  # type: ignore[union-attr]
    reader.goto(f"{host.base}search.html#q=tent")
    reader.locator(".ask[aria-busy=false]").wait_for()
    assert reader.locator(".results a").all_inner_texts() == ["Home"]
    assert not wrong


def test_nothing_is_kept_unasked(reader: "Page", host: Host) -> None:
    with host.up():
        for path in ("index.html", "chapters/well.html", "search.html", "keep.html"):
            reader.goto(host.base + path)
        assert reader.evaluate(STATE) == {"workers": [], "caches": [], "files": []}


def test_what_changes_is_seen_at_once_and_comes_along(reader: "Page", host: Host) -> None:
    with host.up():
        keep(reader, host)
        before = set(reader.evaluate(STATE)["files"])
    for path in host.folder.rglob("*.*"):
        path.unlink()
    lay(story(EDITED), host.folder)
    with host.up():
        asked: list[str] = []
        reader.context.on("request", lambda request: asked.append(request.url))
        reader.goto(f"{host.base}chapters/well.html")
        assert "A camel, it was." in text(reader)
        assert reader.goto(f"{host.base}chapters/lost.html").status == 404  # type: ignore[union-attr]
        reader.goto(f"{host.base}index.html")
        until(lambda: not before <= set(reader.evaluate(STATE)["files"]))
    reader.goto(f"{host.base}chapters/end.html")
    assert "At last." in text(reader)
    reader.goto(f"{host.base}chapters/well.html")
    assert "A camel, it was." in text(reader)
    kept = set(reader.evaluate(STATE)["files"])
    assert not [url for url in kept if "lost" in url]
    fetched = {url for url in asked if urlsplit(url).query}
    assert fetched <= kept - before, "only what is new is fetched"


def test_it_goes_when_the_reader_says_so(reader: "Page", host: Host) -> None:
    with host.up():
        keep(reader, host)
        reader.reload()
        reader.get_by_role("button", name="Remove it from this device").click()
        reader.get_by_role("button", name="Keep it").wait_for()
        assert reader.evaluate(STATE) == {"workers": [], "caches": [], "files": []}


def test_two_books_on_one_host_do_not_know_of_each_other(
    reader: "Page", book: Report, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        lay(book, tmp_path / name)
    both = Host(tmp_path, "/")
    (tmp_path / "404.html").write_text("No.", "utf-8")
    base = both.base
    with both.up():
        for name in ("one", "two"):
            both.base = f"{base}{name}/"
            keep(reader, both)
        assert len(reader.evaluate(STATE)["caches"]) == 2
        reader.get_by_role("button", name="Remove it from this device").click()
        reader.get_by_role("button", name="Keep it").wait_for()
        state = reader.evaluate(STATE)
    assert state["workers"] == [f"{base}one/"]
    assert {urlsplit(url).path.split("/")[1] for url in state["files"]} == {"one"}


def test_a_kept_page_does_not_wait_for_a_slow_network(reader: "Page", host: Host) -> None:
    worker = host.folder / "sw.js"
    worker.write_text(
        worker.read_text("utf-8").replace("PATIENCE = 3000", "PATIENCE = 50"), "utf-8"
    )
    with host.up():
        keep(reader, host)
    with closing(create_server(("127.0.0.1", host.port), backlog=64)):  # never answers
        reader.goto(f"{host.base}chapters/well.html")
        assert "A horse." in text(reader)


def test_hosts_that_take_html_out_of_addresses(reader: "Page", host: Host) -> None:
    class Pretty(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if path.endswith(".html"):
                self.send_response(308)
                self.send_header("Location", path.removesuffix(".html") + "?" * bool(query) + query)
                self.send_header("Content-Length", "0")
                return self.end_headers()
            if (host.folder / f"{unquote(path)[1:]}.html").exists():
                self.path = f"{path}.html"
            return super().do_GET()

        def log_message(self, *args: object) -> None:
            pass

    host.base = f"http://127.0.0.1:{host.port}/"
    handler = partial(Pretty, directory=str(host.folder))
    with ThreadingHTTPServer(("127.0.0.1", host.port), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            keep(reader, host)
        finally:
            server.shutdown()
    for path in ("chapters/well.html", "chapters/well"):
        reader.goto(host.base + path)
        assert "A horse." in text(reader)


def test_it_says_where_it_failed_and_goes_on_from_there(reader: "Page", host: Host) -> None:
    image = next(host.folder.glob("images/*.svg"))
    body = image.read_bytes()
    image.unlink()
    with host.up():
        reader.goto(f"{host.base}keep.html")
        reader.get_by_role("button", name="Keep it").click()
        reader.get_by_text("could not be kept whole").wait_for()
        image.write_bytes(body)
        keep(reader, host)


def test_where_there_is_no_worker_it_says_what_is_the_case(reader: "Page", host: Host) -> None:
    (host.folder / "sw.js").unlink()
    with host.up():
        reader.goto(f"{host.base}keep.html")
        button = reader.get_by_role("button", name="Keep it")
        button.click()
        reader.get_by_text("The book cannot be kept from this address: it is a preview").wait_for()
        assert button.is_hidden()
        assert reader.evaluate(STATE) == {"workers": [], "caches": [], "files": []}


def test_without_https_it_says_so(reader: "Page", host: Host) -> None:
    reader.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    with host.up():
        reader.goto(f"{host.base}keep.html")
        reader.get_by_text("a site without https").wait_for()
        assert reader.get_by_role("button", name="Keep it").is_hidden()


def test_from_the_disk_it_is_there_already(reader: "Page", host: Host) -> None:
    reader.goto(f"{host.folder.as_uri()}/keep.html")
    reader.get_by_text("the book is here already").wait_for()
    assert not reader.get_by_role("button", name="Keep it").is_visible()


# --- what is in the list


def listed(files: dict[str, bytes]) -> dict[str, str]:
    found = re.search(r"^const files = new Map\((.*)\);$", files["sw.js"].decode(), re.MULTILINE)
    assert found
    return dict(json.loads(found[1]))


def test_the_list_has_what_a_reader_needs() -> None:
    report = story({**BOOK, "site_src/story.yml": "title: A\nurl: https://x.test/\n"})
    files = report.plan.files
    kept = listed(files)
    assert kept.keys() <= files.keys()
    assert {
        "index.html",
        "book.html",
        "search.html",
        "keep.html",
        "chapters/家.html",
    } <= kept.keys()
    left_out = files.keys() - kept.keys()
    assert not [path for path in left_out if path.startswith(("search/", "images/", "static/"))]
    assert {path for path in left_out if path.endswith(".html")} == {
        "404.html",
        "chapters/spring.html",
    }


def test_it_changes_with_every_page_and_only_then(book: Report) -> None:
    first, again = book.plan.files, story(BOOK).plan.files
    edited = story({**BOOK, f"{CHAPTERS}/3-lost.md": "# Lost\n\nSomebody.\n"}).plan.files
    assert first["sw.js"] == again["sw.js"] != edited["sw.js"]


def test_a_page_is_never_taken_for_a_file_that_is_named_by_its_digest() -> None:
    dated: Files = {f"{CHAPTERS}/2024050112.md": "# A\n\nText.\n"}
    assert listed(story(dated).plan.files)["chapters/2024050112.html"]


def test_the_size_is_said() -> None:
    big = {**BOOK, f"{CHAPTERS}/5-big.md": "# Big\n\n" + "Words and words. " * 60_000}
    report = story(big)
    size = sum(len(report.plan.files[path]) for path in listed(report.plan.files))
    assert size > 2_000_000
    assert f"It takes about {-(-size // 1_000_000)} MB." in page(report, "keep.html")
