"""When a text last changed, from real git, and what the sitemap makes of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from authors import FIRST, STORY, Author
from repositories import Repository, begun, cloned, git_alone
from small_sites import tree
from stories import NOW, write_story

from dastan.features import FEATURES
from dastan.features.sitemap import sitemap
from dastan.history import changes
from dastan.loop import steps
from dastan.project import Wish, find, make

__all__ = ["git_alone"]

SECOND = "site_src/chapters/02-the-stone.md"
URL = "https://example.org/story"


@pytest.fixture
def repository(git_alone: None, tmp_path: Path) -> Repository:
    """The first chapter is of May 1, the second of May 2 and again of May 4, as days are counted
    where the author lives; for the machine it is the evening before."""
    repository = begun(write_story(tmp_path / "story", STORY))
    (repository.folder / SECOND).unlink()
    repository.commit({}, "2026-05-01")
    repository.commit({SECOND: "# The Stone\n\nIt sank.\n"}, "2026-05-02")
    repository.commit({"notes/тас.txt": "A stone."}, "2026-05-03")
    repository.commit({SECOND: STORY[SECOND]}, "2026-05-04")
    return repository


# --- what git knows


def test_the_last_change_counts(repository: Repository) -> None:
    found = changes(repository.folder)
    assert (found[FIRST], found[SECOND]) == (date(2026, 5, 1), date(2026, 5, 4))
    assert found["notes/тас.txt"] == date(2026, 5, 3)


def test_what_is_not_committed_does_not_count(repository: Repository) -> None:
    (repository.folder / FIRST).write_text("# The Well\n\nNot yet.\n")
    (repository.folder / "new.md").write_text("# New\n")
    found = changes(repository.folder)
    assert found[FIRST] == date(2026, 5, 1) and "new.md" not in found


def test_a_merge_changes_nothing_by_itself(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "draft", "HEAD~2")
    repository.commit({FIRST: "# The Well\n\nDeeper.\n"}, "2026-05-05")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-edit", "draft")
    found = changes(repository.folder)
    assert (found[FIRST], found[SECOND]) == (date(2026, 5, 5), date(2026, 5, 4))


def test_a_new_name_is_a_change(repository: Repository) -> None:
    decomposed = normalize("NFD", "site_src/chapters/01-й.md")
    repository.git("mv", FIRST, decomposed)
    repository.commit({}, "2026-05-07")
    found = changes(repository.folder)
    assert found[normalize("NFC", decomposed)] == date(2026, 5, 7)


def test_paths_begin_at_the_story(repository: Repository) -> None:
    assert changes(repository.folder / "notes") == {"тас.txt": date(2026, 5, 3)}


@pytest.mark.parametrize(("depth", "known"), [(1, []), (2, [SECOND]), (9, [FIRST, SECOND])])
def test_a_shallow_clone_knows_no_more_than_it_has(
    depth: int, known: list[str], repository: Repository, tmp_path: Path
) -> None:
    clone = cloned(repository, tmp_path / "clone", "--depth", str(depth))
    found = changes(clone.folder)
    assert [path for path in (FIRST, SECOND) if path in found] == known
    assert SECOND not in found or found[SECOND] == date(2026, 5, 4)


def test_where_there_is_no_git(
    git_alone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert changes(write_story(tmp_path / "story", STORY)) == {}
    assert changes(begun(tmp_path / "empty").folder) == {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert changes(tmp_path / "story") == {}


# --- what becomes of it


def days(body: bytes) -> dict[str, str | None]:
    """By path, the day of a sitemap's pages."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return {
        (url.findtext(f"{space}loc") or "").removeprefix(f"{URL}/"): url.findtext(f"{space}lastmod")
        for url in ElementTree.fromstring(body)
    }


def test_the_sitemap_has_the_day_of_each_text(tmp_path: Path) -> None:
    waited = "---\ntitle: The Stone\ndate: 2026-03-19\n---\nIt came back up.\n"
    about = "site_src/pages/about.md"
    files = {**STORY, SECOND: waited, about: "# About\n\nThis.\n"}
    project = find(write_story(tmp_path, files), None)
    assert project

    def changed() -> Mapping[str, date]:
        early, late = date(2026, 3, 1), date(2026, 3, 20)
        return {FIRST: late, SECOND: early, about: early, "templates/page.html": late}

    made = make(
        project, Wish(NOW, base_url=URL), memo={}, map=map, features=[sitemap], changed=changed
    )
    assert days(made.report.plan.files["sitemap.xml"]) == {
        "index.html": None,
        "contents.html": None,
        "chapters/the-well.html": "2026-03-20",
        "chapters/the-stone.html": "2026-03-19",
        "pages/about.html": "2026-03-01",
    }


def test_a_site_without_an_address_asks_nobody(tmp_path: Path) -> None:
    project = find(write_story(tmp_path, STORY), None)
    assert project

    def changed() -> Mapping[str, date]:
        pytest.fail("asked")

    wish = Wish(datetime.now(UTC))
    make(project, wish, memo={}, map=map, features=FEATURES, changed=changed)


def test_build_and_serve_ask_git(repository: Repository) -> None:
    author = Author(repository.folder)
    said = author.run("build", "--base-url", URL, SOURCE_DATE_EPOCH="1800000000")
    assert said.status == 0, said.err
    built = tree(author.site)
    assert days(built["sitemap.xml"])["chapters/the-stone.html"] == "2026-05-04"
    author.run("clean")
    project = find(repository.folder, None)
    assert project
    now = datetime.fromtimestamp(1800000000, UTC)
    build, settle = steps(project, lambda: Wish(now, base_url=URL), FEATURES, strict=False)
    assert build().diagnostics == settle().diagnostics == ()
    assert tree(author.site) == built
