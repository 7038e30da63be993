"""Publishing, with real git: what comes of it, what it leaves alone, and a remote that says no."""

from collections.abc import Callable
from pathlib import Path

import pytest
from authors import STORY
from publishers import EDITED, SITE, TIP, Publisher, collaborator, git_alone, hook, publisher
from repositories import Repository, cloned
from stories import write_story

__all__ = ["git_alone", "publisher"]


# --- what comes of it


def test_a_branch_begins_with_the_site_and_nothing_else(publisher: Publisher) -> None:
    assert publisher.deploy(SITE) == 0
    assert publisher.published() == SITE
    assert len(publisher.history()) == 1
    commit = publisher.own.git("rev-parse", "--short", "HEAD")
    assert publisher.remote.git("log", "-1", "--format=%s|%cn", TIP) == (
        f"The site of {commit}|Bakhyt"
    )
    assert publisher.said == [
        "branch   gh-pages (it begins now)\n"
        f"remote   origin, {publisher.remote.folder}\n"
        "address  https://example.org/, as you said\n"
        "files    3: 3 new, 0 changed, 0 removed\n"
        f"message  The site of {commit}",
        "published; now, this once, tell your host to show the branch gh-pages",
    ]


def test_twice_with_a_push_in_between_nothing_is_lost(publisher: Publisher) -> None:
    publisher.deploy(SITE)
    first = publisher.history()
    theirs = collaborator(publisher, {"CNAME": "story.example.org\n", "index.html": "mended"})
    assert publisher.deploy(EDITED) == 0
    assert publisher.history()[1:] == [theirs, *first]
    assert publisher.published() == {**EDITED, "CNAME": b"story.example.org"}
    assert publisher.remote.text(f"{theirs}:index.html") == "mended"
    assert "files    3: 1 new, 1 changed, 1 removed" in publisher.words
    assert "what Dastan did not put there stays: CNAME" in publisher.words
    assert publisher.said[-1] == "published"


def test_what_is_not_ours_stays_for_good(publisher: Publisher) -> None:
    publisher.deploy(SITE)
    letter = "\xff\0\r\n".encode("latin-1")
    collaborator(publisher, {"letter.bin": letter, "chapters/their own/я.html": "theirs"})
    for site in (EDITED, SITE, EDITED):
        assert publisher.deploy(site) == 0
        kept = publisher.remote.files(TIP)
        assert {"letter.bin", "chapters/their own/я.html"} < set(kept)
        assert len(kept) == len(site) + 3
    reader = cloned(publisher.remote, publisher.story.with_name("reader"), "--branch", TIP)
    assert (reader.folder / "letter.bin").read_bytes() == letter


def test_the_site_comes_first(publisher: Publisher) -> None:
    publisher.deploy(SITE)
    collaborator(publisher, {"about": "a file", "search/deep/a.js": "theirs"})
    site = {**SITE, "about/me.html": b"a folder", "search": b"a file"}
    assert publisher.deploy(site) == 0
    assert publisher.published() == site


def test_another_program_s_site_makes_room_and_stays_in_the_history(publisher: Publisher) -> None:
    publisher.own.git("push", "--quiet", "origin", "main:refs/heads/gh-pages")
    collaborator(publisher, {"site_src/story.yml": "title: x\n"})
    theirs = Repository(publisher.remote.folder.with_name("theirs"))
    theirs.git("rm", "-r", "--quiet", "site_src")
    old = collaborator(publisher, {"sitemap.html": "old", "index.html": "old"})
    assert publisher.deploy(SITE) == 0
    assert publisher.published() == SITE
    assert publisher.remote.text(f"{old}:sitemap.html") == "old"
    assert old in publisher.history()


def test_the_same_site_is_no_new_commit(publisher: Publisher) -> None:
    publisher.deploy(SITE)
    before = publisher.history()
    publisher.own.commit({"notes.txt": "Only for me."})
    assert publisher.deploy(SITE, agreed=lambda: pytest.fail("asked")) == 0
    assert publisher.said == ["the branch gh-pages of origin holds just this site already"]
    assert publisher.history() == before


def test_who_does_not_agree_publishes_nothing(publisher: Publisher) -> None:
    before = publisher.state()
    assert publisher.deploy(SITE, agreed=lambda: False) == 1
    assert publisher.said[-1] == "nothing was published"
    assert publisher.remote.git("for-each-ref", f"refs/heads/{TIP}") == ""
    assert publisher.state() == before


# --- what it leaves alone


def ahead(own: Repository) -> None:
    """A branch of that name here, which nobody else has."""
    own.git("switch", "--quiet", "--orphan", TIP)
    own.commit({"mine.html": "not pushed yet"})
    own.git("switch", "--quiet", "main")


def beside(own: Repository) -> None:
    """The branch, checked out in a folder of its own."""
    ahead(own)
    own.git("worktree", "add", "--quiet", own.folder.with_name("beside"), TIP)


def detached(own: Repository) -> None:
    own.commit({"site_src/pages/thanks.md": "# Thanks\n\nTo all.\n"})
    own.git("checkout", "--quiet", "HEAD~1")


def busy(own: Repository) -> None:
    own.git("branch", "draft")
    own.git("tag", "gh-pages")
    (own.folder / "site_src/story.yml").write_text("title: Not yet\n")
    own.git("stash", "--quiet")


@pytest.mark.parametrize("situation", [ahead, beside, detached, busy])
def test_nothing_of_the_story_s_repository_moves(
    situation: Callable[[Repository], None], publisher: Publisher
) -> None:
    situation(publisher.own)
    before, main = publisher.state(), publisher.remote.git("rev-parse", "main")
    for site in (SITE, EDITED):
        assert publisher.deploy(site) == 0, publisher.words
        assert publisher.published() == site
    assert publisher.state() == before
    assert publisher.remote.git("rev-parse", "main") == main
    assert len(publisher.history()) == 2
    publisher.own.git("fsck", "--strict")


def test_it_works_from_a_hook_of_git_s(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert publisher.deploy(SITE) == 0
    monkeypatch.undo()
    assert publisher.published() == SITE


def test_a_story_may_lie_deeper_in_its_repository(publisher: Publisher) -> None:
    publisher.story = write_story(publisher.own.folder / "книги/the well", STORY)
    (publisher.story / "_site").mkdir()
    (publisher.story / "_site/index.html").write_text("what a build made")
    publisher.own.git("add", "книги/the well/site_src")
    publisher.own.git("commit", "--quiet", "--message", "Another")
    assert publisher.deploy(SITE) == 0, publisher.words
    assert publisher.published() == SITE


# --- when the remote says no


def test_a_push_that_comes_between_is_built_upon(publisher: Publisher, tmp_path: Path) -> None:
    publisher.deploy(SITE)
    first = publisher.history()
    theirs = cloned(publisher.remote, tmp_path / "theirs", "--branch", TIP)
    name = theirs.commit({"CNAME": "story.example.org\n"})
    once = tmp_path / "once"
    script = f'[ -e "{once}" ] || {{ touch "{once}"; git -C "{theirs.folder}" push -q; }}'
    hook(publisher.own.folder / ".git", "pre-push", script)
    assert publisher.deploy(EDITED) == 0, publisher.words
    assert publisher.history()[1:] == [name, *first]
    assert publisher.published() == {**EDITED, "CNAME": b"story.example.org"}
    assert "origin did not take it: once more, on top of what is there now" in publisher.said


def test_a_remote_that_takes_nothing_is_quoted(publisher: Publisher) -> None:
    publisher.deploy(SITE)
    before, history = publisher.state(), publisher.history()
    hook(publisher.remote.folder, "pre-receive", 'echo "this branch is protected" >&2; exit 1')
    assert publisher.deploy(EDITED) == 1
    assert publisher.said[-1].startswith("nothing was published. git says: ")
    assert "this branch is protected" in publisher.said[-1]
    assert (publisher.state(), publisher.history()) == (before, history)


def test_a_remote_that_does_not_answer(publisher: Publisher) -> None:
    publisher.own.git("remote", "set-url", "origin", publisher.own.folder.with_name("nowhere"))
    assert publisher.deploy(SITE) == 1
    assert publisher.words.startswith("nothing was published: origin cannot be reached")
    assert "git ls-remote origin" in publisher.words


def test_git_is_never_to_ask(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = publisher.own.folder.with_name("seen")
    hook(publisher.own.folder / ".git", "pre-push", f'echo "$GIT_TERMINAL_PROMPT" > "{seen}"')
    monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
    assert publisher.deploy(SITE) == 0
    assert seen.read_text() == "0\n"
