"""Cards: what is drawn, in which letters and colours, and which page names which."""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, features
from sites import lay, served
from stories import ROOT, Files, look, page, story
from test_metadata import Head

from dastan.memo import Memo
from dastan.pictures import Card, Colours
from dastan.pictures.card import Painter
from dastan.pictures.lettering import Face, fitted
from dastan.pipeline import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

URL = "https://site.test/repo"
BOOK: Files = {
    "site_src/story.yml": f"title: The road\nauthor: A. N. Author\nurl: {URL}\n",
    "site_src/chapters/1-well.md": "# The Well\n\nText.\n",
    "site_src/chapters/2-part/1-home.md": "# Home\n\nText.\n",
}
KAZAKH = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
FELT = 372
"""Pixels from the left, and there the paper begins."""


def fonts(style: str) -> list[bytes]:
    cuts = [f"literata{style}-{cut}.woff2" for cut in ("cyrillic", "latin", "latin-ext")]
    return [(ROOT / "static" / "fonts" / cut).read_bytes() for cut in cuts]


@pytest.fixture(scope="module")
def painter() -> Painter:
    return Painter(Colours(), fonts(""), fonts("-italic"))


@pytest.fixture(scope="module")
def face() -> Face:
    return Face(fonts(""))


def cards(report: Report) -> dict[str, bytes]:
    files = report.plan.files
    return {path: body for path, body in files.items() if path.startswith("cards/")}


def colours(body: bytes, left: int = FELT, top: int = 0, bottom: int = 630) -> dict[str, int]:
    """How many pixels of each colour a card has within some edges."""
    picture = Image.open(BytesIO(body)).convert("RGB").crop((left, top, 1200, bottom))
    counted = picture.getcolors(1 << 20) or []
    return {f"#{r:02x}{g:02x}{b:02x}": count for count, (r, g, b) in counted}


# --- which there are


def test_the_book_and_each_chapter_have_one() -> None:
    drawn = cards(story(BOOK))
    assert set(drawn) == {
        "cards/index.png",
        "cards/chapters/well.png",
        "cards/chapters/part/home.png",
    }
    for body in drawn.values():
        picture = Image.open(BytesIO(body))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(body) < 60_000
    assert len({*drawn.values()}) == 3


def test_pages_name_their_cards_where_their_address_is_known() -> None:
    report = story(BOOK)
    for path, card in {
        "index.html": "cards/index.png",
        "contents.html": "cards/index.png",
        "chapters/well.html": "cards/chapters/well.png",
        "chapters/part/home.html": "cards/chapters/part/home.png",
    }.items():
        said = dict(Head(page(report, path)).cards)
        assert said["og:image"] == f"{URL}/{card}"
        assert card in report.plan.files
        assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
        assert said["twitter:card"] == "summary_large_image"
    nowhere = story({**BOOK, "site_src/story.yml": "title: The road\n"})
    assert "og:image" not in page(nowhere, "index.html")


def test_a_card_is_drawn_when_its_words_change_and_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    memo: Memo = {}
    first = cards(story(BOOK, memo=memo))
    asked: list[str] = []
    monkeypatch.setattr(Painter, "draw", lambda self, card, _: asked.append(card.title) or b"new")
    edited = {**BOOK, "site_src/chapters/1-well.md": "# The Well\n\nOther text.\n"}
    assert cards(story(edited, memo=memo)) == first
    assert not asked
    edited["site_src/chapters/1-well.md"] = "# The Spring\n\nOther text.\n"
    assert cards(story(edited, memo=memo)) == {**first, "cards/chapters/well.png": b"new"}
    assert asked == ["The Spring"]


# --- what they look like


def test_the_same_words_give_the_same_bytes(painter: Painter) -> None:
    card = Card("Тұлпар", above="Жол", below="Әсел")
    again = Painter(Colours(), fonts(""), fonts("-italic"))
    assert painter.draw(card) == painter.draw(card) == again.draw(card)


def test_what_is_said_stands_in_its_place(painter: Painter) -> None:
    body = painter.draw(Card("Well", above="Road", below="Author"))
    assert colours(body, bottom=120)["#8f231c"] > 100
    assert colours(body, top=200, bottom=430)["#231d17"] > 1000
    assert colours(body, top=540)["#574c40"] > 50
    assert set(colours(body, top=430, bottom=520)) == {"#fbf7ef"}
    bare = painter.draw(Card("Well"))
    assert set(colours(bare, bottom=150)) == set(colours(bare, top=480)) == {"#fbf7ef"}


def test_nothing_runs_over_an_edge(painter: Painter) -> None:
    words = "Supercalifragilisticexpialidocious Достопримечательностями".split()
    for title in (
        *words,
        " ".join(words * 6),
        "W" * 90,
        "a " * 400,
        "И нашёл он, и ушёл он. " * 30,
    ):
        body = painter.draw(Card(title.strip(), above=title, subtitle=title, below=title))
        for edge in (colours(body, left=1140), colours(body, top=585), colours(body, bottom=50)):
            assert set(edge) == {"#fbf7ef"}, title


def test_the_story_s_own_colours_and_face() -> None:
    own = {asset.path: asset.data for asset in look().assets}
    sheet = own["static/book.css"].replace(
        b"--paper: light-dark(#fbf7ef", b"--paper: light-dark(#ffeedd"
    )
    recoloured = cards(story({**BOOK, "static/book.css": sheet}))["cards/index.png"]
    assert colours(recoloured)["#ffeedd"] > 100_000
    slanted = own["static/fonts.css"].replace(
        b"fonts/literata-latin.", b"fonts/literata-italic-latin."
    )
    files = {**BOOK, "static/fonts.css": slanted}
    assert cards(story(files))["cards/index.png"] != cards(story(BOOK))["cards/index.png"]


def test_sheets_and_fonts_of_another_kind_are_no_fault() -> None:
    files = {
        **BOOK,
        "static/book.css": ":root { --paper: oklch(98% 0 0); }",
        "static/fonts.css": '@font-face { font-family: X; src: url("fonts/x.woff2"); }',
        "static/fonts/x.woff2": b"no font",
    }
    report = story(files)
    assert not report.diagnostics
    assert set(colours(cards(report)["cards/index.png"])) == {"#fbf7ef"}


# --- letters


def test_every_letter_of_kazakh_and_russian_is_drawn_and_is_itself(face: Face) -> None:
    letters = KAZAKH + KAZAKH.lower()
    assert face.runs(letters) == [(0, letters)], "in one font, so that they are kerned"
    font = face.at(40)[0]
    assert len({bytes(font.getmask(letter)) for letter in letters}) == len(letters)


def test_two_scripts_in_one_line(face: Face) -> None:
    runs = [run for _, run in face.runs("Тұлпар, «O’Neil» Ğ")]
    assert "".join(runs) == "Тұлпар, «O’Neil» Ğ"
    assert runs[0].startswith("Тұлпар") and runs[-1] == "Ğ"
    assert "".join(run for _, run in face.runs("a 🐎 b")) == "a  b"


def test_a_title_in_other_letters_leaves_the_felt_alone(painter: Painter) -> None:
    assert set(colours(painter.draw(Card("上海站")))) == {"#fbf7ef"}
    assert painter.draw(Card("Well 🐎")) != painter.draw(Card("上海站"))


def test_lines_are_as_long_as_in_a_browser(face: Face, browser: "Browser", tmp_path: Path) -> None:
    if not features.check("raqm"):
        pytest.skip("Pillow has no kerning here")
    texts = ["AVATAR, To Wörld “fi”", "Тұлпардың ұзақ жолы", "ГУДАУТА уағыз"]
    measure = """async texts => {
        await Promise.all(texts.map(text => document.fonts.load("100px Literata", text)));
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.font = "100px Literata";
        return texts.map(text => canvas.measureText(text).width);
    }"""
    with served(lay(story(BOOK), tmp_path)) as base, browser.new_page() as shown:
        shown.goto(f"{base}index.html")
        for text, width in zip(texts, shown.evaluate(measure, texts), strict=True):
            assert face.length(text, 100) == pytest.approx(width, rel=0.01)


def test_titles_are_set_in_lines_of_about_one_length(face: Face) -> None:
    size, lines = fitted(face, "one two three four five six", (60, 40), 600, 300, 1.2)
    assert size == 60
    assert lines == ["one two three", "four five six"]
    assert fitted(face, "one", (60, 40), 600, 300, 1.2) == (60, ["one"])
    size, lines = fitted(face, "word " * 99, (60, 40), 600, 300, 1.2)
    assert (size, len(lines)) == (40, 6)
    assert lines[-1].endswith("…")
