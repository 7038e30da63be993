"""What `serve` does with a real story: pages first, the rest later, a style alone, the way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import Served, free_port, running, until
from small_sites import tree
from stories import NOW, write_story

from dastan.cli import main
from dastan.features import FEATURES, LATER
from dastan.loop import steps, written_at
from dastan.memo import Memo
from dastan.project import Project, Wish, find, make

MILL = """\
---
title: The mill
events:
- id: stops
  title: The mill stopped at noon
  when: 1917-05-02
  phrase: The mill stopped
---

Nobody heard it.

***


The mill stopped at noon,
and *nobody* came.
"""
STORY = {
    "site_src/story.yml": "title: A mill\nauthor: Somebody\n",
    "site_src/chapters/01-mill.md": MILL,
    "site_src/chapters/02-river.md": "# The river\n\nIt did not stop.\n",
    "site_src/people/aisha.md": "---\nname: Aisha\n---\n\nShe owned\nthe mill.\n\nAnd its cat.\n",
    "static/book.css": "p { color: rgb(1, 2, 3) }\n",
}
MILL_PAGE = "chapters/mill.html"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    found = find(write_story(tmp_path / "story", STORY), None)
    assert found
    return found


def wish() -> Wish:
    return Wish(NOW)


def edit(project: Project, name: str, text: str) -> None:
    (project.story / "site_src" / name).write_text(text, "utf-8")


def test_the_pages_come_first_and_the_whole_is_what_a_build_makes(project: Project) -> None:
    build, settle = steps(project, wish, FEATURES, strict=False)
    for text in ("It did not stop.", "It stopped."):
        edit(project, "chapters/02-river.md", f"# The river\n\n{text}\n")
        pages, rest = build(), settle()
        assert text.encode() in pages.files["chapters/river.html"]
        assert {"feed.xml", "search.html", "a-mill.epub"} <= rest.files.keys()
        assert not pages.files.keys() & rest.files.keys()
        assert tree(project.output) == {**pages.files, **rest.files}
    other = project.story / "other"
    assert main(["build", "--story", str(project.story), "--output", str(other)]) == 0
    assert tree(other).keys() == tree(project.output).keys()
    assert tree(other)["chapters/river.html"] == tree(project.output)["chapters/river.html"]


def test_what_comes_later_is_made_of_features_that_there_are() -> None:
    assert set(LATER) < set(FEATURES)


def test_the_output_stays_as_it_is_where_there_are_errors(project: Project) -> None:
    build, settle = steps(project, wish, FEATURES, strict=False)
    build(), settle()
    before = tree(project.output)
    edit(project, "chapters/02-river.md", "# The river\n\nIt [stopped](nowhere.md).\n")
    assert [each.code for each in build().diagnostics] == ["dead-link"]
    assert settle().diagnostics == ()
    assert tree(project.output) == before


@pytest.mark.parametrize("strict", [False, True])
def test_a_warning_counts_where_it_is_asked_to(project: Project, strict: bool) -> None:
    build, settle = steps(project, wish, FEATURES, strict=strict)
    edit(project, "chapters/02-river.md", "---\ntitle: The river\n---\n")
    assert [each.code for each in build().diagnostics] == ["empty-chapter"]
    settle()
    assert project.output.exists() is not strict


def test_what_is_wrong_with_the_rest_is_told_with_the_rest(project: Project) -> None:
    (project.story / "templates").mkdir()
    (project.story / "templates" / "search.html").write_text("{% if %}", "utf-8")
    build, settle = steps(project, wish, FEATURES, strict=False)
    assert build().diagnostics == ()
    assert [each.code for each in settle().diagnostics] == ["template"]
    assert not project.output.exists()


@pytest.mark.parametrize(
    ("page", "block", "expected"),
    [
        (MILL_PAGE, 0, ("site_src/chapters/01-mill.md", 10)),
        (MILL_PAGE, 1, ("site_src/chapters/01-mill.md", 12)),
        (MILL_PAGE, 2, ("site_src/chapters/01-mill.md", 15)),
        (MILL_PAGE, 3, None),
        (MILL_PAGE, -1, None),
        ("chapters/river.html", 0, ("site_src/chapters/02-river.md", 3)),
        ("people/aisha.html", 1, ("site_src/people/aisha.md", 8)),
        ("contents.html", 0, None),
        ("book.html", 0, None),
        ("", 0, None),
    ],
)
def test_a_block_of_a_page_was_written_on_a_line(
    project: Project, page: str, block: int, expected: tuple[str, int] | None
) -> None:
    memo: Memo = {}
    made = make(project, wish(), memo=memo, map=map, features=())
    place = written_at(project, made, page, block)
    assert place == (expected and (project.story / expected[0], expected[1]))


# --- by the command itself, in a browser


@pytest.fixture(scope="module")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The story, served; the author's editor writes what it is asked into a file."""
    folder = write_story(tmp_path_factory.mktemp("mill"), STORY)
    editor = folder / "kate"
    told = f'printf "%s\\n" "$@" > {folder}/part; mv {folder}/part {folder}/asked'
    editor.write_text(f"#!/bin/sh\n{told}\n", "utf-8")
    editor.chmod(0o755)
    program = "from dastan.cli import entry; entry()"
    command = ["-c", program, "serve", "--story", str(folder), "--port", str(free_port())]
    with running(folder, *command, DASTAN_EDITOR=str(editor)) as it:
        yield it


@pytest.fixture
def page(mill: Served, browser: Any) -> Iterator[Any]:
    """A window of it, in which nothing may be complained of."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda trouble: said.append(str(trouble)))
    yield page
    page.close()
    assert not said


COLOUR = "colour => getComputedStyle(document.querySelector('.prose p')).color === colour"


def test_a_style_arrives_without_the_page_being_loaded_again(mill: Served, page: Any) -> None:
    page.goto(f"http://127.0.0.1:{mill.port}/{MILL_PAGE}")
    page.evaluate("window.same = true")
    for colour in ("rgb(4, 5, 6)", "rgb(7, 8, 9)"):
        (mill.folder / "static" / "book.css").write_text(f"p {{ color: {colour} }}\n", "utf-8")
        page.wait_for_function(COLOUR, arg=colour)
        assert page.evaluate("same")
    mill.save("chapters/01-mill.md", MILL.replace("came", "stayed"))
    page.wait_for_function("() => !window.same")
    page.wait_for_function("() => document.body.textContent.includes('stayed')")
    assert page.evaluate(COLOUR, colour)


def test_a_click_opens_the_chapter_at_the_line(mill: Served, page: Any) -> None:
    page.goto(f"http://127.0.0.1:{mill.port}/{MILL_PAGE}")
    page.get_by_text("The mill stopped at noon").first.click(modifiers=["Alt"])
    until((mill.folder / "asked").exists, "the editor is opened")
    asked = (mill.folder / "asked").read_text("utf-8").splitlines()
    assert asked == ["-l", "15", f"{mill.folder}/site_src/chapters/01-mill.md"]


def test_the_output_follows_the_saves(mill: Served) -> None:
    mill.save("chapters/02-river.md", "# The river\n\nIt rose.\n")
    written = mill.folder / "_site" / "chapters" / "river.html"
    until(lambda: written.exists() and "It rose." in written.read_text("utf-8"), "it is written")
    feed = (mill.folder / "_site" / "feed.xml").read_text("utf-8")
    until(lambda: mill.text("/feed.xml") == feed, "the rest is answered too")
    pages = [path for path in tree(mill.folder / "_site") if path.endswith(".html")]
    assert not [path for path in pages if b"__dastan__" in tree(mill.folder / "_site")[path]]
