"""`serve` in a real browser: the overlay, the place that is kept, what a save has changed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from serving import Served, served, told, until


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return told(tmp_path)


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


@pytest.mark.parametrize("width", [360, 1440])
def test_warnings_are_a_badge_that_opens_them_and_covers_no_text(
    story: Path, window: Window, width: int
) -> None:
    page = window.page
    page.set_viewport_size({"width": width, "height": 800})
    with served(story) as it:
        it.save("a.md", "an ODD one")
        until(lambda: any("an-oddity" in line for line in it.lines), "a warning")
        page.goto(f"http://127.0.0.1:{it.port}/a.html")
        badge = page.get_by_role("button", name="One warning in the story")
        badge.wait_for()
        assert badge.inner_text() == "1"
        assert page.get_by_role("dialog").count() == 0
        place = badge.bounding_box()
        if width < 960:
            assert place["y"] >= page.locator(".prose").bounding_box()["y"] + 10
            assert badge.evaluate("it => getComputedStyle(it).position") == "static"
        else:
            assert place["y"] + place["height"] > 780 and place["x"] + place["width"] < 80
        badge.click()
        dialog = page.get_by_role("dialog")
        assert "site_src/a.md:1:3 an-oddity" in dialog.inner_text()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert badge.is_visible()
        it.save("a.md", "mended")
        shows(page, "mended")
        assert badge.count() == 0
    assert not [text for text in window.said if "favicon" not in text]


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


# --- the place, and what a save has changed

MARKS = """
const animate = Element.prototype.animate;
window.marked = [];
Element.prototype.animate = function (frames, time) {
  const fades = frames.at(-1).backgroundColor === "transparent";
  marked.push([this.textContent, fades, time]);
  return animate.call(this, frames, time);
};
"""
FIRST_IN_VIEW = """() => {
  const first = [...document.querySelectorAll(".prose > *")]
    .find((block) => block.getBoundingClientRect().bottom > 0);
  return [first.textContent, Math.round(first.getBoundingClientRect().top)];
}"""
IN_VIEW = """text => [...document.querySelectorAll(".prose > *")].some((block) => {
  const { top, bottom } = block.getBoundingClientRect();
  return block.textContent === text && top >= 0 && bottom <= innerHeight;
})"""


def lines(**changed: str) -> str:
    """A text of 90 lines; `p7="..."` is another line 7."""
    return "\n".join(changed.get(f"p{at}", f"Line {at} of many.") for at in range(90))


def scroll_to(page: Any, line: int) -> list[object]:
    """Puts a line a little above the window's top; what is in view first."""
    page.evaluate(f"scrollTo(0, p{line}.offsetTop + 5)")
    page.wait_for_function("() => scrollY > 0")
    first: list[object] = page.evaluate(FIRST_IN_VIEW)
    assert first[0] == f"Line {line} of many."
    return first


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(told(tmp_path_factory.mktemp("lines"))) as it:
        yield it


@pytest.fixture
def long(server: Served, window: Window) -> Iterator[tuple[Served, Any]]:
    """A page of many lines, open; what is marked there is kept."""
    server.save("a.md", "# Short\n" + lines())
    server.save("b.md", lines())
    until(lambda: "<h1>Short<" in server.text("/a.html"), "the first page, as it was")
    until(lambda: server.text("/b.html").count("Line ") == 90, "the second page, as it was")
    window.page.add_init_script(MARKS)
    window.page.goto(f"http://127.0.0.1:{server.port}/a.html")
    is_heard(window.page)
    yield server, window.page
    assert not [text for text in window.said if "favicon" not in text and "status of" not in text]


def is_heard(page: Any) -> None:
    """Waits until the page has greeted the server."""
    page.wait_for_function("() => LiveReload.connector.protocol")


def has_title(page: Any, text: str) -> None:
    page.wait_for_function("text => document.querySelector('h1')?.textContent === text", arg=text)
    page.wait_for_load_state()


@pytest.mark.parametrize("fragment", ["", "#p70"])
def test_what_is_in_view_stays_where_it_is(long: tuple[Served, Any], fragment: str) -> None:
    it, page = long
    page.goto(f"http://127.0.0.1:{it.port}/a.html{fragment}")
    is_heard(page)
    before = scroll_to(page, 40)
    for title in ("A longer title " * 60, "Short again"):
        it.save("a.md", f"# {title}\n" + lines())
        has_title(page, title)
        page.evaluate("() => new Promise(requestAnimationFrame)")
        assert page.evaluate(FIRST_IN_VIEW) == before
    assert page.evaluate("[marked, history.scrollRestoration]") == [[], "auto"]


def test_the_beginning_stays_the_beginning(long: tuple[Served, Any]) -> None:
    it, page = long
    it.save("a.md", "# " + (title := "A longer title " * 60) + "\n" + lines())
    has_title(page, title)
    assert page.evaluate("scrollY") == 0


def test_a_changed_paragraph_in_view_is_marked_where_it_is(long: tuple[Served, Any]) -> None:
    it, page = long
    before = scroll_to(page, 40)
    it.save("a.md", "# Other\n" + lines(p45="Another line."))
    has_title(page, "Other")
    assert page.evaluate(FIRST_IN_VIEW) == before
    assert page.evaluate("marked") == [["Another line.", True, 1000]]


def test_when_all_that_is_in_view_has_changed_the_place_is_counted(
    long: tuple[Served, Any],
) -> None:
    it, page = long
    scroll_to(page, 40)
    others = {f"p{at}": f"Other line {at}." for at in range(41, 90)}
    it.save("a.md", "# Other\n" + lines(p40="Other line 40.", **others))
    has_title(page, "Other")
    assert page.evaluate(FIRST_IN_VIEW)[0] == "Other line 40."


@pytest.mark.parametrize("line", [2, 80])
def test_a_changed_paragraph_out_of_view_is_scrolled_to(
    long: tuple[Served, Any], line: int
) -> None:
    it, page = long
    page.emulate_media(reduced_motion="reduce")
    scroll_to(page, 40)
    it.save("a.md", "# Other\n" + lines(**{f"p{line}": "Another line."}))
    has_title(page, "Other")
    assert page.evaluate(IN_VIEW, "Another line.")
    assert page.evaluate("marked") == [["Another line.", False, 1000]], "it does not fade"


def test_the_browser_goes_to_the_page_whose_text_has_changed(long: tuple[Served, Any]) -> None:
    it, page = long
    it.save("b.md", lines(p80="Another line."))
    page.wait_for_url("**/b.html")
    page.wait_for_load_state()
    assert page.evaluate(IN_VIEW, "Another line.")
    assert page.evaluate("marked") == [["Another line.", True, 1000]]
    page.go_back()
    has_title(page, "Short")
    assert page.url.endswith("/a.html")


def test_it_stays_where_no_text_is_and_where_another_tab_shows_it(
    long: tuple[Served, Any], browser: Any
) -> None:
    it, page = long
    base = f"http://127.0.0.1:{it.port}"
    page.goto(f"{base}/plain.html")
    other = browser.new_page()
    try:
        other.goto(f"{base}/a.html")
        is_heard(page)
        is_heard(other)
        it.save("b.md", lines(p3="Another line."))
        other.wait_for_url("**/b.html")
        page.goto(f"{base}/a.html")
        is_heard(page)
        is_heard(other)
        it.save("b.md", lines(p3="A third line."))
        other.wait_for_function("() => document.body.textContent.includes('A third line.')")
        it.save("a.md", "# Other\n" + lines())
        has_title(page, "Other")
    finally:
        other.close()
    assert page.url == f"{base}/a.html"
