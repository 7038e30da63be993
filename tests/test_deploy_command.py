"""`deploy` as it is typed: what it refuses, the address that it finds, and whom it asks."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from authors import BROKEN, WARNED, Author
from publishers import SITE, TIP, Publisher, git_alone, publisher, ssh
from small_sites import tree
from stories import ROOT, Files

from dastan.hosts import host
from dastan.write.folder import MANIFEST

__all__ = ["git_alone", "publisher", "ssh"]


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
