"""Pictures that front matter and story.yml name: portraits, what opens a chapter, the cover."""

import re
from collections.abc import Iterator

import pytest
from books import opened as in_book
from drawn import drawing, opened
from stories import Files, codes, page, story
from test_pictures import SVG, shown

PARTS: Files = {
    "site_src/story.yml": "title: The road\n",
    "site_src/chapters/1-home/part.yml": "title: Home\nimage: ../home.svg\n",
    "site_src/chapters/1-home/1-well.md": "# The Well\n\nText.\n",
    "site_src/chapters/1-home/2-tree.md": "---\ntitle: Tree\nimage: ../tree.svg\n---\n\nText.\n",
    "site_src/chapters/1-home/3-road.md": "# The Road\n\nText.\n",
    "site_src/chapters/2-away/1-city.md": "# The City\n\nText.\n",
    "site_src/chapters/home.svg": SVG,
    "site_src/chapters/tree.svg": SVG.replace(b"40", b"44"),
}


def test_a_chapter_and_a_part_open_with_their_pictures() -> None:
    report = story(PARTS)
    opens = {
        path: [re.search(r"images/(\w+)", tag)[1] for tag in shown(report, path)]  # type: ignore[index]
        for path in report.plan.files
        if path.endswith(".html") and not path.startswith(("404", "timeline"))
    }
    assert {path: names for path, names in opens.items() if names} == {
        "contents.html": ["home"],
        "chapters/home/well.html": ["home"],
        "chapters/home/tree.html": ["tree"],
    }
    assert all(' alt=""' in tag for path in opens for tag in shown(report, path))
    assert ".headpiece{" in page(report, "chapters/home/well.html")
    for path in ("chapters/home/road.html", "chapters/away/city.html", "people.html"):
        assert ".headpiece{" not in report.plan.files.get(path, b"").decode()


def test_people_have_faces_where_they_have_any() -> None:
    files: Files = {
        "site_src/people/aisha.md": "---\nname: Aisha\nimage: aisha.svg\n---\n",
        "site_src/people/bota.md": "---\nname: Bota\n---\n",
        "site_src/people/aisha.svg": SVG,
        "site_src/places/aul.md": "---\nname: Aul\n---\n",
    }
    report = story(files)
    assert ['class="face"' in tag for tag in shown(report, "people.html")] == [True]
    assert ['class="portrait"' in tag for tag in shown(report, "people/aisha.html")] == [True]
    assert not shown(report, "people/bota.html") + shown(report, "places.html")
    assert ".face{" in page(report, "people.html") and ".face{" not in page(report, "places.html")


# --- the cover

COVERED: Files = {
    "site_src/story.yml": "title: The road\nauthor: Aisha\ncover: art/cover.png\nurl: https://x.test\n",
    "site_src/chapters/1-well.md": "# The Well\n\nText.\n",
    "site_src/art/cover.png": drawing(600, 900),
}


def test_the_author_s_own_cover_stands_in_place_of_the_felt() -> None:
    report = story(COVERED)
    assert not report.diagnostics
    (tag,) = shown(report, "index.html")
    assert 'class="own" alt=""' in tag and 'width="600" height="900"' in tag
    title = page(report, "index.html")
    assert "<h1>The road</h1>" in title and 'class="cover"><svg' not in title
    plain = story({**COVERED, "site_src/story.yml": "title: The road\nauthor: Aisha\n"})
    assert not shown(plain, "index.html") and 'class="cover"><svg' in page(plain, "index.html")


def test_the_cover_is_the_epub_s_and_the_cards_too() -> None:
    report = story(COVERED)
    inside = in_book(report.plan.files["the-road.epub"])
    assert inside["cover.png"] == COVERED["site_src/art/cover.png"]
    assert b'href="cover.png" media-type="image/png" properties="cover-image"' in inside[
        "package.opf"
    ].replace(b"'", b'"')
    assert b'<img src="cover.png" alt="The road, Aisha"' in inside["cover.xhtml"]
    assert "cover.svg" not in inside
    plain = story({**COVERED, "site_src/story.yml": "title: The road\nauthor: Aisha\n"})
    for path in ("cards/index.png", "cards/chapters/well.png"):
        own, felt = (opened(each.plan.files[path]).convert("RGB") for each in (report, plain))
        assert own.size == (1200, 630)
        assert own.crop((0, 0, 320, 630)).tobytes() != felt.crop((0, 0, 320, 630)).tobytes()
        words = [picture.crop((372, 0, 1200, 630)) for picture in (own, felt)]
        assert max(abs(a - b) for a, b in zip(*map(average, words), strict=True)) < 4


def average(picture: object) -> Iterator[int]:
    return iter(picture.resize((1, 1)).getpixel((0, 0)))  # type: ignore[attr-defined]


def test_a_cover_that_no_book_can_show_leaves_the_drawing_in_the_epub() -> None:
    acting = SVG.replace(b"<path", b"<script/><path")
    files = {**COVERED, "site_src/art/cover.svg": acting}
    files["site_src/story.yml"] = "title: The road\ncover: art/cover.svg\n"
    inside = in_book(story(files).plan.files["the-road.epub"])
    assert b">The road</text>" in inside["cover.svg"]


@pytest.mark.parametrize(
    ("cover", "code", "hint"),
    [
        ("art/cower.png", "dead-image", "art/cover.png"),
        ("art/Cover.png", "dead-image", "art/cover.png"),
        ("/art/cover.png", "dead-image", "as seen from this file"),
        ("art/cover.pdf", "wrong-value", "images/cover.jpg"),
        ("[a, b]", "wrong-value", ""),
    ],
)
def test_a_cover_that_is_not_there_is_said(cover: str, code: str, hint: str) -> None:
    report = story({**COVERED, "site_src/story.yml": f"title: The road\ncover: {cover}\n"})
    assert codes(report) == [f"site_src/story.yml:2:8 {code}"]
    assert hint in report.diagnostics[0].hint
    assert not shown(report, "index.html")
