"""The pages in a real browser: at a domain's root, in a folder of it, opened from the disk.

Every page of two sites is visited, and all that it links to; nothing may fail, be logged as an
error or lead nowhere, and no request may leave this machine.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

import pytest
from sites import REDIRECT, lay, served, site_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

PHONE = {"viewport": {"width": 320, "height": 640}}
SIZES = {"desktop": (1280, 800), "phone": (320, 640)}
TEMPLATES = {
    "index": "index.html",
    "contents": "contents.html",
    "chapter": "chapters/steppe/the-races.html",
    "last chapter": "chapters/epilogue.html",
    "Kazakh chapter": "chapters/steppe/qys.html",
    "names": "people.html",
    "name": "people/tulpar.html",
    "place": "places/qala.html",
    "page": "pages/about.html",
    "timeline": "timeline.html",
    "search": "search.html",
    "keep": "keep.html",
    "timeline so far": "timeline/steppe/the-races.html",
    "whole book": "book.html",
    "404": "404.html",
}
"""A page of “hard” for each template, and for each look that a template has."""

PAPERS = {
    "As the device": "desktop",
    "Light": "phone",
    "Sepia": "desktop",
    "Dark": "phone",
    "Black": "desktop",
}
"""The papers that a reader may choose, and where each is looked at."""
OPENED: dict[str, Callable[["Page"], None]] = {
    "the settings": lambda page: page.click(".aa"),
    "a note": lambda page: page.click(".note-ref"),
    "the keys": lambda page: page.keyboard.press("?"),
}
"""What opens beside the text, and how."""

SEEN = """() => ({
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    links: [...document.querySelectorAll("a[href]")].map(link => link.href),
    ids: [...document.querySelectorAll("[id]")].map(element => element.id),
})"""
RUN_AXE = """async () => (await axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: {"color-contrast-enhanced": {enabled: true}},
})).violations.flatMap(
    found => found.nodes.map(node => `${found.id}: ${node.target}: ${node.html}`)
)
"""


@dataclass
class Visit:
    """A browser's page on a site, and all that goes wrong there."""

    page: "Page"
    base: str
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("requestfailed", self.failed)
        self.page.on("request", lambda asked: self.look_at(asked.url))
        self.page.on("response", lambda told: told.status < 400 or self.note(told.status, told.url))
        self.page.on("console", lambda said: said.type == "error" and self.note("log", said.text))
        self.page.on("pageerror", lambda thrown: self.note("thrown", thrown))

    def failed(self, asked: "Request") -> None:
        if asked.failure != "net::ERR_ABORTED":  # what a page had not loaded when it was left
            self.note("failed", asked.url)

    def look_at(self, url: str) -> None:
        if not url.startswith((self.base, "data:")):
            self.note("asks elsewhere", url)

    def note(self, what: object, which: object) -> None:
        self.wrong.append(f"{self.page.url}: {what}: {which}")


@contextmanager
def visiting(browser: "Browser", base: str, **options: Any) -> Iterator[Visit]:
    with browser.new_context(**options) as context:
        yield Visit(context.new_page(), base)


@contextmanager
def standing(folder: Path, where: str) -> Iterator[str]:
    """The address of a site that lies in a folder; `where` is a path, or “disk”."""
    if where == "disk":
        yield f"{folder.as_uri()}/"
    else:
        with served(folder, where) as base:
            yield base


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Lays the site of a story in a folder."""
    folders: dict[tuple[str, str], Path] = {}

    def lay_once(name: str, url: str = "") -> Path:
        if (name, url) not in folders:
            folder = tmp_path_factory.mktemp("site")
            folders[name, url] = lay(site_of(name, url), folder)
        return folders[name, url]

    return lay_once


# --- links


@pytest.mark.parametrize(
    ("name", "where", "options"),
    [
        pytest.param("seed", "/", {}, id="seed at the root"),
        pytest.param("seed", "/repo/", PHONE, id="seed in a folder, on a phone"),
        pytest.param("seed", "disk", {}, id="seed from the disk"),
        pytest.param("hard", "/", {}, id="hard at the root"),
        pytest.param("hard", "/repo/", PHONE, id="hard in a folder, on a phone"),
        pytest.param("hard", "disk", {}, id="hard from the disk"),
        pytest.param("hard", "/", {"java_script_enabled": False}, id="hard without JavaScript"),
    ],
)
def test_every_link_leads_somewhere(
    name: str,
    where: str,
    options: dict[str, Any],
    laid: Callable[..., Path],
    browser: "Browser",
    request: pytest.FixtureRequest,
) -> None:
    if name == "seed":
        request.getfixturevalue("seed_story")
    files = site_of(name).plan.files
    with standing(laid(name), where) as base, visiting(browser, base, **options) as visit:
        links, ids = follow(visit, files)
    dead = [link for link in links if not leads_somewhere(link, base, files, ids)]
    assert not (visit.wrong or dead), "\n".join([*visit.wrong, *dead])


def follow(visit: Visit, files: Mapping[str, bytes]) -> tuple[set[str], dict[str, set[str]]]:
    """Opens every page; all links of all pages, and the ids on each by its address."""
    links: set[str] = set()
    ids: dict[str, set[str]] = {}
    for path, body in files.items():
        if not path.endswith(".html") or path == "404.html":
            continue
        visit.page.goto(visit.base + path)
        if REDIRECT in body:
            visit.page.wait_for_selector(".prose")
        seen = visit.page.evaluate(SEEN)
        links.update(seen["links"])
        ids[unquote(urldefrag(visit.page.url)[0])] = set(seen["ids"])
        if seen["wide"]:
            visit.note("scrolls", "sideways")
    return links, ids


def leads_somewhere(link: str, base: str, files: Iterable[str], ids: dict[str, set[str]]) -> bool:
    if not link.startswith(base):
        return link.startswith(("https://example.org/", "mailto:"))
    address, anchor = map(unquote, urldefrag(link))
    if anchor == "continue":  # the chapter's script leads on from there
        anchor = ""
    return address.removeprefix(base) in files and (not anchor or anchor in ids.get(address, ()))


@pytest.mark.parametrize(("where", "url"), [("/", ""), ("/repo/", "https://example.org/repo")])
def test_an_address_that_leads_nowhere(
    where: str, url: str, laid: Callable[..., Path], browser: "Browser"
) -> None:
    files = site_of("hard", url).plan.files
    with standing(laid("hard", url), where) as base, visiting(browser, base) as visit:
        told = visit.page.goto(f"{base}chapters/steppe/no/such/page.html")
        assert told and told.status == 404
        assert visit.page.evaluate("[...document.fonts].some(face => face.status == 'loaded')")
        paper = visit.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert paper == "rgb(251, 247, 239)", "the page has its styles"
        links = visit.page.evaluate(SEEN)["links"]
        assert links and not [link for link in links if not leads_somewhere(link, base, files, {})]
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.className") == "home"
    besides = [wrong for wrong in visit.wrong if "no/such/page.html" not in wrong]
    assert not besides, "\n".join(besides)


# --- for every reader


@pytest.mark.parametrize("path", TEMPLATES.values(), ids=TEMPLATES)
def test_axe_finds_no_barrier(
    path: str, laid: Callable[..., Path], browser: "Browser", axe: str
) -> None:
    found = []
    with standing(laid("hard"), "/") as base, visiting(browser, base) as visit:
        visit.page.goto(base + path)
        visit.page.evaluate(axe)
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                visit.page.set_viewport_size({"width": width, "height": height})
                visit.page.emulate_media(color_scheme=scheme)
                found += [
                    f"{size}, {scheme}: {barrier}" for barrier in visit.page.evaluate(RUN_AXE)
                ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("open_it", OPENED.values(), ids=OPENED)
def test_axe_finds_no_barrier_in_what_opens(
    open_it: Callable[["Page"], None], laid: Callable[..., Path], browser: "Browser", axe: str
) -> None:
    found = []
    with standing(laid("hard"), "/") as base, visiting(browser, base, **PHONE) as visit:
        visit.page.goto(base + TEMPLATES["chapter"])
        visit.page.evaluate(axe)
        for paper, size in PAPERS.items():
            width, height = SIZES[size]
            visit.page.set_viewport_size({"width": width, "height": height})
            visit.page.click(".aa")
            visit.page.get_by_label(paper).check()
            visit.page.keyboard.press("Escape")
            open_it(visit.page)
            visit.page.wait_for_selector(".aside-panel:popover-open")
            found += [f"{paper}, {size}: {barrier}" for barrier in visit.page.evaluate(RUN_AXE)]
            visit.page.keyboard.press("Escape")
    assert not (found or visit.wrong), "\n".join([*found, *visit.wrong])


@pytest.mark.parametrize("name", ["seed", "hard"])
def test_the_nu_checker_finds_no_error(
    name: str,
    laid: Callable[..., Path],
    nu: Callable[[Path], list[str]],
    request: pytest.FixtureRequest,
) -> None:
    if name == "seed":
        request.getfixturevalue("seed_story")
    found = nu(laid(name))
    assert not found, "\n".join(found)
