"""Which moment is right for a build: the story's files have changed, and have come to rest.

This stands before the walk of data: it says *when*, never *what*, and reads no file. The changes
come from the system where it tells of them (through watchfiles), else from looking at every file
again and again. Our own polling does that, for the one inside watchfiles compares whole seconds of
the modification time: it misses the second of two saves, and every edit that keeps the time.

Nothing is lost while the caller is busy: the system's changes are collected in watchfiles' own
thread, and polling compares with what was seen before the caller began.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

import watchfiles

TICK = 0.05
"""Seconds after which the system's watch reports that nothing has happened."""
POLL = 0.3
"""Seconds between two looks at every file."""
REST = 0.1
"""Seconds without a change after which many changes count as over."""

_NOISE = re.compile(
    r".*~|\..*\.sw[a-z]|4913"  # backups; vim's swap file and its probe
    r"|\.#.*|#.*#|\.~lock\..*#|.*\.kate-swp|\.goutputstream-.*|.*___jb_(tmp|old|bak)___"
    r"|\.git|\.hg|\.svn|\.idea|\.vscode|\.obsidian|\.DS_Store",
    re.DOTALL,
)
"""Names, of files or of folders, that no story is made of."""

_SILENT = re.compile(
    r"9p|afs|ceph|cifs|drvfs|fakeowner|nfs4?|osxfs|prl_fs|smb3|smbfs|vboxsf|virtiofs|vmhgfs"
    r"|fuse\.(glusterfs|grpcfuse|osxfs|rclone|sshfs|vmhgfs-fuse)"
)
"""File systems that do not tell of changes made elsewhere: network drives, the Windows drives of
WSL, the shared folders of virtual machines and of Docker Desktop."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The paths that changed since the last look; both are empty when nothing has happened."""

    touched: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


_Stamp = tuple[int, int, int, int]
_Ignore = Callable[[Path], bool]


def changes(
    watched: Sequence[Path],
    ignore: _Ignore,
    *,
    poll: bool,
    stop: Event,
    say: Callable[[str], None],
) -> Iterator[bool]:
    """True whenever it is time to build; False again and again while nothing happens.

    One saved file is told at once. Where several change together (a checkout), or one has
    vanished (an editor may be about to put it back), their coming to rest is awaited. The first
    True says that the watch stands: what was before it, nobody has seen. Ends when `stop` is set.
    """
    burst: set[str] = set()
    waiting = False
    last = monotonic()
    for seen in _looks(watched, ignore, poll=poll, stop=stop, say=say):
        rested = monotonic() - last >= REST
        if seen == _Seen():
            yield waiting and rested
            waiting = waiting and not rested
            continue
        if rested:
            burst.clear()
        vanished = any(not os.path.lexists(path) for path in seen.gone - burst)
        burst |= seen.touched
        waiting = waiting or vanished or sum(map(os.path.isfile, burst)) > 1
        last = monotonic()
        yield not waiting


def silent_mount(paths: Sequence[Path], mountinfo: str) -> str:
    """The type of the first file system under `paths` that does not tell of changes, else "".

    `mountinfo` is the text of /proc/self/mountinfo (its form: man 5 proc_pid_mountinfo).
    """
    types: dict[Path, str] = {}
    for line in mountinfo.splitlines():
        mount, _, kind = line.partition(" - ")
        point = os.fsencode(mount.split(" ")[4]).decode("unicode_escape")  # a space is \040
        types[Path(os.fsdecode(point.encode("latin-1")))] = kind.split(" ")[0]
    for path in paths:
        at = next((folder for folder in (path, *path.parents) if folder in types), None)
        if at is not None and _SILENT.fullmatch(types[at]):
            return types[at]
    return ""


def _looks(
    watched: Sequence[Path],
    ignore: _Ignore,
    *,
    poll: bool,
    stop: Event,
    say: Callable[[str], None],
) -> Iterator[_Seen]:
    def unwanted(path: Path) -> bool:
        root = next((root for root in watched if path.is_relative_to(root)), path.parent)
        return any(map(_NOISE.fullmatch, path.relative_to(root).parts)) or ignore(path)

    if not poll and (kind := silent_mount([p.resolve() for p in watched], _mountinfo())):
        say(f"This folder’s file system ({kind}) does not tell of changes: polling instead.")
        poll = True
    while not poll and not stop.is_set():
        try:
            yield from _told(watched, unwanted, stop)
        except FileNotFoundError:
            continue  # a folder went away while its watch was being set up
        except (OSError, RuntimeError) as error:
            say(f"The system does not tell of changes ({error}): polling instead.")
            poll = True
    yield from _polled(watched, unwanted, stop)


def _mountinfo() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:  # not Linux: nothing can be told
        return ""


def _told(watched: Sequence[Path], unwanted: _Ignore, stop: Event) -> Iterator[_Seen]:
    """What the system tells. Raises OSError or RuntimeError where it cannot."""
    while not stop.is_set():
        roots = _identities(watched)
        anew = frozenset(map(str, watched))
        for batch in watchfiles.watch(
            *roots,
            watch_filter=lambda _, path: not unwanted(Path(path)),
            debounce=50,
            step=10,
            stop_event=stop,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=False,
            ignore_permission_denied=True,
        ):
            if _identities(watched) != roots:
                break  # a folder has come, gone or been replaced: the watch is set up anew
            deleted = {path for change, path in batch if change == watchfiles.Change.deleted}
            touched = {path for change, path in batch if change != watchfiles.Change.deleted}
            yield _Seen(anew | touched, frozenset(deleted - touched))
            anew = frozenset()


def _identities(watched: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """The roots that exist, and which file or folder stands there."""
    found = {}
    for path in watched:
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = (status.st_dev, status.st_ino)
    return found


def _polled(watched: Sequence[Path], unwanted: _Ignore, stop: Event) -> Iterator[_Seen]:
    """What looking at every file finds."""
    before: dict[str, _Stamp] = {}
    anew = frozenset(map(str, watched))
    while not stop.is_set():
        now = {path: stamp for root in watched for path, stamp in _stamps(root, unwanted)}
        touched = {path for path, stamp in now.items() if before.get(path) != stamp}
        yield _Seen(anew or frozenset(touched), frozenset(before.keys() - now.keys()))
        before, anew = now, frozenset()
        stop.wait(POLL)


def _stamps(root: Path, unwanted: _Ignore) -> Iterator[tuple[str, _Stamp]]:
    """Every file under `root`, with what cannot all stay the same when it is edited."""
    if root.is_file():
        yield str(root), _stamp(root.stat())
    for folder, folders, names in os.walk(root):
        at = Path(folder)
        folders[:] = [name for name in folders if not unwanted(at / name)]
        for name in names:
            path = at / name
            try:
                if not unwanted(path):
                    yield str(path), _stamp(path.stat())
            except OSError:
                continue  # gone in this moment, or a dangling link


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
