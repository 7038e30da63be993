"""The only git: started without a shell, and never so that it would ask on the terminal.

It stands beside the walk and knows nothing of stories. What git refuses comes back as `GitError`;
whoever called says what that means. ghp-import is a program here too, as it is told by its
environment which repository it works in.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryFile
from typing import NoReturn

_OF_A_HOOK = frozenset(("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_WORK_TREE"))
"""What git sets for a hook, such as `post-commit`, and what would bind us to that one's folder."""


class GitError(Exception):
    """Its text is what git said, for a person to read."""


def git(folder: Path, *arguments: str, **env: str) -> bytes:
    """What git answers in a folder; `env` is added to its environment."""
    with asked(folder, *arguments, **env) as answer:
        return answer()


def told(folder: Path, *arguments: str) -> str:
    """The same as text, without the line's end."""
    return git(folder, *arguments).decode("utf-8", "surrogateescape").rstrip("\n")


@contextmanager
def asked(folder: Path, *arguments: str, **env: str) -> Iterator[Callable[[], bytes]]:
    """git at work beside us; what this gives waits for its answer, or raises GitError."""
    with _running(["git", "-C", str(folder), *arguments], None, env) as answer:
        yield answer


def ghp_import(folder: Path, site: Path, branch: str, message: str, **env: str) -> None:
    """Makes a commit of a site's files, and of nothing else, on top of a branch of a repository."""
    command = [sys.executable, "-m", "ghp_import", "-b", branch, "-m", message, str(site)]
    with _running(command, folder, env) as answer:
        answer()


@contextmanager
def _running(
    command: Sequence[str], folder: Path | None, env: Mapping[str, str]
) -> Iterator[Callable[[], bytes]]:
    # Into files, not pipes: a pipe is soon full, and nobody may be there to read it yet.
    with TemporaryFile() as out, TemporaryFile() as err:
        try:
            process = Popen(
                command, cwd=folder, env=_environment(env), stdin=DEVNULL, stdout=out, stderr=err
            )
        except OSError as problem:
            yield partial(_refuse, f"{command[0]} does not start: {problem.strerror}")
            return

        def answer() -> bytes:
            if process.wait():
                err.seek(0)
                _refuse(err.read().decode("utf-8", "replace").strip())
            out.seek(0)
            return out.read()

        with process:
            try:
                yield answer
            finally:
                process.kill()


def _refuse(said: str) -> NoReturn:
    raise GitError(said)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    return {**own, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", **more}
