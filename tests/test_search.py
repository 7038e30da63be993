"""Search, in a real browser: what readers find, what they do not see yet, and what it costs."""

import gzip
import json
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from books import YEAR, hard, year
from sites import lay, served
from stories import Files, story

from dastan.features import FEATURES, cards, epub
from dastan.features.search import SHARD, Document, _lines, _shards
from dastan.pipeline import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHAPTERS = "site_src/chapters"
FILLER = "\n\n".join(f"Nothing happens in paragraph {number}." * 4 for number in range(40))
BOOK: Files = {
    "site_src/story.yml": "title: The road\nlanguage: en\n",
    f"{CHAPTERS}/01-well.md": "# The Well\n\nA *horse* stood at the well.\n\nIt’s “café”.\n",
    f"{CHAPTERS}/02-қонақ.md": "---\ntitle: Қонақ\nlanguage: kk\n---\n"
    "Әжесі домбырасын қолына алып, ұзақ отырды.\n",
    f"{CHAPTERS}/03-vecher.md": "---\ntitle: Вечер\nlanguage: ru\n---\n"
    "Пришла ёлка. Мы пошли за лошадью, и собаки лаяли.\n",
    f"{CHAPTERS}/04-zhan.md": "---\ntitle: 车站\nlanguage: zh\n---\n我们在上海火车站等了很久。\n",
    f"{CHAPTERS}/05-end.md": f"# The End\n\n{FILLER}\n\nAt last the horses came—all "
    "nine-and-twenty of them, and a wagon.[^1]\n\n"
    f"{FILLER}\n\n[^1]: Wagons were rare: a footnote.\n",
    "site_src/people/aigul.md": "---\nname: Aigul\n---\nShe has a goat.\n",
    "site_src/pages/about.md": "# About\n\nWritten in a caravan.\n",
    f"{CHAPTERS}/06-draft.md": "---\ntitle: Later\ndraft: true\n---\nAn elephant.\n",
}


class Reader:
    """A reader with a browser on a site's search page."""

    def __init__(self, page: "Page", base: str) -> None:
        self.page, self.base = page, base
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url.removeprefix(base)))
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("pageerror", lambda thrown: self.wrong.append(str(thrown)))
        page.goto(base + "search.html")

    def has_read(self, *pages: str) -> None:
        read = json.dumps(dict.fromkeys(pages, 1))
        self.page.evaluate(f"dastan.save('read', {read})")

    def finds(self, words: str) -> list[str]:
        """The titles that are found, in order."""
        self.page.fill(".ask input", words)
        self.page.keyboard.press("Enter")
        self.page.locator(".ask[aria-busy=false]").wait_for()
        return self.page.locator(".results a").all_text_contents()

    def excerpt(self, at: int = 0) -> str:
        shown = self.page.locator(".results li").nth(at).locator("p")
        shown.locator("mark").first.wait_for()
        return shown.inner_text()


@pytest.fixture(scope="module")
def report() -> Report:
    return story(BOOK)


@pytest.fixture(scope="module")
def laid(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay(report, tmp_path_factory.mktemp("site"))


@pytest.fixture
def reader(laid: Path, browser: "Browser") -> Iterator[Reader]:
    with served(laid, "/repo/") as base, browser.new_context() as context:
        reader = Reader(context.new_page(), base)
        yield reader
        assert not reader.wrong, "\n".join(reader.wrong)


def test_it_finds_words_and_their_forms_in_each_language(reader: Reader) -> None:
    assert reader.finds("horse") == ["The Well", "The End"]
    assert reader.finds("horses") == ["The End", "The Well"]
    assert reader.finds("cafe") == reader.finds("CAFÉ") == reader.finds("it's") == ["The Well"]
    assert reader.finds("домбыра") == reader.finds("ӘЖЕ") == ["Қонақ"]
    assert reader.finds("лошадь") == reader.finds("собака") == reader.finds("елка") == ["Вечер"]
    assert reader.finds("火车") == reader.finds("站") == ["车站"]
    assert reader.finds("end") == ["The End"]
    assert reader.finds("footnote") == ["The End"]
    assert reader.finds("goat") == ["Aigul"]
    assert reader.finds("caravan") == ["About"]


SPOKEN = {
    "Day 41": ["what came", "known DAY", "41"],
    "Day 42": ["не болғанын", "ешкім білмейді", "42-күні"],
    "Day 43": ["Что было", "никто не знает", "знать 43"],
    "Day 44": ["第44天", "谁也不知道", "44"],
    "Day 45": ["لا أحد يعلم", "اليوم 45", "45"],
}
"""By a chapter of “year”, what is looked for: each language, words and their forms."""
OTHER_SCRIPTS = {
    "في البدء": "كان",
    "בראשית": "שלום",
    "第一章": "很久以前",
    "कहानी": "समय ไทย ქართული አማርኛ",
}


@pytest.fixture(scope="module")
def long_and_hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sites side by side."""
    folder = tmp_path_factory.mktemp("sites")
    features = [feature for feature in FEATURES if feature not in (cards, epub)]
    for name, files in (("year", year()), ("hard", hard())):
        lay(story(files, features=features), folder / name)
    (folder / "404.html").write_text("No.", "utf-8")
    return folder


@pytest.mark.parametrize("where", ["/repo/", "disk"])
def test_it_finds_every_language_and_script(
    where: str, long_and_hard: Path, browser: "Browser"
) -> None:
    with ExitStack() as stack:
        base = f"{long_and_hard.as_uri()}/"
        if where != "disk":
            base = stack.enter_context(served(long_and_hard, where))
        context = stack.enter_context(browser.new_context())
        in_a_year = Reader(context.new_page(), f"{base}year/")
        for title, asked in SPOKEN.items():
            for words in asked:
                assert title in in_a_year.finds(words), words
        assert len(in_a_year.finds("никто")) == YEAR // 5
        others = Reader(context.new_page(), f"{base}hard/")
        for title, words in OTHER_SCRIPTS.items():
            assert title in others.finds(words), words
        others.page.get_by_text("Show the words").first.click()
        assert "समय" in others.excerpt()
        assert not in_a_year.wrong + others.wrong


def test_all_the_words_else_some_of_them(reader: Reader) -> None:
    told = reader.page.locator(".ask [role=status]")
    assert reader.finds("horse wagon") == ["The End"]
    assert told.inner_text() == "Found on pages: 1"
    assert set(reader.finds("goat wagon")) == {"The End", "Aigul"}
    assert "some" in told.inner_text()
    assert reader.finds("zebra") == []
    assert told.inner_text() == "No page has these words."


def test_drafts_and_the_furniture_are_not_found(reader: Reader) -> None:
    assert reader.finds("elephant") == reader.finds("skip") == reader.finds("settings") == []


def test_nothing_is_shown_beyond_the_reader_s_place(reader: Reader) -> None:
    reader.has_read("chapters/well.html")
    assert reader.finds("horse") == ["The Well", "The End"]
    assert reader.excerpt() == "A horse stood at the well."
    assert reader.page.locator(".beyond .results a").all_text_contents() == ["The End"]
    assert "wagon" not in reader.page.locator("main").inner_text()
    texts = {path for path in reader.asked if path.startswith("search/")}
    reader.page.get_by_text("Show the words").click()
    assert "all nine-and-twenty of them, and a wagon." in reader.excerpt(1)
    assert len({path for path in reader.asked if path.startswith("search/")} - texts) == 1


def test_who_has_read_nothing_is_shown_nothing(reader: Reader) -> None:
    reader.finds("horse")
    assert reader.page.locator(".beyond .results a").count() == 2
    reader.finds("goat")
    assert reader.page.locator(".beyond").is_hidden(), "people are no chapters"


def test_a_place_within_a_chapter_is_enough(reader: Reader) -> None:
    reader.page.evaluate("dastan.save('place', {page: 'chapters/vecher.html'})")
    reader.finds("лошадь")
    assert reader.excerpt().startswith("Пришла ёлка.")


def test_a_result_leads_to_the_passage(reader: Reader) -> None:
    from playwright.sync_api import expect

    reader.has_read("chapters/end.html")
    reader.finds("wagon")
    assert "a wagon." in reader.excerpt()
    reader.page.click(".results a")
    reader.page.wait_for_url("**/chapters/end.html*")
    passage = reader.page.get_by_text("nine-and-twenty")
    expect(passage).to_be_in_viewport()
    assert reader.page.evaluate("scrollY") > 500


def test_by_the_keyboard_alone(reader: Reader) -> None:
    from playwright.sync_api import expect

    page = reader.page
    page.goto(reader.base + "chapters/well.html")
    page.keyboard.press("/")
    page.wait_for_url("**/search.html")
    page.keyboard.type("horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="The Well")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="The End")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chapters/well.html*")
    page.go_back()
    expect(page.locator(".results a")).to_have_count(2)
    assert page.input_value(".ask input") == "horse"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    page.keyboard.type("wagon/")
    assert page.input_value(".ask input") == "wagon/"


def test_it_works_from_the_disk(laid: Path, browser: "Browser") -> None:
    with browser.new_context() as context:
        reader = Reader(context.new_page(), f"{laid.as_uri()}/")
        reader.has_read("chapters/well.html")
        assert reader.finds("horse") == ["The Well", "The End"]
        assert reader.excerpt() == "A horse stood at the well."
        assert not reader.wrong


def test_without_a_connection_it_says_so(reader: Reader) -> None:
    reader.page.context.set_offline(True)
    reader.finds("horse")
    told = reader.page.locator(".ask [role=status]").inner_text()
    assert told == "This cannot be read now: is there a connection?"
    reader.page.context.set_offline(False)
    assert reader.finds("horses") == ["The End", "The Well"]
    reader.wrong.clear()


def test_nothing_is_loaded_before_it_is_opened(reader: Reader) -> None:
    reader.asked.clear()
    reader.page.goto(reader.base + "chapters/end.html", wait_until="networkidle")
    assert not [path for path in reader.asked if "search" in path]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_among_results(reader: Reader, axe: str, scheme: str) -> None:
    reader.page.emulate_media(color_scheme=scheme)
    reader.has_read("chapters/well.html")
    reader.finds("horse")
    reader.excerpt()
    reader.page.get_by_text("Show the words").click()
    reader.excerpt(1)
    reader.page.evaluate(axe)
    rules = "{rules: {'color-contrast-enhanced': {enabled: true}}}"
    assert not reader.page.evaluate(f"async () => (await axe.run({rules})).violations")


# --- what it costs


def test_a_query_is_a_few_kilobytes() -> None:
    chance = random.Random(1)
    letters = "etaoinshrdlu"
    known = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(9000)]
    texts = [" ".join(chance.choices(known, k=1600)) for _ in range(60)]
    report = story({f"{CHAPTERS}/{n}.md": f"# No. {n}\n\n{text}\n" for n, text in enumerate(texts)})
    files = report.plan.files
    scripts = [body for path, body in files.items() if path.startswith("search/")]
    assert max(len(gzip.compress(body)) for body in scripts) < 10_000
    engine = next(body for path, body in files.items() if path.startswith("static/search."))
    assert len(gzip.compress(engine)) < 4_000


def test_shards_hold_every_word_once() -> None:
    documents = [
        Document(f"{n}.html", f"No. {n}", "", " ".join(f"w{n * k}" for k in range(300)))
        for n in range(100)
    ]
    lines = [*_lines(documents)]
    shards = [*_shards(lines)]
    assert "\n".join(shards) == "\n".join(lines)
    assert len(shards) > 2
    assert max(map(len, shards)) <= SHARD
    assert len({line.split(" ")[0] for line in lines}) == len(lines)


def test_the_index_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    memo: dict[tuple[str, str], object] = {}
    first = story(BOOK, memo=memo)
    module = sys.modules["dastan.features.search"]
    monkeypatch.setattr(module, "_files", lambda site: pytest.fail("made anew"))
    assert story(BOOK, memo=memo).plan == first.plan


def test_a_site_may_do_without() -> None:
    assert not [path for path in story({}).plan.files if path.startswith("search")]
