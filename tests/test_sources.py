"""The reader, on a real folder: rows 44 to 58 of the table of faults, each test under its row's
number, and what is read at all.
"""

import os
from pathlib import Path
from unicodedata import normalize

import pytest
from stories import ROOT, write_story

from dastan.sources import ASSET_LIMIT, TEXT_LIMIT, read

CHAPTERS = "site_src/chapters/"
ONE = "---\ntitle: A\n---\nOne.\n"


@pytest.fixture
def chapters(tmp_path: Path) -> Path:
    """The folder of chapters of a story that has one."""
    return write_story(tmp_path, {CHAPTERS + "01-a.md": ONE}) / CHAPTERS


def texts(chapters: Path) -> list[str]:
    """The names of the chapters that are read."""
    found = read(chapters.parent.parent, ROOT).value.texts
    return [s.path.removeprefix(CHAPTERS) for s in found if s.path.startswith(CHAPTERS)]


def said(chapters: Path) -> list[str]:
    """Such as `E 01-a.md file-name`."""
    return [
        f"{d.severity[0].upper()} {d.span.path.removeprefix(CHAPTERS)} {d.code}"
        for d in read(chapters.parent.parent, ROOT).diagnostics
    ]


def lay(chapters: Path, *names: str) -> None:
    """Make chapters of these names, on a system that can have all of them."""
    for name in names:
        path = chapters / name
        try:
            path.parent.mkdir(exist_ok=True)
            path.write_text(ONE, "utf-8")
        except OSError:
            pytest.skip("this system has no such names")
    if len([*chapters.iterdir()]) <= len(names):
        pytest.skip("this system takes these names for one")


def link(path: Path, target: str | Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system has no symbolic links")


def test_44_two_paths_that_differ_in_case_only(chapters: Path) -> None:
    lay(chapters, "02-Home.md", "02-home.md")
    assert said(chapters) == ["E 02-home.md twin-paths"]
    assert texts(chapters) == ["01-a.md", "02-Home.md"]


def test_44_two_folders_that_differ_in_case_only(chapters: Path) -> None:
    lay(chapters, "North/01-b.md", "north/01-c.md")
    assert said(chapters) == ["E north twin-paths"]


def test_45_nfc_and_nfd(chapters: Path) -> None:
    lay(chapters, "02-café.md", normalize("NFD", "02-café.md"))
    (found,) = read(chapters.parent.parent, ROOT).diagnostics
    assert found.severity == "error" and "NFC and NFD" in found.message
    assert len(found.related) == 1


def test_46_a_name_in_nfd_is_read_in_nfc(chapters: Path) -> None:
    lay(chapters, normalize("NFD", "02-café.md"))
    assert not said(chapters)
    assert texts(chapters) == ["01-a.md", "02-café.md"]


@pytest.mark.parametrize(
    "name",
    ["CON", "con.md", "Aux.txt", "lpt1.md", "02-b.", "02-b ", "a:b.md", "who?.md", "a\\b.md"],
)
def test_49_names_that_some_system_cannot_have(name: str, chapters: Path) -> None:
    lay(chapters, name)
    assert said(chapters) == [f"E {name} file-name"]


def test_51_a_name_that_is_no_utf_8(chapters: Path) -> None:
    try:
        with open(os.fsencode(chapters) + b"/02-\xff.md", "w") as file:
            file.write(ONE)
    except OSError:
        pytest.skip("this system has no such names")
    assert said(chapters) == ["E 02-\ufffd.md file-name"]


@pytest.mark.parametrize("name", ["02-a\nb.md", "02-\x1b[31m.md"])
def test_52_control_characters_in_a_name(name: str, chapters: Path) -> None:
    lay(chapters, name)
    (found,) = said(chapters)
    assert found.startswith("E ") and found.endswith(" file-name") and found.isprintable()


def test_52_a_space_in_a_name(chapters: Path) -> None:
    lay(chapters, "02-the well.md", " 03.md")
    assert not said(chapters)


@pytest.mark.parametrize("target", ["02-b.md", ".", ".."])
def test_53_a_link_that_leads_back(target: str, chapters: Path) -> None:
    link(chapters / "02-b.md", target)
    assert said(chapters) == ["E 02-b.md symbolic-link"]


def test_54_a_link_to_nothing(chapters: Path) -> None:
    link(chapters / "02-b.md", "nothing.md")
    assert said(chapters) == ["E 02-b.md symbolic-link"]


def test_55_links_out_of_the_story(
    chapters: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.md").write_text("# Secret\n")
    link(chapters / "02-b.md", outside / "secret.md")
    link(chapters / "03-c", outside)
    link(chapters / "d.png", outside / "secret.md")
    assert said(chapters) == [f"E {name} symbolic-link" for name in ("02-b.md", "03-c", "d.png")]
    found = read(chapters.parent.parent, ROOT).value
    assert not [text for text in found.texts if "Secret" in text.text]
    assert not [asset for asset in found.assets if b"Secret" in asset.data]


def test_55_a_whole_folder_from_elsewhere(
    chapters: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "key.bin").write_bytes(b"Secret")
    story = chapters.parent.parent
    link(story / "static", outside)
    found = read(story, ROOT)
    assert [(d.span.path, d.code) for d in found.diagnostics] == [("static", "symbolic-link")]
    assert not [asset for asset in found.value.assets if b"Secret" in asset.data]


def test_links_within_the_story_are_followed(chapters: Path) -> None:
    link(chapters / "02-b.md", "01-a.md")
    assert not said(chapters)
    assert texts(chapters) == ["01-a.md", "02-b.md"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
@pytest.mark.parametrize("name", ["02-b.md", "map.png"])
def test_56_a_fifo(name: str, chapters: Path) -> None:
    os.mkfifo(chapters / name)
    assert said(chapters) == [f"E {name} unreadable-file"]


def test_57_a_folder_with_the_name_of_a_chapter(chapters: Path) -> None:
    lay(chapters, "02-b.md/01-c.md")
    assert said(chapters) == ["W 02-b.md file-name"]
    assert texts(chapters) == ["01-a.md", "02-b.md/01-c.md"]


@pytest.mark.parametrize(("name", "limit"), [("02-b.md", TEXT_LIMIT), ("map.png", ASSET_LIMIT)])
def test_58_a_file_over_the_limit(name: str, limit: int, chapters: Path) -> None:
    with open(chapters / name, "wb") as file:
        file.truncate(limit + 1)
    (found,) = read(chapters.parent.parent, ROOT).diagnostics
    assert found.code == "unreadable-file"
    assert f"the limit is {limit // 2**20} MB" in found.message


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden here")
def test_a_file_that_may_not_be_read(chapters: Path) -> None:
    lay(chapters, "02-b.md")
    (chapters / "02-b.md").chmod(0)
    assert said(chapters) == ["E 02-b.md unreadable-file"]


def test_what_is_read(chapters: Path) -> None:
    lay(chapters, "02-b.MD", "notes.yaml", ".hidden.md", ".obsidian/c.md")
    root = chapters.parent / "root" / ".well-known"
    root.mkdir(parents=True)
    (root / "key.md").write_bytes(b"\xff")
    found = read(chapters.parent.parent, ROOT).value
    assert texts(chapters) == ["01-a.md", "02-b.MD", "notes.yaml"]
    assert [a.path for a in found.assets if a.path.startswith("site_src/")] == [
        "site_src/root/.well-known/key.md"
    ]
    assert {text.path for text in found.texts} > {"templates/base.html", "site_src/story.yml"}


def test_the_story_s_own_look_stands_before_the_default(chapters: Path) -> None:
    write_story(chapters.parent.parent, {"templates/page.html": "mine", "static/book.css": b"mine"})
    found = read(chapters.parent.parent, ROOT).value
    assert {text.path: text.text for text in found.texts}["templates/page.html"] == "mine"
    assert {asset.path: asset.data for asset in found.assets}["static/book.css"] == b"mine"
