"""The writer: what it removes, and what it keeps because it is the author's."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from small_sites import EDITED, SITE, build, codes, states, tree

from dastan.diagnostics import Checked
from dastan.model import Changes
from dastan.write import clean, exchange
from dastan.write.folder import stands


@pytest.fixture
def story(tmp_path: Path) -> Path:
    home = tmp_path / "story"
    (home / "site_src/chapters").mkdir(parents=True)
    (home / "site_src/chapters/01-a.md").write_text("# A", "utf-8")
    return home


@pytest.fixture
def out(story: Path) -> Path:
    return story / "_site"


# --- what goes


@pytest.fixture(params=["exchange", "in place"])
def way(request: pytest.FixtureRequest, out: Path) -> Callable[[], None]:
    """Holds the writer to one of its two ways, once the output is there."""

    def hold() -> None:
        if request.param == "in place":
            (out / ".git").mkdir(exist_ok=True)

    return hold


def test_a_renamed_chapters_page_is_gone(out: Path, way: Callable[[], None]) -> None:
    build(SITE, out)
    way()
    renamed = {"index.html": b"title", "parts/a.html": b"first", "chapters/b.html": b"second"}
    assert build(renamed, out) == Checked(Changes(written=1, unchanged=2, removed=1))
    assert tree(out) == renamed


def test_a_folder_of_ours_goes_with_its_last_file(out: Path, way: Callable[[], None]) -> None:
    build({"index.html": b"", "a/b/c.html": b""}, out)
    way()
    assert build({"index.html": b""}, out).value.removed == 1
    assert not (out / "a").exists()


def test_a_folder_becomes_a_file_and_a_file_a_folder(out: Path, way: Callable[[], None]) -> None:
    one, other = {"a/b": b"1", "c": b"2"}, {"a": b"3", "c/d": b"4"}
    build(one, out)
    way()
    for files in (other, one):
        build(files, out)
        assert tree(out) == files


# --- what is the author's


def test_the_authors_files_are_kept(out: Path, way: Callable[[], None]) -> None:
    build(SITE, out)
    way()
    (out / "CNAME").write_text("story.example", "utf-8")
    (out / "chapters/notes.txt").write_text("mine", "utf-8")
    before = states(out)
    checked = build({"index.html": b"new"}, out)
    assert checked.value == Changes(written=1, removed=2)
    kept = ["_site/CNAME", "_site/chapters/notes.txt"]
    assert [(d.code, d.severity, d.span.path) for d in checked.diagnostics] == [
        ("kept-file", "warning", path) for path in kept
    ]
    mine = {"CNAME": b"story.example", "chapters/notes.txt": b"mine"}
    assert tree(out) == {"index.html": b"new", **mine}
    after = states(out)
    for path in mine:
        assert after[str(out / path)][:-1] == before[str(out / path)][:-1]
    assert codes(build({"index.html": b"new"}, out)) == ["kept-file", "kept-file"]


def test_many_kept_files_are_counted(out: Path) -> None:
    build(SITE, out)
    for number in range(8):
        (out / f"{number}.txt").touch()
    said = build(SITE, out).diagnostics
    assert len(said) == 6
    assert said[-1].message.startswith("3 more files")


def test_the_authors_folders_are_kept(out: Path, way: Callable[[], None]) -> None:
    out.mkdir()
    build({"index.html": b""}, out)
    way()
    (out / "empty").mkdir()
    (out / "chapters").mkdir(mode=0o700)
    build({**SITE, "ours/page.html": b""}, out)
    (out / "ours/theirs").mkdir()
    assert not build({"index.html": b""}, out).diagnostics
    assert (out / "ours/theirs").is_dir()
    assert (out / "empty").is_dir()
    assert stat.S_IMODE((out / "chapters").stat().st_mode) == 0o700


def test_our_folder_stays_while_the_authors_file_is_in_it(
    out: Path, way: Callable[[], None]
) -> None:
    build(SITE, out)
    way()
    (out / "chapters/notes.txt").touch()
    build({"index.html": b""}, out)
    assert (out / "chapters/notes.txt").exists()
    (out / "chapters/notes.txt").unlink()
    build({"index.html": b""}, out)
    assert not (out / "chapters").exists()


@pytest.mark.parametrize("git", ["folder", "submodule"])
def test_a_repository_is_untouched(out: Path, git: str) -> None:
    build(SITE, out)
    if git == "folder":
        (out / ".git/objects").mkdir(parents=True)
        (out / ".git/HEAD").write_text("ref: refs/heads/main", "utf-8")
    else:
        (out / "chapters/.git").write_text("gitdir: ../..", "utf-8")
    before = {path: state for path, state in states(out).items() if ".git" in path}
    assert build({"index.html": b"new"}, out).value == Changes(written=1, removed=2)
    assert {path: state for path, state in states(out).items() if ".git" in path} == before
    assert clean(out, out.parent) == Checked(1)
    assert {path: state for path, state in states(out).items() if ".git" in path} == before


def test_what_systems_strew_about_is_no_matter(out: Path) -> None:
    out.mkdir()
    (out / ".DS_Store").write_bytes(b"\0")
    assert build(SITE, out) == Checked(Changes(written=3))
    assert build(EDITED, out) == Checked(Changes(written=1, unchanged=2))
    assert tree(out) == {**EDITED, ".DS_Store": b"\0"}


@pytest.mark.parametrize("what", ["file", "folder", "link", "file above", "file in a folder"])
def test_a_foreign_file_in_the_way_stops_all(out: Path, what: str, way: Callable[[], None]) -> None:
    build({"index.html": b"title"}, out)
    way()
    place = out / "chapters/a.html"
    place.parent.mkdir(exist_ok=True)
    if what == "file":
        place.write_bytes(b"other")
    elif what == "folder":
        place.mkdir()
    elif what == "link":
        place.symlink_to("nowhere")
    elif what == "file above":
        place.parent.rmdir()
        place.parent.touch()
    else:
        place.mkdir()
        (place / "mine").touch()
    before = states(out.parent)
    checked = build({**EDITED, "index.html": b"changed"}, out)
    assert checked.value == Changes()
    assert codes(checked) == ["file-in-the-way"]
    assert checked.diagnostics[0].span.path.startswith("_site/chapters")
    assert states(out.parent) == before


def test_a_foreign_file_with_the_same_bytes_is_adopted(out: Path, way: Callable[[], None]) -> None:
    build({"index.html": b"title"}, out)
    way()
    (out / "chapters").mkdir()
    (out / "chapters/a.html").write_bytes(b"first")
    assert build(SITE, out) == Checked(Changes(written=1, unchanged=2))
    assert build({"index.html": b"title"}, out) == Checked(Changes(unchanged=1, removed=2))


def test_a_name_in_another_case_is_in_the_way(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build({"a.html": b""}, out)
    (out / "INDEX.HTML").write_bytes(b"mine")
    monkeypatch.setattr(  # as on a disk that knows no case
        "dastan.write.survey.stands", lambda path: stands(path.replace("index.html", "INDEX.HTML"))
    )
    assert codes(build({"a.html": b"", "index.html": b""}, out)) == ["file-in-the-way"]


def test_what_comes_while_a_build_writes_is_not_lost(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SITE, out)
    (out / "list.txt").write_bytes(b"old")
    swap = exchange.swap

    def late(one: str, other: str) -> bool:
        (out / "photos").mkdir()
        (out / "photos/late.jpg").write_bytes(b"late")
        (out / "list.txt~").write_bytes(b"new")
        (out / "list.txt~").rename(out / "list.txt")
        (out / "chapters/b.html").write_bytes(b"ours, and spoilt")
        return swap(one, other)

    monkeypatch.setattr(exchange, "swap", late)
    build(EDITED, out)
    spoilt = {"chapters/b.html": b"ours, and spoilt"}  # one file with two names, till the next
    late_files = {"photos/late.jpg": b"late", "list.txt": b"new"}
    assert tree(out) == {**EDITED, **spoilt, **late_files}
    monkeypatch.undo()
    build(EDITED, out)
    assert tree(out) == {**EDITED, **late_files}
    assert sorted(os.listdir(out.parent)) == ["_site", "site_src"]
