"""What a reader's habits rely on: settings that stay, notes beside their place, keys, a place kept.

In a real browser, each as somebody would do it: reloading, going back, with storage blocked,
without JavaScript, with the keyboard alone, enlarged.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sites import lay, served
from stories import Files, story

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PARAGRAPHS = [
    f"Paragraph {n} tells of a rider who comes nearer and nearer. " * 4 for n in range(40)
]
FILES: Files = {
    "site_src/story.yml": "title: The Rider\n",
    "site_src/chapters/01-dust.md": "# Dust\n\nIn the dust[^1] a rider.\n\n[^1]: It was red.\n",
    "site_src/chapters/02-road.md": "# Road\n\n" + "\n\n".join(PARAGRAPHS),
    "site_src/chapters/03-well.md": "# Well\n\nThere was water.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(story(FILES), tmp_path_factory.mktemp("rider"))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site, "/rider/") as base:
        yield base


@pytest.fixture
def reader(browser: "Browser") -> Iterator["BrowserContext"]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    yield context
    context.close()


@pytest.fixture
def page(reader: "BrowserContext") -> "Page":
    return reader.new_page()


def paper(page: "Page") -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_settings_hold_on_every_page_and_after_a_reload(page: "Page", address: str) -> None:
    page.goto(address + "chapters/road.html")
    before = paper(page), page.evaluate("innerHeight && document.body.scrollHeight")
    page.click(".aa")
    page.get_by_text("Sepia").click()
    page.get_by_label("Size").fill("1.5")
    page.keyboard.press("Escape")
    assert paper(page) == "rgb(243, 230, 204)" != before[0]
    assert page.evaluate("document.body.scrollHeight") > before[1] * 1.5
    for target in ("chapters/road.html", "contents.html", "index.html"):
        page.goto(address + target)
        assert paper(page) == "rgb(243, 230, 204)", target
    page.goto(address + "chapters/road.html")
    page.click(".aa")
    page.get_by_role("button", name="As it was").click()
    assert paper(page) == before[0]


def test_settings_are_there_before_the_first_paint(page: "Page", address: str) -> None:
    page.goto(address + "index.html")
    page.evaluate("dastan.save('look', {style: {'--paper': '#123456'}})")
    page.add_init_script(
        """new PerformanceObserver(() => {
            window.first = getComputedStyle(document.documentElement).backgroundColor;
        }).observe({type: "paint", buffered: true});"""
    )
    page.goto(address + "chapters/road.html")
    assert page.evaluate("window.first ?? null") in ("rgb(18, 52, 86)", None)
    assert paper(page) == "rgb(18, 52, 86)"


def test_a_note_opens_beside_its_place_and_gives_the_focus_back(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.locator(".note-ref").focus()
    page.keyboard.press("Enter")
    note = page.locator(".aside-note")
    note.wait_for()
    assert "It was red." in note.inner_text()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    assert page.evaluate("document.activeElement.id") == "noteref.1"
    assert page.url.endswith("dust.html"), "nothing has jumped"


def test_a_note_needs_no_javascript(browser: "Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "chapters/dust.html")
    page.click(".note-ref")
    assert page.url.endswith("#note.1")
    page.click('a[role="doc-backlink"]')
    assert page.url.endswith("#noteref.1")
    context.close()


def test_keys_lead_on_and_back_and_can_be_switched_off(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    for key, there in (("n", "road"), ("n", "well"), ("p", "road"), ("t", "contents")):
        page.keyboard.press(key)
        page.wait_for_url(f"**/{there}.html")
    page.go_back()
    page.wait_for_url("**/road.html")
    page.keyboard.press("?")
    page.locator(".aside-help").wait_for()
    page.keyboard.press("Escape")
    page.evaluate("dastan.save('look', {chosen: {keys: 1}})")
    page.keyboard.press("n")
    page.wait_for_timeout(150)
    assert page.url.endswith("road.html")


@pytest.mark.parametrize(
    ("key", "code", "there"),
    [
        ("т", "KeyN", "road"),  # ЙЦУКЕН
        ("Т", "KeyN", "road"),
        ("е", "KeyT", "contents"),
        (".", "Slash", "search"),
        ("№", "Slash", "search"),  # Kazakh
        ("n", "KeyL", "road"),  # Dvorak: where the letter is, not where QWERTY has it
        ("N", "KeyN", "road"),  # caps lock
    ],
)
def test_keys_are_known_on_every_keyboard(
    key: str, code: str, there: str, page: "Page", address: str
) -> None:
    page.goto(address + "chapters/dust.html")
    strike(page, key, code)
    page.wait_for_url(f"**/{there}.html")


def test_keys_that_only_lie_where_ours_do_are_left_alone(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    strike(page, "b", "KeyN")  # Dvorak
    strike(page, "-", "Slash")  # German
    strike(page, ",", "Slash", shift=True)  # ЙЦУКЕН: the question mark of QWERTY
    page.locator(".aside-help").wait_for()
    assert page.url.endswith("dust.html")


def strike(page: "Page", key: str, code: str, *, shift: bool = False) -> None:
    """A key as the keyboard of another language sends it."""
    line = page.context.new_cdp_session(page)
    sent = {"key": key, "code": code, "modifiers": 8 * shift}
    line.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": key, **sent})
    line.send("Input.dispatchKeyEvent", {"type": "keyUp", **sent})


def test_arrows_turn_the_page_only_by_choice(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.url.endswith("dust.html")
    page.click(".aa")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("On, and the arrows").check()
    page.keyboard.press("Escape")
    for key, there in (("ArrowRight", "road"), ("ArrowLeft", "dust")):
        page.locator("h1").click()
        page.keyboard.press(key)
        page.wait_for_url(f"**/{there}.html")


def test_keys_typed_into_a_field_are_text(page: "Page", address: str) -> None:
    page.goto(address + "search.html")
    page.locator("input").press_sequentially("n/t?p")
    page.wait_for_timeout(200)
    assert page.locator("input").input_value() == "n/t?p"
    assert "/search.html" in page.url
    assert page.locator(".aside-help").count() == 0


def test_the_settings_need_no_mouse(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.locator(".aa").focus()
    page.keyboard.press("Enter")
    page.locator(".aside-settings").wait_for()
    page.keyboard.press("Tab")
    for _ in range(2):  # from “As the device”, by “Light”
        page.keyboard.press("ArrowRight")
    assert paper(page) == "rgb(243, 230, 204)"
    page.keyboard.press("Escape")
    assert not page.locator(".aside-settings").is_visible()
    assert page.evaluate("document.activeElement.className") == "aa"


def test_settings_opened_twice_in_a_hurry_are_one_panel(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.evaluate("for (let i = 0; i < 3; i++) document.querySelector('.aa').click()")
    page.locator(".aside-settings").wait_for()
    page.wait_for_timeout(200)
    assert page.locator(".aside-panel").count() == 1


def stop_at(page: "Page", address: str, paragraph: int) -> None:
    """Read chapter 2 as far as a paragraph, and leave."""
    page.goto(address + "chapters/road.html")
    page.evaluate(f"document.querySelectorAll('.prose > p')[{paragraph}].scrollIntoView()")
    page.wait_for_timeout(400)


def first_in_view(page: "Page") -> str:
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll('.prose > p')]
                .find(p => p.getBoundingClientRect().bottom > 40).textContent.slice(0, 12).trim()"""
        )
    )


def test_the_place_is_offered_and_never_taken_unasked(page: "Page", address: str) -> None:
    stop_at(page, address, 20)
    page.goto(address + "index.html")
    going = page.locator(".continue a")
    assert going.inner_text() == "Continue: Road"
    going.click()
    page.wait_for_url("**/road.html#continue")
    page.wait_for_timeout(200)
    assert first_in_view(page) == "Paragraph 20"
    page.goto(address + "chapters/dust.html")
    page.goto(address + "chapters/road.html")
    assert page.evaluate("scrollY") == 0


def test_the_place_outlives_an_edit(reader: "BrowserContext", tmp_path: Path, address: str) -> None:
    page = reader.new_page()
    with served(lay(story(FILES), tmp_path / "a"), "/rider/") as base:
        stop_at(page, base, 20)
        kept = page.evaluate("JSON.stringify(dastan.load('place'))")
    edited = [*PARAGRAPHS[:5], *["A new paragraph stands here now. " * 6] * 9, *PARAGRAPHS[5:]]
    files = {**FILES, "site_src/chapters/02-road.md": "# Road\n\n" + "\n\n".join(edited)}
    with served(lay(story(files), tmp_path / "b"), "/rider/") as base:
        page.goto(base + "index.html")
        page.evaluate(f"dastan.save('place', {kept})")
        page.goto(base + "chapters/road.html#continue")
        page.wait_for_timeout(200)
        assert first_in_view(page) == "Paragraph 20"
        page.close()


def test_what_is_read_is_marked_and_goes_along_as_a_file(
    reader: "BrowserContext", address: str
) -> None:
    page = reader.new_page()
    page.goto(address + "chapters/dust.html")
    page.goto(address + "contents.html")
    assert page.locator(".chapters a.read").all_inner_texts() == ["Dust"]
    page.click(".aa")
    page.get_by_text("More", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my progress").click()
    kept = json.loads(download.value.path().read_text("utf-8"))
    assert kept["read"] == {"chapters/dust.html": 1}
    page.evaluate("localStorage.clear()")
    page.reload()
    assert page.locator(".chapters a.read").count() == 0
    page.click(".aa")
    page.get_by_text("More", exact=True).click()
    with page.expect_navigation():
        page.get_by_label("Load progress").set_input_files(download.value.path())
    assert page.locator(".chapters a.read").all_inner_texts() == ["Dust"]


def test_a_file_of_another_kind_changes_nothing(page: "Page", address: str, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"dastan": 2}')
    page.goto(address + "chapters/dust.html")
    page.evaluate("dastan.save('read', {'chapters/road.html': 1})")
    page.click(".aa")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Load progress").set_input_files(other)
    page.get_by_text("This file holds no reading progress.").wait_for()
    assert page.evaluate("dastan.load('read')") == {"chapters/road.html": 1}


def test_the_back_button_leads_to_where_they_were(page: "Page", address: str) -> None:
    stop_at(page, address, 20)
    page.keyboard.press("n")
    page.wait_for_url("**/well.html")
    page.go_back()
    page.wait_for_url("**/road.html")
    page.wait_for_timeout(200)
    assert first_in_view(page) == "Paragraph 20"
    page.reload()
    page.wait_for_timeout(200)
    assert first_in_view(page) == "Paragraph 20"


def test_what_is_read_stays_read_when_another_chapter_is_edited(
    reader: "BrowserContext", tmp_path: Path
) -> None:
    page = reader.new_page()
    with served(lay(story(FILES), tmp_path / "a"), "/rider/") as base:
        stop_at(page, base, 20)
        kept = page.evaluate("[dastan.load('place'), dastan.load('read')]")
    files = {
        **FILES,
        "site_src/chapters/01-dust.md": "# Dust\n\n" + "\n\n".join(PARAGRAPHS),
        "site_src/chapters/01-rain.md": "# Rain\n\nIt rained.\n",
    }
    with served(lay(story(files), tmp_path / "b"), "/rider/") as base:
        page.goto(base + "index.html")
        page.evaluate("kept => ['place', 'read'].forEach((n, i) => dastan.save(n, kept[i]))", kept)
        page.reload()
        assert page.locator(".continue a").inner_text() == "Continue: Road"
        page.click(".continue a")
        page.wait_for_url("**/road.html#continue")
        page.wait_for_timeout(200)
        assert first_in_view(page) == "Paragraph 20"
    page.close()


def test_without_javascript_nothing_is_promised_that_needs_it(
    browser: "Browser", address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "index.html")
    assert not page.locator(".continue").is_visible()
    page.click(".begin a")
    assert not page.locator(".aa").is_visible()
    page.click("[rel=next]")
    assert page.url.endswith("road.html")
    page.click(".contents")
    page.click(".chapters a >> nth=2")
    assert page.url.endswith("well.html")
    context.close()


def test_all_of_it_works_where_nothing_may_be_kept(page: "Page", address: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    page.goto(address + "chapters/dust.html")
    page.click(".aa")
    page.get_by_text("Sepia").click()
    assert paper(page) == "rgb(243, 230, 204)", "for this page at least"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/road.html")
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(400)
    assert not errors


def test_enlarged_four_times_nothing_is_cut_off(browser: "Browser", address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    page = context.new_page()
    for target in ("index.html", "contents.html", "chapters/road.html", "book.html"):
        page.goto(address + target)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, target
    page.click(".aa")
    page.locator(".aside-settings").wait_for()
    box = page.locator(".aside-settings").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
    context.close()


def test_the_keyboard_alone_reads_on(page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip", "first of all"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    for _ in range(12):
        if page.evaluate("document.activeElement.rel") == "next":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/road.html")


def test_notes_open_on_the_page_of_the_whole_book(page: "Page", address: str) -> None:
    page.goto(address + "book.html")
    page.click(".note-ref")
    note = page.locator(".aside-note")
    note.wait_for()
    assert "It was red." in note.inner_text()
    assert not note.locator("[id]").count()


def test_margin_notes_stand_where_there_is_room(browser: "Browser", address: str) -> None:
    for width, shown in ((1300, True), (1000, False)):
        with browser.new_context(viewport={"width": width, "height": 300}) as context:
            page = context.new_page()
            page.goto(address + "chapters/dust.html")
            page.mouse.wheel(0, 50)
            page.wait_for_timeout(400)
            note = page.locator(".margin-note")
            assert (note.count() == 1 and note.is_visible()) == shown
            if shown:
                box, text = note.bounding_box(), page.locator(".prose").bounding_box()
                assert box and text and box["x"] > text["x"] + text["width"]
                assert box["x"] + box["width"] < width


@pytest.mark.parametrize("chosen", ["Light", "Sepia", "Dark", "Black"])
def test_paper_has_the_text_and_its_notes_alone(chosen: str, page: "Page", address: str) -> None:
    page.goto(address + "chapters/dust.html")
    page.click(".aa")
    page.get_by_label(chosen).check()
    page.emulate_media(media="print")
    assert page.locator(".notes").is_visible()
    for left_out in (".bar", ".onward", ".aside-settings"):
        assert not page.locator(left_out).is_visible(), left_out
    look = "node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    assert page.locator("html").evaluate(look) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    shown = "[...document.querySelectorAll('main *')].filter(node => node.checkVisibility())"
    for colour in set(page.evaluate(f"{shown}.map(node => getComputedStyle(node).color)")):
        assert sum(map(int, re.findall(r"\d+", colour))) < 300, f"{colour} on white"


def test_each_chapter_of_the_whole_book_begins_a_page_on_paper(page: "Page", address: str) -> None:
    page.goto(address + "book.html")
    page.emulate_media(media="print")
    chapters = page.locator("section.whole")
    assert chapters.count() == 3
    breaks = "nodes => nodes.map(node => getComputedStyle(node).breakBefore)"
    assert chapters.evaluate_all(breaks) == ["page"] * 3
    assert not page.locator("header.bar").is_visible()
    assert page.locator(".notes").is_visible(), "notes are kept"
    page.emulate_media(media=None)
    assert len(re.findall(rb"/Type /Page\b", page.pdf())) >= 4
