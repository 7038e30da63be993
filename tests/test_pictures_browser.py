"""Pictures in a real browser: nothing moves when they come, and none is larger than it need be."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from drawn import drawing, photograph
from sites import lay, served
from stories import Files, story
from test_pages import RUN_AXE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

WORDS = "The wind came down from the mountains, and nobody knew what it brought.\n\n"
FILES: Files = {
    "site_src/story.yml": "title: The Road\nauthor: Aisha\ncover: cover.png\nfont: system\n",
    "site_src/cover.png": drawing(800, 1200),
    "site_src/chapters/1-home/part.yml": "title: Home\nimage: ../train.jpg\n",
    "site_src/chapters/1-home/1-well.md": (
        f"# The Well\n\n{WORDS}![A well](../well.jpg 'Ours')\n\n{WORDS * 60}"
        f"![A train](../train.jpg 'Theirs')\n\n{WORDS}"
    ),
    "site_src/chapters/well.jpg": photograph(2000, 1200),
    "site_src/chapters/train.jpg": photograph(1900, 1000),
    "site_src/people/aisha.md": f"---\nname: Aisha\nimage: aisha.jpg\n---\n\n{WORDS * 3}",
    "site_src/people/aisha.jpg": photograph(900, 1300),
}
CHAPTER = "chapters/home/well.html"
PAGES = ("index.html", "contents.html", CHAPTER, "people.html", "people/aisha.html", "book.html")
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => sum += each.value))
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 100));
})"""
ALL_THERE = "[...document.images].every(image => image.complete && image.naturalWidth)"
BROKEN = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.currentSrc)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(story(FILES), tmp_path_factory.mktemp("road"))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site, "/road/") as base:
        yield base


@dataclass
class Seen:
    page: "Page"
    asked: list[str] = field(default_factory=list)
    """The names of the pictures that it asked for, without their digests."""

    def note(self, request: "Request") -> None:
        if "/images/" in request.url:
            name, _, ending = request.url.rpartition("/")[2].split(".")
            self.asked.append(f"{name}.{ending}")


@contextmanager
def seeing(browser: "Browser", width: int, density: int = 1, **options: Any) -> Iterator[Seen]:
    with browser.new_context(
        viewport={"width": width, "height": 740}, device_scale_factor=density, **options
    ) as context:
        seen = Seen(context.new_page())
        seen.page.on("request", seen.note)
        yield seen


def wait_for_pictures(page: "Page") -> None:
    for _ in range(200):
        if page.evaluate(ALL_THERE):
            return
        page.wait_for_timeout(50)
    raise AssertionError("a picture does not come")


def late(route: "Route") -> None:
    time.sleep(0.15)
    route.continue_()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_when_pictures_come(
    path: str, width: int, browser: "Browser", address: str
) -> None:
    with seeing(browser, width) as seen:
        seen.page.route("**/images/*", late)
        seen.page.goto(address + path)
        for _ in range(3):
            seen.page.evaluate("scrollBy(0, document.documentElement.scrollHeight)")
            seen.page.wait_for_timeout(50)
        wait_for_pictures(seen.page)
        assert seen.page.evaluate(SHIFTS) == 0
        assert seen.asked and not seen.page.evaluate(BROKEN)
        assert seen.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("width", "density", "expected"),
    [(360, 1, "well-480.webp"), (360, 3, "well-1200.webp"), (1440, 1, "well-800.webp"),
     (1440, 2, "well-1600.webp")],
)  # fmt: skip
def test_a_screen_gets_what_it_can_show(
    width: int, density: int, expected: str, browser: "Browser", address: str
) -> None:
    with seeing(browser, width, density) as seen:
        seen.page.goto(address + CHAPTER, wait_until="networkidle")
        assert [name for name in seen.asked if name.startswith("well")] == [expected]
        seen.page.goto(address + "people.html", wait_until="networkidle")
        assert seen.asked[-1] == "aisha-240.webp"


def test_what_stands_far_below_waits_until_it_is_near(browser: "Browser", address: str) -> None:
    with seeing(browser, 360) as seen:
        text = seen.page
        text.route("**/chapters/*/well.html", without_headpiece)
        text.goto(address + CHAPTER, wait_until="networkidle")
        assert seen.asked == ["well-480.webp"]
        text.locator("figure").nth(1).scroll_into_view_if_needed()
        wait_for_pictures(text)
        assert seen.asked == ["well-480.webp", "train-480.webp"]


def without_headpiece(route: "Route") -> None:
    response = route.fetch()
    head, _, rest = response.text().partition('<section role="doc-chapter"')
    route.fulfill(
        response=response,
        body=f'{head}<section role="doc-chapter"{rest[rest.index(">") :][:1]}'
        + rest[rest.index("<hgroup>") :],
    )


def test_captions_stand_under_their_pictures(browser: "Browser", address: str) -> None:
    with seeing(browser, 1440) as seen:
        seen.page.goto(address + CHAPTER)
        picture, caption = (
            seen.page.locator(f".prose figure {name}").first.bounding_box()
            for name in ("img", "figcaption")
        )
        assert picture and caption
        assert caption["y"] >= picture["y"] + picture["height"]
        column = seen.page.locator(".prose").bounding_box()
        assert column and abs(picture["width"] - column["width"]) < 1


def test_the_first_sentence_is_on_the_first_screen(browser: "Browser", address: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(address + CHAPTER, wait_until="networkidle")
        first = page.locator(".prose p").first.bounding_box()
        assert first and first["y"] + first["height"] < 844


@pytest.mark.parametrize("path", PAGES)
def test_from_the_disk(path: str, browser: "Browser", site: Path) -> None:
    with seeing(browser, 360, java_script_enabled=False) as seen:
        seen.page.goto(f"{site.as_uri()}/{path}")
        seen.page.wait_for_load_state("networkidle")
        assert seen.asked and all(name.endswith(".webp") for name in seen.asked)
        assert not seen.page.evaluate(BROKEN)


def test_a_browser_that_knows_no_webp_shows_the_file(browser: "Browser", address: str) -> None:
    with seeing(browser, 360) as seen:
        seen.page.route("**/*.html", of_another_kind)
        seen.page.goto(address + "people/aisha.html", wait_until="networkidle")
        assert seen.asked == ["aisha.jpg"] and seen.page.evaluate(ALL_THERE)


def of_another_kind(route: "Route") -> None:
    """The page as a browser reads it to which `image/webp` says nothing."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace("image/webp", "image/unknown"))


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_barrier(path: str, browser: "Browser", address: str, axe: str) -> None:
    for width, scheme in ((320, "light"), (1280, "dark")):
        with seeing(browser, width, color_scheme=scheme) as seen:
            seen.page.goto(address + path)
            seen.page.evaluate(axe)
            assert not seen.page.evaluate(RUN_AXE)


def test_the_nu_checker_finds_no_error(site: Path, nu: Callable[[Path], list[str]]) -> None:
    assert not nu(site)
