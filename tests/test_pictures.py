"""Pictures on pages: smaller copies where they pay, a size everywhere, what front matter names."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from books import opened as in_book
from drawn import cut_out, drawing, in_ink, moving, opened, photograph, pressed
from stories import NOW, Files, page, story, write_story

from dastan.features import FEATURES
from dastan.features.cards import cards
from dastan.links import asset_url
from dastan.loop import steps
from dastan.memo import Memo, Use
from dastan.model import Asset
from dastan.parallel import parallel
from dastan.pictures.published import LIGHT, published
from dastan.pictures.size import size
from dastan.pipeline import Report
from dastan.project import Wish, find

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M0 0h9"/></svg>'
FEW_WORDS = "Nobody came.\n\n" * 3
MANY_WORDS = "The wind came down from the mountains, and nobody knew what it brought.\n\n" * 40
WITHOUT_CARDS = [feature for feature in FEATURES if feature is not cards]


def told(name: str, body: bytes, text: str = "") -> Files:
    """A story of one chapter that shows one picture."""
    text = text or f"![What it shows](images/{name})\n"
    return {
        "site_src/chapters/1-well.md": f"# The Well\n\n{text}",
        f"site_src/chapters/images/{name}": body,
    }


def shown(report: Report, path: str = "chapters/well.html") -> list[str]:
    """The pictures of a page, each with the tag around it, if there is one."""
    return re.findall(r"(?s)<picture>.*?</picture>|<img[^>]*>", page(report, path))


def copies(report: Report) -> dict[int, bytes]:
    """The smaller copies of a story's only picture, by width."""
    found = (re.fullmatch(r"images/.*-(\d+)\.[0-9a-f]{10}\.webp", p) for p in report.plan.files)
    return {int(each[1]): report.plan.files[each[0]] for each in found if each}


# --- smaller copies


def test_a_photograph_comes_in_the_width_that_a_screen_needs() -> None:
    original = photograph(2000, 1000)
    report = story(told("steppe.jpg", original))
    made = copies(report)
    assert sorted(made) == [240, 480, 800, 1200, 1600]
    for width, body in made.items():
        picture = opened(body)
        assert (picture.format, picture.size) == ("WEBP", (width, width // 2))
    weights = [len(made[width]) for width in sorted(made)]
    assert weights == sorted(weights) and weights[-1] < 0.85 * len(original)
    (tag,) = shown(report)
    named = re.search(r'<source type="image/webp" srcset="([^"]*)" sizes="([^"]*)">', tag)
    assert named
    pairs = [pair.split(" ") for pair in named[1].split(", ")]
    assert [said for _, said in pairs] == ["240w", "480w", "800w", "1200w", "1600w"]
    assert all(link.removeprefix("../") in report.plan.files for link, _ in pairs)
    fallback = re.search(r'<img alt="What it shows" src="\.\./(images/steppe\.[^"]*\.jpg)"', tag)
    assert fallback and report.plan.files[fallback[1]] == original


@pytest.mark.parametrize(
    ("name", "body"),
    [
        pytest.param("light.jpg", photograph(300, 150), id="light already"),
        pytest.param("moving.png", moving("PNG"), id="an animated PNG"),
        pytest.param("moving.gif", moving("GIF"), id="an animated GIF"),
        pytest.param("ink.jpg", in_ink(900, 600), id="colours of a press"),
        pytest.param("drawn.svg", SVG, id="a drawing in lines"),
        pytest.param("torn.jpg", photograph(2000, 1000)[:90_000], id="a damaged file"),
        pytest.param("none.jpg", b"\xff\xd8\xff" + b"no picture " * 9000, id="no picture at all"),
    ],
)
def test_what_would_gain_nothing_is_left_alone(name: str, body: bytes) -> None:
    report = story(told(name, body))
    assert not copies(report) and not report.diagnostics
    (tag,) = shown(report)
    assert tag.startswith("<img ")
    assert (" width=" in tag) == (name != "none.jpg")
    assert body in report.plan.files.values()


def test_what_is_well_pressed_already_stays_as_it_is() -> None:
    assert len(pressed()) > LIGHT
    assert not copies(story(told("pressed.jpg", pressed())))


def test_no_copy_is_wider_than_the_picture() -> None:
    made = copies(story(told("well.jpg", photograph(706, 500))))
    assert sorted(made) == [240, 480, 706]


def test_a_photograph_that_lies_on_its_side_stands_up() -> None:
    report = story(told("tower.jpg", photograph(1800, 1200, orientation=6)))
    made = copies(report)
    assert opened(made[1200]).size == (1200, 1800) and max(made) == 1200
    assert 'width="1200" height="1800"' in shown(report)[0]
    upright = opened(photograph(1800, 1200)).rotate(-90, expand=True).resize((12, 18))
    there = opened(made[240]).convert("RGB").resize((12, 18))
    for point in ((1, 1), (10, 1), (1, 16), (10, 16)):
        pairs = zip(upright.getpixel(point), there.getpixel(point), strict=True)  # type: ignore[arg-type]
        assert all(abs(a - b) < 30 for a, b in pairs)


def test_air_stays_air() -> None:
    made = copies(story(told("tree.png", cut_out(900, 600))))
    for width, body in made.items():
        assert opened(body).convert("RGBA").getpixel((width // 4, 50)) == (0, 0, 0, 0)
    assert max(made) == 900


def test_the_lines_of_a_drawing_stay_sharp() -> None:
    original = drawing(1000, 700)
    made = copies(story(told("map.png", original)))
    assert opened(made[1000]).convert("RGB").tobytes() == opened(original).tobytes()


def test_a_file_of_the_root_has_copies_too() -> None:
    files = told("x.jpg", b"", "![What](../root/art/steppe.jpg)\n")
    files = {**files, "site_src/root/art/steppe.jpg": photograph(900, 600)}
    assert sorted(copies(story(files))) == [240, 480, 800, 900]
    other = story({**files, "site_src/root/art/steppe.jpg": photograph(800, 600)})
    assert 'width="800"' in shown(other)[0]


# --- once


@pytest.fixture
def without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "PIL"]:
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("smaller", "card"):
        monkeypatch.delitem(sys.modules, f"dastan.pictures.{name}", raising=False)


def test_a_story_without_pictures_needs_no_pillow(without_pillow: None) -> None:
    memo: Memo = {}
    report = story(told("x.jpg", b"", "Nobody came.\n"), memo=memo, features=WITHOUT_CARDS)
    assert not report.diagnostics and not copies(report)
    assert not {kind for kind, _ in memo} & {"size", "variant"}


def test_a_picture_is_opened_once_ever(request: pytest.FixtureRequest) -> None:
    memo: Memo = {}
    files = {**told("steppe.jpg", photograph(2000, 1000))}
    first = story(files, memo=memo)
    request.getfixturevalue("without_pillow")
    again = story(files, memo=memo)
    assert again.plan.files == first.plan.files and not again.diagnostics
    files["site_src/chapters/1-well.md"] = "# Well\n\n![What](images/steppe.jpg)\n"
    edited = story(files, memo=memo, features=WITHOUT_CARDS)
    assert not edited.diagnostics and copies(edited) == copies(first)


def test_the_same_picture_gives_the_same_bytes() -> None:
    files = {**told("steppe.jpg", photograph(2000, 1000)), "site_src/cover.png": drawing(600, 900)}
    files["site_src/story.yml"] = "title: The road\ncover: cover.png\n"
    assert story(files).plan.files == story(files).plan.files


def test_several_at_the_same_time_are_the_same() -> None:
    drawn = {f"{width}.jpg": photograph(width, 600) for width in (500, 700, 900)}
    assets = {f"site_src/{name}": Asset(f"site_src/{name}", body) for name, body in drawn.items()}
    images = {path: asset_url(asset) for path, asset in assets.items()}
    one, two = Use({}, map), Use({}, map)
    alone = published(images, assets, one.keep, one.knows, map)
    assert published(images, assets, two.keep, two.knows, parallel(3)) == alone
    assert [len(picture.variants) for picture in alone.values()] == [3, 3, 4]
    assert alone == published(images, assets, two.keep, two.knows, never)


def never(function: object, items: Sequence[object]) -> list[object]:
    """A map that has nothing to do."""
    assert not items
    return []


def test_serve_remembers_them_from_one_time_to_the_next(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    project = find(write_story(tmp_path, told("steppe.jpg", photograph(900, 600))), None)
    assert project
    build, settle = steps(project, lambda: Wish(NOW), FEATURES, strict=False, cache=project.cache)
    first = {**build().files, **settle().files}
    request.getfixturevalue("without_pillow")
    build, settle = steps(project, lambda: Wish(NOW), FEATURES, strict=False, cache=project.cache)
    assert {**build().files, **settle().files} == first


# --- sizes


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        ('viewBox="0 0 40 30"', (40, 30)),
        ("viewBox=' -5,-5 , 40.4 30 '", (40, 30)),
        ("viewBox='-5,-5,40.4,30'", (40, 30)),
        ('width="80px" height="60" viewBox="0 0 40 30"', (80, 60)),
        ('width="100%" viewBox="0 0 40 30"', (40, 30)),
        ('width="0.2" height="0.2"', None),
        ('width="1.2.3" height="4"', None),
        ("", None),
    ],
)
def test_a_drawing_says_how_large_it_is(drawing: str, expected: tuple[int, int] | None) -> None:
    assert size(f'<svg xmlns="http://www.w3.org/2000/svg" {drawing}/>'.encode()) == expected


def test_every_picture_keeps_its_place_free() -> None:
    image = "![What](../dot.svg)"
    front = f"---\nname: Aisha\nimage: ../dot.svg\n---\n\n{image}\n"
    report = story(
        {
            "site_src/dot.svg": SVG,
            "site_src/chapters/1-well.md": f"# The Well\n\nA note.[^1]\n\n[^1]: {image}\n",
            "site_src/people/aisha.md": front,
            "site_src/places/aul.md": front.replace("Aisha", "Aul"),
            "site_src/pages/about.md": f"# About\n\n{image}\n",
        }
    )
    assert not report.diagnostics
    pages = {
        "chapters/well.html": 1,
        "people.html": 1,
        "people/aisha.html": 2,
        "places/aul.html": 2,
        "pages/about.html": 1,
        "book.html": 1,
    }
    for path, count in pages.items():
        tags = shown(report, path)
        assert len(tags) == count
        assert all('width="40" height="30"' in tag for tag in tags), path


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('width="300"', ["300", "200", "lazy"]),
        ('height="100"', ["150", "100", "lazy"]),
        ('width="9" height="9"', ["9", "9", "lazy"]),
        ('width="50%"', ["50%", None, "lazy"]),
        ('loading="eager"', ["900", "600", "eager"]),
    ],
)
def test_what_the_author_wishes_holds(written: str, expected: list[str | None]) -> None:
    image = f'<img alt="a" src="images/well.jpg" {written}>\n'
    report = story(told("well.jpg", photograph(900, 600), MANY_WORDS + image))
    (tag,) = shown(report)
    for name, said in zip(("width", "height", "loading"), expected, strict=True):
        assert re.findall(rf' {name}="([^"]*)"', tag) == ([said] if said else [])
    assert tag.startswith("<picture><source ")


def test_the_author_s_own_choice_of_files_stays() -> None:
    own = '<picture><source src="images/well.jpg"><img alt="a" src="images/well.jpg"></picture>'
    (tag,) = shown(story(told("well.jpg", photograph(900, 600), f"<p>{own}</p>\n")))
    assert tag.count("<picture") == tag.count("<source") == 1
    assert "srcset" not in tag and 'width="900" height="600"' in tag


def test_only_what_may_be_on_the_first_screen_is_fetched_at_once() -> None:
    image = "![What](images/dot.svg)\n\n"
    texts = {
        f"{FEW_WORDS}{image}{image}": [False, True],
        f"{MANY_WORDS}{image}": [True],
        f"A note.[^1]\n\n[^1]: {image}": [True],
    }
    for text, lazy in texts.items():
        tags = shown(story(told("dot.svg", SVG, text)))
        assert ['loading="lazy"' in tag for tag in tags] == lazy
    book = shown(story(told("dot.svg", SVG, image)), "book.html")
    assert ['loading="lazy"' in tag for tag in book] == [True]


# --- elsewhere


def test_other_readers_get_the_file_itself() -> None:
    original = photograph(900, 600)
    report = story(told("well.jpg", original))
    for feed in ("feed.xml", "feed.json"):
        assert "webp" not in page(report, feed) and ".jpg" in page(report, feed)
    inside = in_book(report.plan.files["a-test.epub"])
    assert original in inside.values() and not [name for name in inside if ".webp" in name]


def test_what_is_kept_offline_is_what_pages_show() -> None:
    worker = page(story(told("well.jpg", photograph(900, 600))), "sw.js")
    assert "images/well-800." in worker and "images/well-900." in worker
    assert ".jpg" not in worker
    light = page(story(told("light.jpg", photograph(300, 150))), "sw.js")
    assert "images/light." in light
