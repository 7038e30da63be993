"""The only writer: a plan in, and the output folder is what the plan says.

It stands last on the walk and decides nothing about the site. On the way: may we write there
(`folder`), what stands there and what is to do (`survey`), then one of two ways to do it, an
exchange of the whole tree (`exchange`) or renames in place under a journal (`journal`), with the
new files laid in a folder that is also the lock (`staging`).

- Where nothing changed, nothing is touched.
- Whoever reads the output finds the old site or the new one, also when a build is killed at any
  moment; the next build clears away what the killed one left.
- What our own manifest does not list is the author's: it is never replaced, moved or removed.
- A fault of the output is a diagnostic, and then the old site stays.

This holds against killing. Against a power cut it would take an fsync a file, which costs more
than it is worth: the next build compares every byte with the plan anyway.
"""

import errno
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dastan.diagnostics import Checked, Diagnostic, Span, error, warning
from dastan.model import Changes, Plan
from dastan.write import exchange, journal
from dastan.write.folder import (
    MANIFEST,
    QUIET,
    Folder,
    Manifest,
    danger,
    folder_of,
    is_foreign,
    is_safe,
    read_manifest,
    stands,
)
from dastan.write.staging import locked
from dastan.write.survey import Work, compare, look_at, parents, stamp

__all__ = ["check_output", "clean", "is_safe", "write"]

T = TypeVar("T")

_NAMED = 5
"""How many of the author's files in the output are named one by one."""

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EIO: "the disk reports an error",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "permission was refused" + ", or another program has it open" * (os.name == "nt"),
    errno.EPERM: "permission was refused",
    errno.EEXIST: "something else of that name stands there",
    errno.ENAMETOOLONG: "the name is too long",
}


def check_output(out: Path, story: Path) -> tuple[Diagnostic, ...]:
    """Whether a site may be written to `out`: asked before any work is done; touches nothing.

    Errors: `unsafe-output` for a folder that a build should never fill, such as the story's own or
    one that holds it; `foreign-output` for one that is not empty and not ours; `output-failed` for
    one that cannot be read.
    """
    return _guarded(out, story, None, lambda folder: Checked(None)).diagnostics


def write(plan: Plan, out: Path, story: Path) -> Checked[Changes]:
    """Makes the output what the plan says, or leaves it as it was and says why.

    Every path of the plan must be safe (see `is_safe`), and none a folder of another. Errors:
    those of `check_output`, `file-in-the-way`, `output-busy`, `output-failed`. A warning,
    `kept-file`, for what is the author's in the output.
    """
    unsafe = [path for path in plan.files if not is_safe(path)]
    assert not unsafe, f"no paths of a site: {unsafe}"
    clash = parents(plan.files) & plan.files.keys()
    assert not clash, f"both files and folders: {sorted(clash)}"
    return _guarded(out, story, Changes(), lambda folder: _write(plan.files, folder, out, story))


def clean(out: Path, story: Path) -> Checked[int]:
    """Removes what builds wrote, as their manifest lists it; how many files it were.

    The author's own files and folders stay. The errors and the warning are those of `write`.
    """
    return _guarded(out, story, 0, lambda folder: _clean(folder, out, story))


def _guarded(out: Path, story: Path, nothing: T, act: Callable[[Folder], Checked[T]]) -> Checked[T]:
    """Acts on the folder if that is allowed; a fault of the system's becomes a diagnostic."""
    shown = _shown(out, story)

    def refused(code: str, message: str, hint: str) -> Checked[T]:
        return Checked(nothing, (error(code, message, Span(shown), hint),))

    try:
        if why := danger(str(out), str(story)):
            hint = "name a folder for the site alone, such as _site"
            return refused("unsafe-output", f"the output folder {why}", hint)
        if is_foreign(folder_of(str(out))):
            message = f"the output folder is not empty, and no site of ours (it has no {MANIFEST})"
            hint = "name another folder with --output, or empty this one yourself"
            return refused("foreign-output", message, hint)
        return act(folder_of(str(out)))
    except BlockingIOError:
        message = "another build is writing this folder now: nothing was touched"
        return refused("output-busy", message, "wait until it is done, then build again")
    except OSError as problem:
        message = f"“{_within(problem, out, shown)}” cannot be written: {_why(problem)}"
        return refused("output-failed", message, "mend that, then build again")
    except ValueError:
        return refused("unsafe-output", "no folder can have this name", "name another")


def _write(files: Mapping[str, bytes], folder: Folder, out: Path, story: Path) -> Checked[Changes]:
    shown = _shown(out, story)
    while True:
        _heal(folder)
        work = compare(folder, files)
        if stands(folder.inside) or not _holds(folder, work):
            continue  # another build came between, and what was judged may be a mixture
        if work.blocked:
            return Checked(Changes(), tuple(_in_the_way(shown, path) for path in work.blocked))
        if work.done or _publish(folder, work, files):
            break
    same = len(work.same)
    changes = Changes(written=len(files) - same, unchanged=same, removed=len(work.stale))
    return Checked(changes, _kept(shown, work.kept))


def _publish(folder: Folder, work: Work, files: Mapping[str, bytes]) -> bool:
    """Does the work; False where another build came first, and nothing was done."""
    if _exchangeable(folder, work):
        os.makedirs(os.path.dirname(folder.root), exist_ok=True)
        with locked(folder.beside):
            if stands(folder.inside) or not _holds(folder, work):
                return False
            if exchange.exchange(folder, work, files):
                return True
    with locked(folder.inside):
        if stands(folder.beside) or not _holds(folder, work):
            return False
        journal.rename_in_place(folder, work, files)
        return True


def _holds(folder: Folder, work: Work) -> bool:
    """Whether no other build has written since the work was judged."""
    return stamp(folder.root) == work.look.stamp


def _exchangeable(folder: Folder, work: Work) -> bool:
    if not work.look.exists:
        return True
    above = os.path.dirname(folder.root)
    return work.movable and not folder.fixed and os.access(above, os.W_OK | os.X_OK)


def _heal(folder: Folder) -> None:
    """Ends what a killed build began. Raises BlockingIOError where it is alive."""
    for staging, finish in ((folder.beside, exchange.finish), (folder.inside, journal.finish)):
        if stands(staging):
            with locked(staging):
                finish(folder)


def _clean(folder: Folder, out: Path, story: Path) -> Checked[int]:
    _heal(folder)
    if read_manifest(folder.root) is None:
        return Checked(0)
    with locked(folder.inside):
        look = look_at(folder.root)
        if stands(folder.beside):
            raise BlockingIOError
        ours = look.manifest or Manifest()
        files = sorted((look.files | look.others) & ours.files)
        for path in files:
            os.unlink(f"{folder.root}/{path}")
        for path in sorted(look.folders & ours.folders, reverse=True):
            with suppress(OSError):  # the author's files keep it
                os.rmdir(f"{folder.root}/{path}")
        os.unlink(f"{folder.root}/{MANIFEST}")  # last, so that a killed `clean` can be repeated
    if "." in ours.folders:
        with suppress(OSError):
            os.rmdir(folder.root)
    kept = sorted((look.files | look.others) - ours.files)
    return Checked(len(files), _kept(_shown(out, story), kept))


# --- what is said


def _shown(out: Path, story: Path) -> str:
    """The output as a person would name it: relative to the story where it lies in it."""
    try:
        inside = os.path.relpath(os.path.abspath(out), os.path.abspath(story))
    except (OSError, ValueError):  # another drive
        return out.as_posix()
    return out.as_posix() if inside.startswith("..") else Path(inside).as_posix()


def _within(problem: OSError, out: Path, shown: str) -> str:
    """What the problem is about, as a path of the output, also while it is laid elsewhere."""
    folder, path = folder_of(str(out)), str(problem.filename or "")
    for root in (os.path.join(folder.beside, "new"), folder.root):
        if path.startswith(root):
            return (shown + path[len(root) :]).replace(os.sep, "/")
    return shown


def _why(problem: OSError) -> str:
    return _WHY.get(problem.errno or 0) or problem.strerror or str(problem)


def _in_the_way(shown: str, path: str) -> Diagnostic:
    return error(
        "file-in-the-way",
        "the site needs this path, and something that Dastan did not write stands there",
        Span(f"{shown}/{path}"),
        "move it away; what belongs to the site goes into site_src/root/",
    )


def _kept(shown: str, paths: Sequence[str]) -> tuple[Diagnostic, ...]:
    """A warning for each of the first few files, then one for the rest."""
    loud = [path for path in paths if path.rpartition("/")[2] not in QUIET]
    said = [
        warning(
            "kept-file",
            "Dastan did not write this file: it stays in the output",
            Span(f"{shown}/{os.fsencode(path).decode('utf-8', 'replace')}"),
            "move it away; what belongs to the site goes into site_src/root/",
        )
        for path in loud[:_NAMED]
    ]
    if len(loud) > _NAMED:
        message = f"{len(loud) - _NAMED} more files are not Dastan's, and stay in the output"
        said.append(warning("kept-file", message, Span(shown)))
    return tuple(said)
