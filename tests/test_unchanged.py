"""A build that has nothing to do: it says so at once, and only where it is so."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from authors import FIRST, STORY, WARNED, Author
from stories import ROOT, write_story

from dastan import cli, unchanged

COMMAND = ["build", "--skip", "search,cards"]
SECOND = "site_src/chapters/02-the-stone.md"
Change = Callable[[Author], object]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """With a site, and a record of it."""
    author = Author(write_story(tmp_path / "story", STORY))
    assert author.run(*COMMAND).status == 0
    return author


def answers(author: Author, monkeypatch: pytest.MonkeyPatch, *command: str) -> bool:
    monkeypatch.chdir(author.folder)
    return unchanged.answer(command or COMMAND)


def test_the_same_is_said_again(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answers(author, monkeypatch)
    author.write(WARNED)
    author.run(*COMMAND)
    warned = author.run(*COMMAND)
    assert answers(author, monkeypatch)
    assert "warning[empty-chapter]" in warned.err and " 0 files written, " in warned.out
    (author.folder / ".dastan/unchanged").unlink()
    afresh = author.run(*COMMAND)
    assert (warned.err, warned.out[:20]) == (afresh.err, afresh.out[:20])


def test_the_document_too(author: Author) -> None:
    command = [*COMMAND, "--format", "json"]
    author.run(*command)
    said = author.run(*command)
    assert said.document["written"] == 0 and said.document["unchanged"] == len(files(author))
    assert isinstance(said.document["seconds"], float)


def files(author: Author) -> list[Path]:
    return [
        path for path in author.site.rglob("*") if path.is_file() and path.name[:8] != ".dastan-"
    ]


def saved(path: str, text: str) -> Change:
    return lambda author: (author.folder / path).write_text(text)


def touched_back(author: Author) -> None:
    """Another content of the same length, at the same time by the clock of the file."""
    page = author.site / "index.html"
    status = page.stat()
    page.write_bytes(page.read_bytes()[::-1])
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))


def kept_time(author: Author) -> None:
    chapter = author.folder / FIRST
    status = chapter.stat()
    chapter.write_text(STORY[FIRST].replace("older", "elder"))
    os.utime(chapter, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: dict[str, Change] = {
    "a chapter": saved(FIRST, "# The Well\n\nDry.\n"),
    "a chapter, its time kept": kept_time,
    "a chapter more": saved("site_src/chapters/03-more.md", "# More\n\nWords.\n"),
    "a chapter less": lambda author: (author.folder / SECOND).unlink(),
    "a chapter's name": lambda author: (author.folder / SECOND).rename(
        author.folder / f"{SECOND}x"
    ),
    "story.yml": saved("site_src/story.yml", "title: Another\n"),
    "a template": lambda author: write_story(author.folder, {"templates/404.html": "lost"}),
    "a style sheet": lambda author: write_story(author.folder, {"static/title.css": "i{top:0}"}),
    "a link among the sources": lambda author: (author.folder / "static").symlink_to("/"),
    "a page that was changed": lambda author: (author.site / "index.html").write_text("mine"),
    "a page that was changed in secret": touched_back,
    "a page that is gone": lambda author: (author.site / "index.html").unlink(),
    "a file that was added": lambda author: (author.site / "mine.txt").write_text("mine"),
    "the site": lambda author: author.site.rename(author.folder / "elsewhere"),
    "a damaged record": lambda author: damage(author.folder / ".dastan/unchanged"),
    "no record": lambda author: (author.folder / ".dastan/unchanged").unlink(),
    "a commit": lambda author: write_story(author.folder, {".git/HEAD": "0123\n"}),
}


def damage(path: Path) -> None:
    path.write_text(path.read_text().replace("pages", "pagan"))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_built(
    change: Change, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answers(author, monkeypatch)
    change(author)
    assert not answers(author, monkeypatch)


def test_another_wish_is_built(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (["build"], [*COMMAND, "--drafts"], ["check"], [*COMMAND, "--no-cache"], []):
        assert not answers(author, monkeypatch, *(other or ["serve"])), other
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert not answers(author, monkeypatch)


def test_another_version_is_built(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged.cache, "_HERE", str(tmp_path / "empty"))
    (tmp_path / "empty").mkdir()
    assert not answers(author, monkeypatch)


def test_a_chapter_comes_on_its_day(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.write({SECOND: "---\ntitle: Soon\ndate: 2100-01-01\n---\n\nYes.\n"})
    author.run(*COMMAND)
    assert answers(author, monkeypatch)
    monkeypatch.setattr(unchanged, "time", lambda: 4102444799.0)
    assert answers(author, monkeypatch)
    monkeypatch.setattr(unchanged, "time", lambda: 4102444800.0)
    assert not answers(author, monkeypatch)


def test_one_that_is_no_longer_to_be_read_goes(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that was set back."""
    author.write({SECOND: "---\ntitle: Then\ndate: 2001-09-09\n---\n\nYes.\n"})
    author.run(*COMMAND)
    assert answers(author, monkeypatch)
    monkeypatch.setattr(unchanged, "time", lambda: 999_000_000.0)
    assert not answers(author, monkeypatch)


def test_a_failed_build_leaves_no_record(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    author.write({SECOND: "[there](nowhere.md)\n"})
    assert author.run(*COMMAND).status == 1
    assert not answers(author, monkeypatch)


def test_it_needs_no_environment(author: Author) -> None:
    """Nothing that is installed, nor much of what comes with Python."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom dastan import unchanged\n"
    code += f"assert unchanged.answer({COMMAND!r})\n"
    code += "assert not {'typing', 're', 'json', 'pathlib', 'argparse'} & set(sys.modules)"
    bare = [sys.executable, "-I", "-S", "-c", code]
    subprocess.run(bare, cwd=author.folder, check=True, stdout=subprocess.DEVNULL)


def test_what_is_wrong_once_is_wrong_again(author: Author) -> None:
    """A warning of the output's, which counts here."""
    (author.site / "mine.txt").write_text("mine")
    strict = [*COMMAND, "--strict"]
    assert [author.run(*strict).status for _ in range(3)] == [1, 1, 1]


def test_a_save_during_a_build_that_is_undone(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(author.folder)
    ask = unchanged.inputs
    asked = []

    def with_a_save(story: str) -> str:
        found = ask(story)
        if not asked:
            (author.folder / FIRST).write_text("# The Well\n\nRaced.\n")
        asked.append(found)
        return found

    monkeypatch.setattr(unchanged, "inputs", with_a_save)
    assert cli.main([*COMMAND]) == 0 and "Raced." in author.page("chapters/the-well.html")
    (author.folder / FIRST).write_text(STORY[FIRST])
    monkeypatch.setattr(unchanged, "inputs", ask)
    assert not unchanged.answer(COMMAND)
