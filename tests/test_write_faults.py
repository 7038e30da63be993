"""The writer under fire: killed, refused and interrupted at every call to the file system.

The calls are enumerated, not sampled: a first build is counted, then one build for each of its
calls is hit there. What is then seen through the output is the old site or the new one, and the
next build clears away what the one before left.
"""

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dastan.diagnostics import Checked
from dastan.model import Changes, Plan
from dastan.write import clean, exchange, write
from dastan.write.folder import MANIFEST, STAGING
from dastan.write.staging import locked

fcntl = pytest.importorskip("fcntl", reason="a build is killed by signals, in a forked process")

SAME = {"chapters/a.html": b"same"}
OLD = {**SAME, "index.html": b"old", "gone/x.html": b"", "turn/x": b"in", "back": b"file"}
NEW = {**SAME, "index.html": b"new", "come/y.html": b"", "turn": b"file", "back/x": b"in"}
MINE = {"CNAME": b"story.example"}

Hit = Callable[[str, Callable[[], object]], object]
"""What happens instead of a call: given its name, and the call itself."""

READING = "access fstat listdir listxattr lstat read readlink scandir stat".split()
CHANGING = "chmod close flock link mkdir open rename replace rmdir swap unlink utime write".split()


@contextmanager
def watched(hit: Hit) -> Iterator[None]:
    """Every call to the file system goes through `hit`."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            *((os, name) for name in [*READING, *CHANGING] if hasattr(os, name)),
            (fcntl, "flock"),
            (exchange, "swap"),
        ):
            call = getattr(module, name)

            def through(
                *args: object, _name: str = name, _call: Any = call, **more: object
            ) -> object:
                return hit(_name, lambda: _call(*args, **more))

            patch.setattr(module, name, through)
        yield


def calls_of(build: Callable[[], object]) -> list[str]:
    names: list[str] = []

    def count(name: str, call: Callable[[], object]) -> object:
        names.append(name)
        return call()

    with watched(count):
        build()
    return names


def changing(names: list[str]) -> list[int]:
    """The calls that change something: between two of them, all deaths are the same."""
    return [number for number, name in enumerate(names) if name in CHANGING]


def at(number: int, harm: Hit, onwards: bool = False) -> Hit:
    """Does harm at one call, or from that one on."""
    seen = -1

    def hit(name: str, call: Callable[[], object]) -> object:
        nonlocal seen
        seen += 1
        return harm(name, call) if seen == number or (onwards and seen > number) else call()

    return hit


def failing(code: int) -> Hit:
    def fail(name: str, call: Callable[[], object]) -> object:
        if name == "close":
            call()  # a file is closed also where that fails
        raise OSError(code, os.strerror(code))

    return fail


class Case:
    """An output with an old site in it, to be rebuilt over and over."""

    def __init__(self, way: str, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.way, self.story, self.out = way, story, story / "_site"
        if way == "two renames":
            monkeypatch.setattr(exchange, "swap", lambda one, other: False)
        self.start = {} if way == "first" else {**OLD, **MINE}
        self.end = NEW if way == "first" else {**NEW, **MINE}

    def reset(self) -> None:
        shutil.rmtree(self.story, ignore_errors=True)
        (self.story / "site_src").mkdir(parents=True)
        if self.way == "first":
            return
        assert not write(Plan(OLD), self.out, self.story).diagnostics
        (self.out / "CNAME").write_bytes(MINE["CNAME"])
        if self.way == "in place":
            (self.out / ".git").mkdir()

    def build(self, files: dict[str, bytes] | None = None) -> Checked[Changes]:
        return write(Plan(NEW if files is None else files), self.out, self.story)

    def seen(self) -> dict[str, bytes]:
        """The site as a reader finds it."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in self.out.rglob("*")
            if path.is_file() and path.name != MANIFEST and STAGING not in path.parts
        }

    def heal(self) -> None:
        """The next build clears away, also where it writes nothing itself; then one that does."""
        if self.way != "first":
            healed = self.build({"CNAME": b"not the author's"})
            assert [d.code for d in healed.diagnostics] == ["file-in-the-way"]
            assert self.seen() in (self.start, self.end)
            assert self.tidy()
        assert all(d.severity == "warning" for d in self.build().diagnostics)
        assert self.seen() == self.end
        assert self.tidy()

    def tidy(self) -> bool:
        return not [path for path in self.story.rglob("*") if STAGING in path.name]


@pytest.fixture(params=["exchange", "two renames", "in place", "first"])
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    return Case(request.param, tmp_path / "story", monkeypatch)


def killed(build: Callable[[], object], hit: Hit) -> bool:
    """Runs a build in a process of its own; whether that was killed."""
    child = os.fork()
    if not child:
        try:
            with watched(hit):
                build()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def die(name: str, call: Callable[[], object]) -> object:
    os.kill(os.getpid(), signal.SIGKILL)
    return call()


def test_killed_at_every_call(case: Case) -> None:
    case.reset()
    names = calls_of(case.build)
    assert case.seen() == case.end
    for number in changing(names):
        case.reset()
        assert killed(case.build, at(number, die)), names[number]
        if case.way == "two renames":
            assert case.seen() in (case.start, case.end, {}), (number, names[number])
        elif case.way != "in place":
            assert case.seen() in (case.start, case.end), (number, names[number])
        case.heal()


def test_killed_in_the_middle_of_a_file(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    system = os.write
    monkeypatch.setattr(os, "write", lambda file, data: system(file, data[:3]))
    case.reset()
    names = calls_of(case.build)
    assert case.seen() == case.end
    for number in [n for n, name in enumerate(names) if name == "write"]:
        case.reset()
        assert killed(case.build, at(number, die))
        assert case.seen() in (case.start, case.end)
        case.heal()


def test_refused_at_every_call(case: Case) -> None:
    case.reset()
    names = calls_of(case.build)
    # What is asked before any work is the same in all ways: hit there once.
    for number in range(0 if case.way == "first" else changing(names)[0], len(names)):
        name = names[number]
        for code in (errno.EIO, errno.ENOSPC, errno.EACCES)[: 3 if name in CHANGING else 1]:
            case.reset()
            with watched(at(number, failing(code))):
                said = case.build()
            errors = [d for d in said.diagnostics if d.severity == "error"]
            assert case.seen() == (case.start if errors else case.end), (number, name, errors)
            assert {d.code for d in errors} <= {"output-failed", "unsafe-output"}
            case.heal()


def test_refused_from_a_call_on(case: Case) -> None:
    case.reset()
    for number in changing(calls_of(case.build)):
        case.reset()
        with watched(at(number, failing(errno.EIO), onwards=True)):
            said = case.build()
        if case.way == "two renames":
            assert case.seen() in (case.start, case.end, {})
        elif case.way != "in place":
            assert case.seen() in (case.start, case.end)
        assert case.seen() == case.end or any(d.severity == "error" for d in said.diagnostics)
        case.heal()


def test_interrupted_at_every_call(case: Case) -> None:
    def interrupt(name: str, call: Callable[[], object]) -> object:
        if name == "close":
            call()
        raise KeyboardInterrupt

    case.reset()
    names = calls_of(case.build)
    for number in changing(names):
        case.reset()
        with watched(at(number, interrupt)), pytest.raises(KeyboardInterrupt):
            case.build()
        assert case.seen() in (case.start, case.end)
        assert case.tidy() or names[number] != "write"
        case.heal()


def test_clean_killed_at_every_call_can_be_repeated(case: Case) -> None:
    case.reset()
    case.build()
    names = calls_of(lambda: clean(case.out, case.story))
    for number in changing(names):
        case.reset()
        case.build()
        killed(lambda: clean(case.out, case.story), at(number, die))
        clean(case.out, case.story)
        assert case.seen() == ({} if case.way == "first" else MINE)
        assert case.tidy()


def test_a_forked_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    end, start = os.pipe()
    with locked(str(staging)):
        (staging / "left").touch()  # so that the lock is left as well
        child = os.fork()
        if not child:
            os.close(start)
            os.read(end, 1)  # lives on until the test is over
            os._exit(0)
    os.close(end)
    try:
        with locked(str(staging)):
            (staging / "left").unlink()
    finally:
        os.close(start)
        os.waitpid(child, 0)
    assert not staging.exists()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    out = tmp_path / "_site"
    with watched(
        lambda name, call: failing(errno.ENOSPC)(name, call) if name == "write" else call()
    ):
        said = write(Plan(NEW), out, tmp_path).diagnostics
    assert [(d.code, d.span.path) for d in said] == [("output-failed", "_site")]
    assert said[0].message == "“_site/.dastan-manifest” cannot be written: the disk is full"
    assert os.listdir(tmp_path) == []
