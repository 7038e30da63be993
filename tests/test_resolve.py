"""All files to one story: the order of telling, addresses, what is hidden, who is named."""

import re
from datetime import UTC, datetime

import pytest
from stories import NOW, codes, story

from dastan.features.files import files
from dastan.model import Story
from dastan.pipeline import Report
from dastan.urls import file_slug, natural, slug

CHAPTERS = "site_src/chapters/"


def of(front: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: A\n{front}---\n\n{body}"


def made(beside: dict[str, str | bytes], **settings: bool) -> Report:
    """A story of chapters by their files' names, and of other files by their paths."""
    named = {
        path if path[:5] == "site_" else CHAPTERS + path: text for path, text in beside.items()
    }
    return story(named, features=(files,), **settings)


def told(report: Report) -> list[str]:
    return [chapter.path.removeprefix(CHAPTERS) for chapter in report.story.chapters]


def silent(report: Report) -> Story:
    """A story of which there is nothing to say."""
    assert not report.diagnostics
    return report.story


# --- the order of telling


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["1-a", "2-b", "10-c"], id="numbers as numbers"),
        pytest.param(["01-a", "2-b", "010-c"], id="with and without zeros"),
        pytest.param(["00-prologue", "1-a", "epilogue"], id="names behind numbers"),
        pytest.param(["1-part-2", "1-part-10"], id="numbers within names"),
        pytest.param(["1", "1-a", "1b-a", "2"], id="numbers and letters"),
        pytest.param(["a", "a1", "a1b", "a2", "b"], id="letters and digits mixed"),
        pytest.param(["a", "B", "c"], id="capitals as small letters"),
        pytest.param(["1-а", "1-б", "1-қ"], id="Cyrillic"),
        pytest.param(["1917", "1991"], id="years"),
    ],
)
def test_chapters_stand_in_the_order_of_their_names(names: list[str]) -> None:
    for order in (names, names[::-1]):
        report = made({f"{name}.md": of(f"slug: s-{names.index(name)}\n") for name in order})
        assert told(report) == [f"{name}.md" for name in names]


def test_order_stands_before_the_name() -> None:
    chapters = {"01-a.md": of("order: 3\n"), "02-b.md": of(), "03-c.md": of("order: 1.5\n")}
    chapters |= {"04-d.md": of("order: -1\n")}
    assert told(made(chapters)) == ["04-d.md", "03-c.md", "02-b.md", "01-a.md"]


def test_parts_stand_among_the_chapters_beside_them() -> None:
    report = made(
        {
            "0-prologue.md": of(),
            "1-north/02-b.md": of(),
            "1-north/1-a.md": of(),
            "2-between.md": of(),
            "3-south/1-c.md": of(),
            "9-east/1-d.md": of(),
            "9-east/part.yml": "title: The East\norder: 2.5\n",
            "epilogue.md": of(),
            "3-south/images/sea.png": b"sea",
        }
    )
    assert told(report) == [
        "0-prologue.md",
        "1-north/1-a.md",
        "1-north/02-b.md",
        "2-between.md",
        "9-east/1-d.md",
        "3-south/1-c.md",
        "epilogue.md",
    ]
    assert [part.title for part in silent(report).parts] == ["North", "The East", "South"]


def test_any_two_names_can_be_compared() -> None:
    names = ["", "1", "a", "1a", "a1", "1-a", "١", "a1b2", "A1", "10", "é", "e\u0301"]
    assert len(sorted(names, key=natural)) == len(names)


# --- addresses

SLUGS = {
    "The Streets of Almaty": "the-streets-of-almaty",
    "Jess’s Été — part 2!": "jesss-ete-part-2",
    "Straße, Łódź, smørrebrød, æther": "strasse-lodz-smorrebrod-aether",
    "Дорога домой": "doroga-domoy",
    "Щука, ёж и подъезд": "shchuka-yozh-i-podezd",
    "Әке мен бала": "ake-men-bala",
    "Ғалым қыз, өзен, ұшқын, үй, һәм, інжу, аң": "ghalym-qyz-ozen-ushqyn-uy-ham-inzhu-ang",
    "Україна й Ґанок": "ukrayina-y-ganok",
    "第一章": "第一章",
    "שלום עולם": "שלום-עולם",
    "हिन्दी भाषा": "हिन्दी-भाषा",
    "Ελλάδα": "ελλάδα",
    "😀": "",
    "  --  ": "",
    "../../etc": "etc",
}
"""Frozen: a published address stays what it is. A change here breaks readers' bookmarks."""


@pytest.mark.parametrize(("title", "address"), SLUGS.items())
def test_slugs_last(title: str, address: str) -> None:
    assert slug(title) == address
    assert slug(address) == address, "a slug is its own slug"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("03-leaving home", "leaving-home"),
        ("03_leaving", "leaving"),
        ("03. Leaving", "leaving"),
        ("03 leaving", "leaving"),
        ("12", "12"),
        ("007-", "007"),
        ("1984 and after", "and-after"),
        ("3rd-man", "3rd-man"),
        ("😀", "1f600"),
    ],
)
def test_a_file_s_slug_is_its_name_without_the_number(name: str, address: str) -> None:
    assert file_slug(name) == address


def test_addresses() -> None:
    found = silent(
        made(
            {
                "01-a.md": of(),
                "2-Юг/03-Дом.md": of(),
                "04-d.md": of("slug: other\n"),
                "site_src/people/old-miller.md": "---\nname: The miller\n---\n",
                "site_src/pages/about.md": of(),
            }
        )
    )
    assert set(found.urls.values()) == {
        "chapters/a.html",
        "chapters/yug/dom.html",
        "chapters/other.html",
        "people/old-miller.html",
        "pages/about.html",
    }


def test_old_addresses_are_kept_with_their_chapter() -> None:
    chapters = silent(made({"01-a.md": of("aliases: [b, /posts/2019/]\n")})).chapters
    assert [words.text for words in chapters[0].aliases] == ["b", "/posts/2019/"]


# --- what is hidden


def test_drafts_are_read_and_checked_and_hidden() -> None:
    beside: dict[str, str | bytes] = {"01-a.md": of(), "02-b.md": of("draft: true\n", "[x](no.md)")}
    assert told(made(beside)) == ["01-a.md"]
    assert codes(made(beside)) == [f"{CHAPTERS}02-b.md:6:5 dead-link"]
    assert [chapter.path for chapter in made(beside).story.hidden] == [f"{CHAPTERS}02-b.md"]
    assert told(made(beside, drafts=True)) == ["01-a.md", "02-b.md"]


@pytest.mark.parametrize(
    ("date", "zone", "shown"),
    [
        ("2026-03-20", "UTC", True),
        ("2026-03-21", "UTC", False),
        ("2026-03-20 12:00", "UTC", True),
        ("2026-03-20 12:01", "UTC", False),
        ("2026-03-20 16:59", "Asia/Almaty", True),
        ("2026-03-20 17:01", "Asia/Almaty", False),
        ("2026-03-20T17:01Z", "Asia/Almaty", False),
        ("2026-03-20T17:01+06:00", "UTC", True),
        ("2026-03-21", "Pacific/Kiritimati", True),
        ("2026-03-20", "Pacific/Pago_Pago", True),
    ],
)
def test_a_chapter_waits_for_its_day_in_the_story_s_zone(date: str, zone: str, shown: bool) -> None:
    assert datetime(2026, 3, 20, 12, tzinfo=UTC) == NOW
    beside: dict[str, str | bytes] = {
        "01-a.md": of(f"date: {date}\n"),
        "site_src/story.yml": f"title: A\ntimezone: {zone}\n",
    }
    assert bool(silent(made(beside)).chapters) is shown
    assert len(silent(made(beside, future=True)).chapters) == 1


def test_a_link_to_what_is_hidden_is_left_out() -> None:
    beside: dict[str, str | bytes] = {
        "01-a.md": of("", "## Here\n\n[b](02-b.md#there) [a](#here)\n"),
        "02-b.md": of("draft: true\n", "## There\n"),
    }
    report = made(beside)
    assert codes(report) == [f"{CHAPTERS}01-a.md:7:5 hidden-link"]
    assert report.diagnostics[0].severity == "warning"
    owner = f"{CHAPTERS}01-a.md"
    assert report.story.targets[owner, "02-b.md#there"] == ""
    assert report.story.targets[owner, "#here"] == "chapters/a.html#here"
    drafts = silent(made(beside, drafts=True))
    assert drafts.targets[owner, "02-b.md#there"] == "chapters/b.html#there"


def test_what_a_hidden_chapter_shows_and_links_to_is_hidden_with_it() -> None:
    report = made(
        {
            "01-a.md": of("draft: true\n", "![A map](map.png) [b](02-b.md)\n"),
            "02-b.md": of("draft: true\n"),
            "map.png": b"map",
        }
    )
    assert not silent(report).chapters
    assert not [path for path in report.plan.files if path.startswith("images/")]


def test_a_part_is_shown_with_its_first_chapter() -> None:
    report = made({"01-a.md": of(), "2-south/01-b.md": of("draft: true\n")})
    assert not report.story.parts


# --- people, places, images

NAMES = "people: [aida, sabit]\npov: aida\nplace: almaty\n"


def test_names_want_no_files_where_there_are_none() -> None:
    silent(made({"01-a.md": of(NAMES)}))


def test_names_want_files_of_a_kind_where_there_is_one() -> None:
    aida = {"site_src/people/aida.md": "---\nname: Aida\n---\n"}
    report = made({"01-a.md": of(NAMES), **aida})
    assert codes(report) == [f"{CHAPTERS}01-a.md:3:16 unknown-person"]
    assert report.diagnostics[0].severity == "warning"
    home = {"site_src/places/home.md": "---\nname: Home\n---\n"}
    assert codes(made({"01-a.md": of(NAMES), **home})) == [f"{CHAPTERS}01-a.md:5:8 unknown-place"]


def test_images_are_published_under_names_that_change_with_their_bytes() -> None:
    def address(data: bytes, name: str = "images/Old Map.PNG") -> str:
        report = made({"01-a.md": of("", f"![A map](<{name}>)\n"), name: data})
        silent(report)
        (found,) = (path for path in report.plan.files if path.startswith(("images/", "files/")))
        assert report.plan.files[found] == data
        return found

    assert re.fullmatch(r"images/old-map\.[0-9a-f]{10}\.png", address(b"one"))
    assert address(b"one") == address(b"one") != address(b"two")
    assert re.fullmatch(r"files/notes\.[0-9a-f]{10}\.pdf", address(b"pdf", "notes.pdf"))
    assert len(address(b"long", f"images/{'щ' * 100}.png").encode()) < 100


def test_images_that_no_text_shows_stay_at_home() -> None:
    report = made({"01-a.md": of(), "images/map.png": b"map"})
    assert not [path for path in report.plan.files if path.startswith("images/")]


def test_one_image_in_two_places_is_published_once() -> None:
    shown = of("", "![A map](map.png)\n")
    beside: dict[str, str | bytes] = {"1-a/1-b.md": shown, "2-c/1-d.md": shown}
    report = made({**beside, "1-a/map.png": b"map", "2-c/map.png": b"map"})
    silent(report)
    assert len([path for path in report.plan.files if path.startswith("images/")]) == 1


def test_files_of_the_root_keep_their_names() -> None:
    report = made({"01-a.md": of("", "[key](../root/key.txt)\n"), "site_src/root/key.txt": b"k"})
    silent(report)
    assert report.plan.files["key.txt"] == b"k"
