"""The output folder: links in it, two builds at once, folders that are refused, and `clean`."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from small_sites import EDITED, SITE, build, codes, states, tree

from dastan.diagnostics import Checked
from dastan.model import Changes, Plan
from dastan.write import check_output, clean, staging, write
from dastan.write.folder import MANIFEST, STAGING, folder_of
from dastan.write.staging import locked
from dastan.write.survey import Look, Work, compare, look_at


@pytest.fixture
def story(tmp_path: Path) -> Path:
    home = tmp_path / "story"
    (home / "site_src/chapters").mkdir(parents=True)
    (home / "site_src/chapters/01-a.md").write_text("# A", "utf-8")
    return home


@pytest.fixture
def out(story: Path) -> Path:
    return story / "_site"


# --- links


def test_an_output_that_is_a_link_stays_one(story: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    out.symlink_to(tmp_path / "www")
    before = out.lstat().st_ino, (tmp_path / "www").stat().st_ino
    build(SITE, out)
    build(EDITED, out)
    assert (out.lstat().st_ino, (tmp_path / "www").stat().st_ino) == before
    assert tree(tmp_path / "www") == EDITED
    assert sorted(os.listdir(tmp_path)) == ["story", "www"]
    assert clean(out, story) == Checked(3)
    assert out.is_symlink() and os.listdir(tmp_path / "www") == []


@pytest.mark.parametrize("git", [False, True], ids=["exchange", "in place"])
def test_links_in_the_output_are_not_followed(out: Path, tmp_path: Path, git: bool) -> None:
    build(SITE, out)
    if git:
        (out / ".git").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.html").write_bytes(b"mine")
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(elsewhere / "a.html")
    build({**EDITED, "index.html": b"changed"}, out)  # a page of ours: the link itself gives way
    assert tree(out) == {**EDITED, "index.html": b"changed"}
    for page in ("a.html", "b.html"):
        (out / "chapters" / page).unlink()
    (out / "chapters").rmdir()
    (out / "chapters").symlink_to(elsewhere)
    assert codes(build(SITE, out)) == ["file-in-the-way"]
    assert codes(build({"index.html": b""}, out)) == ["kept-file"]
    clean(out, out.parent)
    assert tree(elsewhere) == {"a.html": b"mine"}


def test_a_journal_from_elsewhere_leads_nowhere(out: Path, tmp_path: Path) -> None:
    build(SITE, out)
    (tmp_path / "mine").write_bytes(b"mine")
    (out / "door").symlink_to(tmp_path)
    (out / STAGING).mkdir()
    (out / STAGING / "lock").touch()
    (out / STAGING / "journal").write_text(
        f"unlink ../../mine\nunlink {tmp_path}/mine\nunlink door/mine\n../../../mine stolen",
        "utf-8",
    )
    build(SITE, out)
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert not (out / "stolen").exists() and not (out / STAGING).exists()


def test_a_manifest_from_elsewhere_is_none(out: Path, tmp_path: Path) -> None:
    build(SITE, out)
    (tmp_path / "mine").write_bytes(b"mine")
    with (out / MANIFEST).open("a") as manifest:
        manifest.write("../../mine\n")
    before = states(tmp_path)
    assert codes(build(EDITED, out)) == ["foreign-output"]
    assert [d.code for d in clean(out, out.parent).diagnostics] == ["foreign-output"]
    assert states(tmp_path) == before


# --- one at a time


def test_a_second_build_gets_an_error(out: Path) -> None:
    build(SITE, out)
    for place in (folder_of(str(out)).beside, folder_of(str(out)).inside):
        with locked(place):
            before = states(out.parent)
            assert codes(build(EDITED, out)) == ["output-busy"]
            assert [d.code for d in clean(out, out.parent).diagnostics] == ["output-busy"]
            assert states(out.parent) == before
    assert build(EDITED, out).value == Changes(written=1, unchanged=2)


def test_a_build_that_wrote_since_we_looked_is_seen(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SITE, out)
    looks: list[Work] = []

    def look(*args: Any) -> Work:
        work = compare(*args)
        if not looks:
            looks.append(work)
            build({"other.html": b"from the other build"}, out)
        return work

    monkeypatch.setattr("dastan.write.compare", look)
    assert build(EDITED, out) == Checked(Changes(written=3, removed=1))
    assert tree(out) == EDITED


@pytest.mark.parametrize("git", [False, True], ids=["exchange", "in place"])
def test_a_build_that_writes_in_the_other_way_is_seen(
    out: Path, git: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SITE, out)
    if git:
        (out / ".git").mkdir()
    folder = folder_of(str(out))
    with ExitStack() as other_build:

        def look(*args: Any) -> Work:
            work = compare(*args)
            other_build.enter_context(locked(folder.beside if git else folder.inside))
            return work

        monkeypatch.setattr("dastan.write.compare", look)
        assert codes(build(EDITED, out)) == ["output-busy"]
    assert tree(out) == SITE


def test_clean_sees_a_build_that_has_just_begun(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(SITE, out)
    with ExitStack() as other_build:

        def look(root: str) -> Look:
            other_build.enter_context(locked(folder_of(root).beside))
            return look_at(root)

        monkeypatch.setattr("dastan.write.look_at", look)
        checked = clean(out, out.parent)
    assert [d.code for d in checked.diagnostics] == ["output-busy"]
    assert tree(out) == SITE


def test_a_lock_that_goes_while_it_is_taken_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, hold = tmp_path / "staging", staging._hold
    taken: list[int] = []

    def late(file: int) -> None:
        if not taken:  # its holder is done, and removes it, just before we get it
            (place / "lock").unlink()
            place.rmdir()
        taken.append(file)
        hold(file)

    monkeypatch.setattr(staging, "_hold", late)
    with locked(str(place)):
        assert len(taken) == 2 and os.listdir(place) == ["lock"]
    assert not place.exists()


def test_two_writers_at_once(out: Path) -> None:
    one = {f"{number % 7}/{number}.html": b"one" for number in range(20)}
    other = {f"other/{number % 5}/{number}.html": b"other" for number in range(30)}
    build(one, out)
    said: list[Checked[Changes]] = []

    def repeat(files: dict[str, bytes]) -> None:
        said.extend(build(files, out) for _ in range(30))

    threads = [threading.Thread(target=repeat, args=[files]) for files in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {code for checked in said for code in codes(checked)} <= {"output-busy"}
    assert tree(out) in (one, other)
    assert sorted(os.listdir(out.parent)) == ["_site", "site_src"]


def test_a_folder_of_the_authors_with_our_names_is_left(out: Path) -> None:
    build(SITE, out)
    for place in (folder_of(str(out)).beside, folder_of(str(out)).inside):
        os.mkdir(place)
        Path(place, "mine").touch()
        assert codes(build(EDITED, out)) == ["output-failed"]
        assert tree(Path(place)) == {"mine": b""}
        Path(place, "mine").unlink()
        assert build(SITE, out) == Checked(Changes(unchanged=3))
        assert not os.path.exists(place)


# --- what is refused


def dangers(story: Path, home: Path) -> Iterator[tuple[str, Path]]:
    """Forty settings of the output that would cost somebody something."""
    for text in ("~", "~/site", "~root", "/", "//", "/..", ".", "./", "..", "../..", "", "x/.."):
        yield f"“{text}”", Path(text)
    yield "the home folder", home
    yield "above the home folder", home.parent
    yield "the story", story
    yield "the story, a long way round", story / "site_src/.."
    yield "above the story", story.parent
    yield "high above the story", story.parent.parent
    yield "the story by a link", story.parent / "link"
    yield "in the story's sources by a link", story.parent / "link/site_src/x"
    for name in ("site_src", "templates", "static", ".git", ".dastan"):
        yield name, story / name
        yield f"inside {name}", story / name / "site"
    yield "site_src in capitals", story / "SITE_SRC"
    yield "deep inside site_src", story / "site_src/chapters/a/b"
    yield "another repository's folder", story / "theme/.git/hooks"
    yield "where linked sources are", home / "novel/images"
    yield "above linked sources", home / "novel"
    yield "a file", story / "README.md"
    yield "below a file", story / "README.md/site"
    yield "a chapter", story / "site_src/chapters/01-a.md"
    yield "a link to nowhere", story / "nowhere"
    yield "a link to itself", story / "loop"
    yield "a link to the story", story.parent / "link/"
    yield "a folder with somebody's files", home / "photos"
    yield "a folder with one hidden file", home / "hidden"


def test_forty_dangerous_settings_delete_nothing(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "people/bakhyt"
    for file in ("novel/x.md", "photos/1.jpg", "hidden/.profile"):
        (home / file).parent.mkdir(parents=True)
        (home / file).touch()
    for name in (".git", "static", "theme/.git/hooks"):
        (story / name).mkdir(parents=True)
    (story / "templates").symlink_to(home / "novel")
    (story / "README.md").touch()
    (story / "nowhere").symlink_to("nothing")
    (story / "loop").symlink_to("loop")
    (story.parent / "link").symlink_to(story)
    (tmp_path / "here/x").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(tmp_path / "here")
    before = states(tmp_path)
    refused = 0
    for what, out in dangers(story, home):
        for faults in (
            check_output(out, story),
            write(Plan(SITE), out, story).diagnostics,
            clean(out, story).diagnostics,
        ):
            assert [d.severity for d in faults] == ["error"], what
            wanted = "foreign-output" if "a folder with" in what else "unsafe-output"
            assert faults[0].code == wanted, what
            assert faults[0].hint and faults[0].span.path, what
        refused += 1
        assert states(tmp_path) == before, what
    assert refused >= 40


def test_a_fault_names_the_output_as_the_author_would(story: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www/x").touch()
    (story / "public").mkdir()
    (story / "public/x").touch()
    assert check_output(story / "public", story)[0].span.path == "public"
    assert check_output(tmp_path / "www", story)[0].span.path == (tmp_path / "www").as_posix()


def test_a_name_that_is_none(story: Path) -> None:
    assert [d.code for d in check_output(story / "a\0b", story)] == ["unsafe-output"]


# --- clean


def test_clean_removes_what_we_wrote(story: Path, out: Path) -> None:
    build(SITE, out)
    assert clean(out, story) == Checked(3)
    assert os.listdir(story) == ["site_src"]
    assert clean(out, story) == Checked(0)


def test_clean_keeps_what_is_the_authors(story: Path, out: Path) -> None:
    out.mkdir()
    build(SITE, out)
    (out / "chapters/notes.txt").write_bytes(b"mine")
    (out / "photos").mkdir()
    checked = clean(out, story)
    assert checked.value == 3
    assert [d.code for d in checked.diagnostics] == ["kept-file"]
    assert tree(out) == {"chapters/notes.txt": b"mine"} and (out / "photos").is_dir()


def test_clean_leaves_an_empty_folder_that_we_did_not_make(story: Path, out: Path) -> None:
    out.mkdir()
    build(SITE, out)
    build(EDITED, out)
    clean(out, story)
    assert os.listdir(out) == []


def test_clean_clears_away_what_a_killed_build_left(story: Path, out: Path) -> None:
    build(SITE, out)
    beside = Path(folder_of(str(out)).beside)
    (beside / "new/chapters").mkdir(parents=True)
    (beside / "lock").touch()
    assert clean(out, story) == Checked(3)
    assert os.listdir(story) == ["site_src"]
