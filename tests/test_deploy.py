"""Publishing, with real git: a bare repository is the remote, and collaborators push to it."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from authors import BROKEN, STORY, WARNED, Author
from repositories import Repository, begun, cloned, git_alone
from small_sites import tree
from stories import ROOT, Files, write_story

from dastan.deploy import deploy
from dastan.hosts import host
from dastan.model import Plan
from dastan.project import find
from dastan.write.folder import MANIFEST

__all__ = ["git_alone"]

SITE = {"index.html": b"title", "chapters/a.html": b"first", ".nojekyll": b""}
EDITED = {"index.html": b"title, better", "chapters/b.html": b"second", ".nojekyll": b""}
TIP = "gh-pages"


@dataclass
class Publisher:
    """Somebody with a story in a repository, whose remote is a bare one."""

    story: Path
    own: Repository
    remote: Repository
    said: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """The addresses that a site was asked for."""

    def deploy(self, files: dict[str, bytes], *, agreed: Callable[[], bool] = lambda: True) -> int:
        """The exit status of publishing these files."""
        self.said.clear()
        project = find(self.story, None)
        assert project

        def build(url: str) -> tuple[Plan, str]:
            self.told.append(url)
            return Plan(files), url or "https://example.org"

        return deploy(
            self.story, build, ignore=project.is_ours, agreed=agreed, say=self.said.append
        )

    @property
    def words(self) -> str:
        return "\n".join(self.said)

    def published(self) -> dict[str, bytes]:
        """What stands in the remote's branch, our manifest aside."""
        paths = [path for path in self.remote.files(TIP) if path != MANIFEST]
        return {path: self.remote.text(f"{TIP}:{path}").encode() for path in paths}

    def history(self) -> list[str]:
        return self.remote.git("log", "--format=%H", TIP).splitlines()

    def state(self) -> tuple[object, ...]:
        """All that a deploy must leave alone."""
        own = self.own
        refs = own.git("for-each-ref", "refs/heads", "refs/tags", "refs/stash")
        head = (own.folder / ".git/HEAD").read_text(), own.git("rev-parse", "HEAD")
        index = (own.folder / ".git/index").read_bytes()
        files = {
            path: body for path, body in tree(own.folder).items() if not path.startswith(".git/")
        }
        return refs, head, index, files, own.git("status", "--porcelain")


@pytest.fixture
def publisher(git_alone: None, tmp_path: Path) -> Publisher:
    remote = begun(tmp_path / "remote.git", "--bare")
    own = begun(write_story(tmp_path / "story", STORY))
    own.commit({})
    own.git("remote", "add", "origin", remote.folder)
    own.git("push", "--quiet", "origin", "main")
    return Publisher(own.folder, own, remote)


def collaborator(publisher: Publisher, files: Files) -> str:
    """A push to the branch by somebody else."""
    folder = publisher.remote.folder.with_name("theirs")
    theirs = Repository(folder)
    if not folder.exists():
        cloned(publisher.remote, folder, "--branch", TIP)
    theirs.git("pull", "--quiet")
    name = theirs.commit(files)
    theirs.git("push", "--quiet")
    return name


def hook(repository: Path, name: str, script: str) -> None:
    path = repository / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


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


# --- refusals


def no_repository(publisher: Publisher) -> None:
    (publisher.own.folder / ".git").rename(publisher.own.folder.with_name("aside"))


def edited(publisher: Publisher) -> None:
    (publisher.story / "site_src/story.yml").write_text("title: Not yet\n")


def staged(publisher: Publisher) -> None:
    edited(publisher)
    publisher.own.git("add", "--all")


def untracked(publisher: Publisher) -> None:
    for name in "abcde":
        (publisher.story / f"{name}.txt").write_text("new")


def no_commit(publisher: Publisher) -> None:
    publisher.own.git("update-ref", "-d", "refs/heads/main")
    publisher.own.git("rm", "-r", "--quiet", "--cached", ".")
    (publisher.own.folder / ".git/info/exclude").write_text("*\n")


def no_remote(publisher: Publisher) -> None:
    publisher.own.git("remote", "remove", "origin")


def a_story_there(publisher: Publisher) -> None:
    publisher.own.git("push", "--quiet", "origin", f"main:refs/heads/{TIP}")


def nobody(publisher: Publisher) -> None:
    publisher.own.git("config", "user.useConfigOnly", "true")
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        del os.environ[name]


@pytest.mark.parametrize(
    ("situation", "told", "way_on"),
    [
        (no_repository, "there is no git repository", "`git init`"),
        (edited, "not everything is committed (site_src/story.yml)", "`git stash -u`"),
        (staged, "not everything is committed (site_src/story.yml)", "`git commit`"),
        (untracked, "(a.txt, b.txt, c.txt and 2 more)", "`git add -A`"),
        (no_commit, "nothing is committed yet", "`git commit`"),
        (no_remote, "no remote called origin", "`git remote add origin "),
        (a_story_there, "the branch gh-pages of origin holds a story", "a branch of its own"),
        (nobody, "git says", "git config --global user.email"),
    ],
)
def test_it_refuses_and_says_how_to_go_on(
    situation: Callable[[Publisher], None],
    told: str,
    way_on: str,
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Bakhyt")  # so that it comes back
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "bakhyt@example.org")
    situation(publisher)
    before, there = tree(publisher.own.folder), publisher.remote.git("for-each-ref")
    assert publisher.deploy(SITE, agreed=lambda: pytest.fail("asked")) == 1
    assert publisher.words.startswith("nothing was published")
    assert told in publisher.words and way_on in publisher.words
    after = tree(publisher.own.folder)
    new = {path for path in after.keys() - before.keys() if ".git/objects/" not in path}
    assert new <= {".git/FETCH_HEAD"}
    assert {path: after[path] for path in before} == before
    assert publisher.remote.git("for-each-ref") == there


def test_without_git(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(publisher.own.folder))
    assert publisher.deploy(SITE) == 1
    assert "git does not start" in publisher.words


# --- where it will stand


@pytest.mark.parametrize(
    ("remote", "branch", "url"),
    [
        ("git@github.com:Bakhyt/story.git", "gh-pages", "https://bakhyt.github.io/story"),
        ("https://github.com/Bakhyt/My.Story", "gh-pages", "https://bakhyt.github.io/My.Story"),
        ("https://x:secret@github.com/a/b.git/", "gh-pages", "https://a.github.io/b"),
        ("ssh://git@ssh.github.com:443/a/b.git", "gh-pages", "https://a.github.io/b"),
        ("https://github.com/Bakhyt/bakhyt.GitHub.io", "gh-pages", "https://bakhyt.github.io"),
        ("git@codeberg.org:bakhyt/story.git", "pages", "https://bakhyt.codeberg.page/story"),
        ("https://codeberg.org/bakhyt/story", "pages", "https://bakhyt.codeberg.page/story"),
        ("https://gitlab.com/bakhyt/story.git", "gh-pages", ""),
        ("https://example.org/github.com/a/b", "gh-pages", ""),
        ("/srv/git/story.git", "gh-pages", ""),
    ],
)
def test_the_remote_tells_the_address(remote: str, branch: str, url: str) -> None:
    found = host(remote)
    assert (found.branch, found.url) == (branch, url)


@pytest.fixture
def ssh(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever host git asks by ssh, the bare repository answers."""
    there = publisher.remote.folder
    script = there.with_name("ssh")
    script.write_text(f'#!/bin/sh\nexec "${{2%% *}}" "{there}"\n')
    script.chmod(0o700)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(script))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")


@pytest.mark.usefixtures("ssh")
def test_the_preview_says_which_address_it_took(publisher: Publisher) -> None:
    publisher.own.git("remote", "set-url", "origin", "git@github.com:Bakhyt/story.git")
    assert publisher.deploy(SITE) == 0, publisher.words
    assert publisher.told == ["https://bakhyt.github.io/story"]
    assert "address  https://bakhyt.github.io/story/, as the remote tells" in publisher.words
    assert "Settings > Pages: Deploy from a branch, gh-pages" in publisher.words
    assert publisher.published() == SITE


@pytest.mark.usefixtures("ssh")
def test_codeberg_shows_another_branch(publisher: Publisher) -> None:
    publisher.own.git("remote", "set-url", "origin", "ssh://git@codeberg.org/bakhyt/story.git")
    assert publisher.deploy(SITE) == 0, publisher.words
    assert publisher.remote.git("for-each-ref", "--format=%(refname)") == (
        "refs/heads/main\nrefs/heads/pages"
    )
    assert "remote   origin, ssh://codeberg.org/bakhyt/story.git" in publisher.words


# --- the command


@pytest.fixture
def author(publisher: Publisher) -> Author:
    return Author(publisher.own.folder)


@pytest.mark.usefixtures("ssh")
def test_the_command_publishes_what_a_build_makes(publisher: Publisher, author: Author) -> None:
    publisher.own.git("remote", "set-url", "origin", "git@github.com:Bakhyt/story.git")
    before = publisher.state()
    said = author.run("deploy", "--yes")
    assert (said.status, said.out) == (0, ""), said.err
    assert publisher.state() == before
    author.run("build", "--base-url", "https://bakhyt.github.io/story/")
    assert publisher.remote.files(TIP) == sorted([*tree(author.site), MANIFEST])
    assert publisher.remote.text(f"{TIP}:sitemap.xml") == author.page("sitemap.xml").rstrip("\n")
    again = author.run("deploy", "--yes")
    assert (again.status, len(publisher.history())) == (0, 1), again.err


@pytest.mark.usefixtures("ssh")
@pytest.mark.parametrize(
    ("flags", "story_yml", "url"),
    [
        ([], "title: A\ncname: story.example.org\n", "https://story.example.org"),
        ([], "title: A\nurl: https://example.org/well\n", "https://example.org/well"),
        (["--base-url", "https://a.b/"], "title: A\nurl: https://example.org\n", "https://a.b"),
    ],
)
def test_who_names_an_address_is_heard(
    flags: list[str], story_yml: str, url: str, publisher: Publisher, author: Author
) -> None:
    publisher.own.git("remote", "set-url", "origin", "git@github.com:Bakhyt/story.git")
    publisher.own.commit({"site_src/story.yml": story_yml})
    said = author.run("deploy", *flags)
    assert said.status == 2
    assert f"\naddress  {url}/, as you said\n" in said.err
    assert said.err.endswith("nobody is here to be asked: add --yes, and it is published\n")
    assert publisher.remote.git("for-each-ref", f"refs/heads/{TIP}") == ""


@pytest.mark.parametrize("mistake", [BROKEN, WARNED])
def test_a_story_with_a_mistake_is_not_published(
    mistake: Files, publisher: Publisher, author: Author
) -> None:
    publisher.own.commit(mistake)
    said = author.run("deploy", "--yes")
    assert said.status == 1
    assert "[empty-chapter]" in said.err or "[unknown-key]" in said.err
    assert said.err.endswith("nothing was published: here, a warning counts as an error\n")
    assert publisher.remote.git("for-each-ref", f"refs/heads/{TIP}") == ""


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
def test_on_a_terminal_it_asks(publisher: Publisher, author: Author) -> None:
    assert answered(author, "n") == (1, "nothing was published")
    assert publisher.remote.git("for-each-ref", f"refs/heads/{TIP}") == ""
    status, told = answered(author, "y")
    assert (status, told.partition(";")[0]) == (0, "published")
    assert len(publisher.history()) == 1


def answered(author: Author, answer: str) -> tuple[int, str]:
    """The exit status of a deploy whose question is answered, and the last that it said."""
    import pty

    ours, its = pty.openpty()
    os.write(ours, f"{answer}\n".encode())
    command = [sys.executable, ROOT / "build.py", "deploy"]
    done = subprocess.run(command, cwd=author.folder, stdin=its, stderr=subprocess.PIPE)
    os.close(its)
    os.close(ours)
    told = done.stderr.decode()
    assert told.count("Publish it? [y/N] ") == 1
    return done.returncode, told.splitlines()[-1].removeprefix("Publish it? [y/N] ")
