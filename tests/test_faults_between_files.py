"""What goes wrong between a story's files, in their names and their links: rows 43 to 64 of the
table of faults, each test under its row's number. (What only a disk can hold: `test_sources.py`.)
"""

from posixpath import dirname, join, normpath
from unicodedata import normalize
from urllib.parse import unquote, urldefrag

import pytest
from sites import Parts
from stories import codes, page, story

from dastan.features.chapters import chapters
from dastan.features.redirects import redirects
from dastan.pipeline import Report
from dastan.prose import Text, prose

CHAPTERS = "site_src/chapters/"


def of(body: str, front: str = "") -> str:
    """A chapter's file."""
    return f"---\ntitle: A\n{front}---\n{body}\n"


def told(files: dict[str, str | bytes]) -> Report:
    """The site of some chapters, by their files' names."""
    beside = {CHAPTERS + name: body for name, body in files.items()}
    return story(beside, features=(chapters, redirects))


def said(report: Report) -> list[str]:
    """Errors, such as `01-a.md:1:1 dead-link`."""
    assert all(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    return [line.removeprefix(CHAPTERS) for line in codes(report)]


# --- names that become addresses


@pytest.mark.parametrize("second", ["02-a.md", "a.md", "01_A.md"])
def test_43_one_slug_twice(second: str) -> None:
    report = told({"01-a.md": of("One."), second: of("Two.")})
    (found,) = report.diagnostics
    assert said(report) == [f"{second}:1:1 duplicate-output"]
    assert CHAPTERS + "01-a.md" in found.message and CHAPTERS + second in found.message


def test_43_what_follows_from_a_slug_twice_is_not_reported() -> None:
    report = story({CHAPTERS + "01-a.md": of("One."), CHAPTERS + "02-a.md": of("Two.")})
    assert said(report) == ["02-a.md:1:1 duplicate-output"]


def test_43_one_address_twice_by_an_alias() -> None:
    report = told({"01-a.md": of("One."), "02-b.md": of("Two.", "aliases: [old, a]\n")})
    assert said(report) == ["02-b.md:3:16 duplicate-output"]
    assert CHAPTERS + "01-a.md" in report.diagnostics[0].message


@pytest.mark.parametrize("link", ["02-café.md", normalize("NFD", "02-café.md"), "02-caf%C3%A9.md"])
def test_46_a_link_in_nfc_or_nfd(link: str) -> None:
    assert not said(told({"01-a.md": of(f"[b]({link})"), "02-café.md": of("Two.")}))


@pytest.mark.parametrize("slug", ["../../x", "/x", "a/b", "a b", "Home", "..", "x.", "a:b", "😀"])
def test_47_a_slug_that_is_no_part_of_an_address(slug: str) -> None:
    report = told({"01-a.md": of("One.", f"slug: '{slug}'\n")})
    assert said(report) == ["01-a.md:3:8 wrong-value"]
    assert list(report.plan.files) == ["chapters/a.html"]


def test_47_an_alias_that_leads_out() -> None:
    report = told({"01-a.md": of("One.", "aliases: ../../x\n")})
    assert said(report) == ["01-a.md:3:10 address"]
    assert list(report.plan.files) == ["chapters/a.html"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("02-", "02", id="empty"),
        pytest.param("02-!!!", "02", id="signs"),
        pytest.param("1984", "1984", id="a year"),
        pytest.param("😀", "1f600", id="emoji alone"),
        pytest.param("02-😀🎉", "02", id="emoji behind a number"),
        pytest.param("02-שלום עולם", "שלום-עולם", id="Hebrew"),
        pytest.param("02-مرحبا", "مرحبا", id="Arabic"),
    ],
)
def test_48_slugs_of_few_or_foreign_letters(name: str, slug: str) -> None:
    report = told({f"{name}.md": of("One.")})
    assert not said(report)
    assert list(report.plan.files) == [f"chapters/{slug}.html"]


@pytest.mark.parametrize("name", ["01-con.md", "02-NUL.md", "aux_.md", "lpt1_.md"])
def test_49_an_address_that_some_system_keeps_for_itself(name: str) -> None:
    assert said(told({name: of("One.")})) == [f"{name}:1:1 address"]


def test_50_an_address_over_255_bytes() -> None:
    slug = "a" * (255 - len("chapters/.html"))
    assert not said(told({"01-b.md": of("One.", f"slug: {slug}\n")}))
    assert said(told({"01-b.md": of("One.", f"slug: {slug}a\n")})) == ["01-b.md:1:1 address"]
    name = f"01-{'щ' * 80}.md"
    assert said(told({name: of("One.")})) == [f"{name}:1:1 address"]


# --- links

TWO = {"02-home.md": of("## Door"), "images/map.png": b"map"}


@pytest.mark.parametrize(
    ("body", "expected", "hint"),
    [
        pytest.param("![x](images/mpa.png)", "4:6 dead-image", "“images/map.png”", id="59"),
        pytest.param("![x](02-home.md)", "4:6 dead-image", "", id="59: a chapter"),
        pytest.param("[x](02-hom.md)", "4:5 dead-link", "“02-home.md”", id="60"),
        pytest.param("[x](../chapters/02-hom.md)", "4:5 dead-link", "“02-home.md”", id="60: round"),
        pytest.param("[x](/02-home.md)", "4:5 dead-link", "from this file", id="60: from the root"),
        pytest.param("[x](../../../etc/passwd)", "4:5 dead-link", "", id="60: out of the story"),
        pytest.param("[x](02-home.md#dor)", "4:5 dead-anchor", "“door”", id="60: an anchor there"),
        pytest.param("[x](#door)", "4:5 dead-anchor", "no headings", id="60: an anchor here"),
        pytest.param("![x](//e.org/x.png)", "4:6 remote-image", "put the file", id="60: elsewhere"),
        pytest.param("![x](images/Map.png)", "4:6 dead-image", "upper and lower case", id="62"),
        pytest.param("[x](Images/map.png)", "4:5 dead-link", "upper and lower case", id="62: dir"),
        pytest.param("[x](02-Home.md)", "4:5 dead-link", "upper and lower case", id="62: chapter"),
    ],
)
def test_broken_links(body: str, expected: str, hint: str) -> None:
    report = told({"01-a.md": of(body), **TWO})
    assert said(report) == [f"01-a.md:{expected}"]
    assert hint in report.diagnostics[0].hint


def test_61_every_link_is_relative_and_leads_to_a_file() -> None:
    report = story(
        {
            CHAPTERS + "1-north/01-a.md": of("[b](../2-south/01-b.md#sea) ![c](c.png)"),
            CHAPTERS + "1-north/c.png": b"c",
            CHAPTERS + "2-south/01-b.md": of("## Sea\n\n[Aida](../../people/aida.md)"),
            "site_src/people/aida.md": "---\nname: Aida\n---\n",
        }
    )
    assert not said(report)
    pages = [path for path in report.plan.files if path.endswith(".html") and path != "404.html"]
    links = [(path, link) for path in pages for link in Parts(page(report, path)).links]
    assert ("chapters/north/a.html", "../south/b.html#sea") in links
    for path, link in links:
        target = normpath(join(dirname(path), unquote(urldefrag(link).url)))
        assert link.startswith(("#", "data:")) or target in report.plan.files, (path, link)


def test_63_braces_in_prose_are_words() -> None:
    words = "{{ x }} {% if y %} {# z #} $x$ ${x}"
    report = told({"01-a.md": of(words, f"summary: '{words}'\n")})
    assert not said(report)
    assert f"<p>{words}</p>" in page(report, "chapters/a.html")


def test_64_666_definitions_in_one_another() -> None:
    nested = "t\n\n" + "".join(f"{'    ' * depth}:   t\n\n" for depth in range(666))
    after = Text("a.md", "- a\n- *b*")
    html = prose(after).value.html
    assert [found.code for found in prose(Text("a.md", nested)).diagnostics] == ["too-deep"]
    assert prose(after).value.html == html, "the next text is read as ever"
