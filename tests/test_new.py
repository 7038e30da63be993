"""What is new since a reader's last visit, in a real browser, on a site that is built anew."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Literal

import pytest
from sites import lay, served
from stories import Files, page, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHAPTERS = "site_src/chapters"
FIRST: Files = {
    "site_src/story.yml": "title: The Road\n",
    f"{CHAPTERS}/01-dust.md": "# Dust\n\nDust.\n",
    f"{CHAPTERS}/02-well.md": "# Well\n\nWater.\n",
}
STORM = {f"{CHAPTERS}/03-storm.md": "# Storm\n\nWind.\n"}
MORE = {
    f"{CHAPTERS}/{n:02}-x{n}.md": f"---\ntitle: No. {n}\nlanguage: kk\n---\nText.\n"
    for n in range(4, 8)
}
MONDAY = datetime(2026, 3, 2, 20, tzinfo=UTC)


class Reader:
    """A reader who comes again and again to a site that changes meanwhile."""

    def __init__(self, page: "Page", base: str, folder: Path) -> None:
        self.page, self.base, self.folder = page, base, folder
        self.published = 0
        self.wrong: list[str] = []
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("pageerror", lambda thrown: self.wrong.append(str(thrown)))
        self.visit(MONDAY)

    def visit(self, at: datetime, path: str = "contents.html") -> None:
        self.page.clock.set_fixed_time(at)
        self.page.goto(self.base + path)

    def publish(self, *files: Files) -> None:
        lay(story({key: text for each in files for key, text in each.items()}), self.folder)
        self.published += 1
        later = time() + 10 * self.published  # a server tells the time in seconds
        for path in self.folder.glob("*.html"):
            os.utime(path, (later, later))

    @property
    def new(self) -> list[str]:
        """The chapters that are marked."""
        links = self.page.locator(".chapters li:has(.new) > a")
        return links.all_inner_texts()


@pytest.fixture
def reader(browser: "Browser", tmp_path: Path) -> Iterator[Reader]:
    lay(story(FIRST), tmp_path)
    with served(tmp_path, "/road/") as base, browser.new_context() as context:
        reader = Reader(context.new_page(), base, tmp_path)
        yield reader
        assert not reader.wrong


def test_what_came_since_the_last_visit_is_marked_for_one_visit(reader: Reader) -> None:
    assert reader.new == [], "on a first visit nothing is new"
    reader.publish(FIRST, STORM)
    tuesday = MONDAY + timedelta(days=1)
    reader.visit(tuesday)
    assert reader.new == ["Storm"]
    assert reader.page.locator(".new").inner_text() == "new"
    reader.page.reload()
    assert reader.new == ["Storm"], "the visit is not over"
    reader.visit(tuesday + timedelta(hours=1), "index.html")
    assert reader.new == ["Storm"]
    reader.visit(tuesday + timedelta(hours=9))
    assert reader.new == []


def test_the_title_page_leads_to_it(reader: Reader) -> None:
    line = reader.page.locator(".fresh")
    reader.visit(MONDAY, "index.html")
    assert line.is_hidden()
    reader.publish(FIRST, STORM)
    reader.visit(MONDAY + timedelta(days=1), "index.html")
    assert line.inner_text() == "New since your last visit: Storm"
    reader.publish(FIRST, STORM, MORE)
    reader.visit(MONDAY + timedelta(days=2), "index.html")
    assert line.inner_text() == "New since your last visit: No. 4, No. 5, No. 6 …"
    assert line.locator("a").first.get_attribute("lang") == "kk"
    line.locator("a").nth(1).click()
    reader.page.wait_for_url("**/chapters/x5.html")


def test_what_comes_during_a_visit_is_new_too(reader: Reader) -> None:
    reader.publish(FIRST, STORM)
    reader.visit(MONDAY + timedelta(minutes=5))
    assert reader.new == ["Storm"]


def test_what_was_read_and_what_only_moved_is_not_new(reader: Reader) -> None:
    moved = "---\ntitle: Well\naliases: [well]\n---\nWater.\n"
    files = {path: text for path, text in FIRST.items() if "well" not in path}
    reader.publish(files, {f"{CHAPTERS}/02-p/02-spring.md": moved}, STORM)
    reader.visit(MONDAY + timedelta(days=1))
    assert reader.new == ["Storm"]
    reader.page.get_by_role("link", name="Storm").click()
    reader.page.wait_for_url("**/chapters/storm.html")
    reader.visit(MONDAY + timedelta(days=1, minutes=9))
    assert reader.page.locator(".chapters a.read").all_inner_texts() == ["Storm"]
    assert reader.new == []


def test_where_nothing_can_be_kept_nothing_is_new(reader: Reader) -> None:
    reader.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })"
    )
    reader.publish(FIRST, STORM)
    for day in (1, 2):
        reader.visit(MONDAY + timedelta(days=day))
        assert reader.new == []
        assert reader.page.locator(".chapters li").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["contents.html", "index.html"])
def test_axe_finds_no_barrier_in_the_marks(
    path: str, scheme: Literal["light", "dark"], reader: Reader, axe: str
) -> None:
    reader.page.emulate_media(color_scheme=scheme)
    reader.publish(FIRST, STORM)
    reader.visit(MONDAY + timedelta(days=1), path)
    assert reader.new == ["Storm"]
    reader.page.evaluate(axe)
    rules = "{rules: {'color-contrast-enhanced': {enabled: true}}}"
    assert not reader.page.evaluate(f"async () => (await axe.run({rules})).violations")


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "жаңа"), ("ru", "новая"), ("ru-KZ", "новая"), ("de", "new")]
)
def test_the_word_is_in_the_story_s_language(language: str, words: str) -> None:
    report = story({**FIRST, "site_src/story.yml": f"title: A\nlanguage: {language}\n"})
    for path in ("contents.html", "index.html"):
        assert f'data-new="{words}"' in page(report, path)


def test_from_the_disk_too(browser: "Browser", tmp_path: Path) -> None:
    lay(story(FIRST), tmp_path)
    with browser.new_context() as context:
        reader = Reader(context.new_page(), f"{tmp_path.as_uri()}/", tmp_path)
        reader.publish(FIRST, STORM)
        reader.visit(MONDAY + timedelta(days=1))
        assert reader.new == ["Storm"]
        assert not reader.wrong


def test_only_the_pages_that_list_the_chapters_load_it() -> None:
    report = story({**FIRST, "site_src/pages/about.md": "# About\n\nText.\n"})
    pages = [path for path in report.plan.files if path.endswith(".html")]
    loading = {path for path in pages if "/new." in page(report, path)}
    assert loading == {"index.html", "contents.html"}
    assert "/new." not in page(story({}), "index.html"), "there is nothing to mark"
