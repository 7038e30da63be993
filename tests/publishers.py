"""Somebody who publishes, with real git: a bare repository is the remote."""

import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from authors import STORY
from repositories import Repository, begun, cloned, git_alone
from small_sites import tree
from stories import Files, write_story

from dastan.deploy import deploy
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


@pytest.fixture
def ssh(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever host git asks by ssh, the bare repository answers."""
    there = publisher.remote.folder
    script = there.with_name("ssh")
    script.write_text(f'#!/bin/sh\nexec "${{2%% *}}" "{there}"\n')
    script.chmod(0o700)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(script))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
