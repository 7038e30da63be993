"""The writer: what it writes, in which way, and when it touches nothing."""

import os
import stat
from pathlib import Path

import pytest
from small_sites import EDITED, SITE, build, states, tree

from dastan.diagnostics import Checked
from dastan.model import Changes, Plan
from dastan.write import exchange, is_safe, write
from dastan.write.folder import MANIFEST


@pytest.fixture
def story(tmp_path: Path) -> Path:
    home = tmp_path / "story"
    (home / "site_src/chapters").mkdir(parents=True)
    (home / "site_src/chapters/01-a.md").write_text("# A", "utf-8")
    return home


@pytest.fixture
def out(story: Path) -> Path:
    return story / "_site"


# --- what is written


def test_a_site_is_written(out: Path) -> None:
    assert build(SITE, out) == Checked(Changes(written=3))
    assert tree(out) == SITE
    assert sorted(os.listdir(out.parent)) == ["_site", "site_src"]


def test_folders_above_the_output_are_made(story: Path) -> None:
    assert write(Plan(SITE), story / "public/en", story).value == Changes(written=3)
    assert tree(story / "public/en") == SITE


def test_an_empty_folder_is_filled(out: Path) -> None:
    out.mkdir(mode=0o750)
    build(SITE, out)
    assert tree(out) == SITE
    assert stat.S_IMODE(out.stat().st_mode) == 0o750


def test_built_twice_touches_nothing(out: Path) -> None:
    build(SITE, out)
    before = states(out.parent)
    assert build(SITE, out) == Checked(Changes(unchanged=3))
    assert states(out.parent) == before


def test_only_what_changed_is_written(out: Path) -> None:
    build(SITE, out)
    before = states(out)
    assert build(EDITED, out) == Checked(Changes(written=1, unchanged=2))
    assert tree(out) == EDITED
    after = states(out)
    for path in ("index.html", "chapters/b.html"):
        assert after[str(out / path)][:-1] == before[str(out / path)][:-1]


def test_the_whole_tree_comes_at_once(out: Path) -> None:
    build(SITE, out)
    held = os.open(out, os.O_RDONLY)
    build(EDITED, out)
    assert os.fstat(held).st_ino != out.stat().st_ino
    os.close(held)


def test_a_page_spoilt_by_hand_is_mended(out: Path) -> None:
    build(SITE, out)
    (out / "index.html").write_bytes(b"TITLE")
    (out / "chapters/a.html").unlink()
    assert build(SITE, out) == Checked(Changes(written=2, unchanged=1))
    assert tree(out) == SITE


def test_the_manifest_has_no_times(story: Path) -> None:
    one, other = story / "one", story / "other"
    write(Plan(SITE), one, story)
    write(Plan(dict(reversed(SITE.items()))), other, story)
    assert (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def test_without_hard_links(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    build(SITE, out)
    monkeypatch.setattr(os, "link", refuse)
    build(EDITED, out)
    assert tree(out) == EDITED


def test_without_an_exchange_of_the_systems(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "swap", lambda *_: False)
    build(SITE, out)
    build(EDITED, out)
    assert tree(out) == EDITED
    assert sorted(os.listdir(out.parent)) == ["_site", "site_src"]


def test_where_nothing_may_be_laid_beside(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(SITE, out)
    before = out.stat().st_ino
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != out.parent)
    assert build(EDITED, out) == Checked(Changes(written=1, unchanged=2))
    assert tree(out) == EDITED and out.stat().st_ino == before


def test_an_output_that_belongs_to_others_stays_theirs(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SITE, out)
    before, system = out.stat().st_ino, os.stat

    def theirs(path: str, **more: bool) -> os.stat_result:
        status = system(path, **more)
        group = status.st_gid + (Path(path) == out)
        return os.stat_result((*status[:5], group, *status[6:]))

    monkeypatch.setattr(os, "stat", theirs)
    build(EDITED, out)
    assert tree(out) == EDITED and out.stat().st_ino == before


def test_another_disk_in_the_output_stays_there(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(SITE, out)
    (out / "photos").mkdir()
    before, system = out.stat().st_ino, os.lstat

    def mounted(path: str) -> os.stat_result:
        status = system(path)
        disk = status.st_dev + (Path(path) == out / "photos")
        return os.stat_result((*status[:2], disk, *status[3:]))

    monkeypatch.setattr(os, "lstat", mounted)
    build(EDITED, out)
    assert tree(out) == EDITED and out.stat().st_ino == before


def test_a_folder_that_may_not_be_written_stops_all(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(SITE, out)
    (out / ".git").mkdir()
    monkeypatch.setattr(os, "access", lambda path, _: not path.endswith("chapters"))
    said = build({**EDITED, "index.html": b"changed"}, out).diagnostics
    assert [(d.code, d.message) for d in said] == [
        ("output-failed", "“_site/chapters” cannot be written: permission was refused")
    ]
    assert tree(out) == SITE


def test_where_the_system_exchanges_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        raise OSError(18, "in layers of a container")

    build(SITE, out)
    monkeypatch.setattr(exchange, "swap", refuse)
    before = out.stat().st_ino
    build(EDITED, out)
    assert tree(out) == EDITED and out.stat().st_ino == before
    assert sorted(os.listdir(out.parent)) == ["_site", "site_src"]


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../../b", "./a", "C:/a", "a\\b", "a\nb", ".git/a"]
)
def test_an_unsafe_path_is_a_bug(path: str, out: Path) -> None:
    assert not is_safe(path)
    with pytest.raises(AssertionError):
        build({path: b""}, out)
    assert not out.exists()


def test_a_file_that_is_also_a_folder_is_a_bug(out: Path) -> None:
    with pytest.raises(AssertionError):
        build({"a": b"", "a/b": b""}, out)
