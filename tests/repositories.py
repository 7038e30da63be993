"""Real repositories for tests, which know nothing of this machine's own settings of git."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import did_not_run
from stories import Files

ALONE = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Bakhyt",
    "GIT_AUTHOR_EMAIL": "bakhyt@example.org",
    "GIT_COMMITTER_NAME": "Bakhyt",
    "GIT_COMMITTER_EMAIL": "bakhyt@example.org",
}


@pytest.fixture
def git_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """git, here and in what the test starts, as on a machine where nobody has set anything."""
    if not shutil.which("git"):
        did_not_run("tests with git", "git is missing")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    yield


@dataclass(frozen=True)
class Repository:
    """A folder that git knows."""

    folder: Path

    def git(self, *arguments: str | Path) -> str:
        command = ["git", "-C", self.folder, *arguments]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        return done.stdout.removesuffix("\n")

    def commit(self, files: Files, day: str = "2026-03-20") -> str:
        """A commit of these files and of whatever else has changed, after midnight; its name."""
        for path, body in files.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body.encode() if isinstance(body, str) else body)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Work", "--date", f"{day} 00:30:00 +0600")
        return self.git("rev-parse", "HEAD")

    def files(self, what: str) -> list[str]:
        """The files of a commit."""
        return self.git("ls-tree", "-r", "-z", "--name-only", what).rstrip("\0").split("\0")

    def text(self, what: str) -> str:
        """Of an object, such as `main:site_src/story.yml`."""
        return self.git("cat-file", "blob", what)


def begun(folder: Path, *options: str) -> Repository:
    folder.mkdir(parents=True, exist_ok=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main", *options)
    return repository


def cloned(remote: Repository, folder: Path, *options: str) -> Repository:
    remote.git("clone", "--quiet", *options, remote.folder.as_uri(), folder)
    return Repository(folder)
