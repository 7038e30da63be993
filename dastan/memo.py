"""What was made before, kept under the digest of all that it depended on.

In memory this is a dictionary; on disk, one file in the story's cache. A cache that is damaged,
foreign or of another version of Dastan is as good as none.
"""

import io
import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dastan import diagnostics, model
from dastan.diagnostics import Checked
from dastan.markdown_file import Options
from dastan.model import Kept, Source
from dastan.parse import Parsed, parse

Memo = dict[tuple[str, str], Any]
"""By a kind of work and a digest of all that it depended on, what came of it."""
Map = Callable[[Callable[[Source], Checked[Parsed]], Sequence[Source]], Iterable[Checked[Parsed]]]

_FILE = "memo"
_DATES = {("zoneinfo", "ZoneInfo")} | {
    ("datetime", name) for name in ("datetime", "timedelta", "timezone")
}
_OWN = (model.__name__, diagnostics.__name__, "dastan.chronology")
_PACKAGE = Path(__file__).parent
_SEAL = len(b"dastan memo ") + sha256().digest_size


class Use:
    """A memo in the hands of one build."""

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self.texts = ""
        """A digest of all that was parsed."""
        self._asked: set[tuple[str, str]] = set()

    def keep(self, kind: str, digest: str, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, or gave before for the same digest."""
        key = (kind, digest)
        self._asked.add(key)
        if key not in self.memo:
            self.memo[key] = make()
        kept: Kept = self.memo[key]
        return kept

    def parse_all(
        self, sources: Sequence[Source], options: Options, map: Map
    ) -> list[Checked[Parsed]]:
        """Every source parsed; a file's diagnostics are kept with its value."""
        keys = [("parse", _digest(source, options)) for source in sources]
        self.texts = sha256("".join(digest for _, digest in keys).encode()).hexdigest()
        self._asked.update(keys)
        new = {k: source for k, source in zip(keys, sources, strict=True) if k not in self.memo}
        parsed = map(partial(parse, options=options), [*new.values()])
        self.memo.update(zip(new, parsed, strict=True))
        return [self.memo[key] for key in keys]

    def tidy(self) -> None:
        """Drop what this build did not ask for, of the kinds of work that it did."""
        kinds = {kind for kind, _ in self._asked}
        for key in self.memo.keys() - self._asked:
            if key[0] in kinds:
                del self.memo[key]


def _digest(source: Source, options: Options) -> str:
    return sha256(f"{source.path}\0{options!r}\0{source.text}".encode()).hexdigest()


def _seal(body: bytes) -> bytes:
    """Stands before a memo on the disk: a digest of it, and of the code and the words that it was
    made by."""
    digest = sha256()
    for part in sorted([*_PACKAGE.rglob("*.py"), *_PACKAGE.rglob("*.mo")]):
        digest.update(part.read_bytes())
    digest.update(body)
    return b"dastan memo " + digest.digest()


def load(cache: Path) -> Memo:
    """The memo of the last build, empty where there is none to be trusted."""
    try:
        data = (cache / _FILE).read_bytes()
        seal, body = data[:_SEAL], data[_SEAL:]
        kept = _OwnValues(io.BytesIO(body)).load() if seal == _seal(body) else {}
    except Exception:  # reading a pickle may raise anything
        return {}
    return kept if isinstance(kept, dict) else {}


def save(cache: Path, memo: Memo) -> None:
    """Keep a memo for the next build; where the cache cannot be written, that build is slower."""
    body = _pickled(memo)
    part = cache / f"{_FILE}.{os.getpid()}"
    with suppress(OSError):
        cache.mkdir(exist_ok=True)
        (cache / ".gitignore").write_text("*\n", encoding="utf-8")
        try:
            part.write_bytes(_seal(body) + body)
            part.replace(cache / _FILE)
        finally:
            part.unlink(missing_ok=True)


def forget(cache: Path) -> bool:
    """Remove the cache; whether there was one. What else lies in its folder stays there."""
    found = [*cache.glob(f"{_FILE}*")]
    with suppress(OSError):
        for path in found:
            path.unlink()
        if [*cache.iterdir()] == [cache / ".gitignore"]:
            (cache / ".gitignore").unlink()
            cache.rmdir()
    return bool(found)


def _pickled(memo: Memo) -> bytes:
    pickled = io.BytesIO()
    pickler = pickle.Pickler(pickled, protocol=5)
    # By its own way a zone would come back through `getattr`, which can reach anything.
    pickler.dispatch_table = {ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))}
    pickler.dump(memo)
    return pickled.getvalue()


class _OwnValues(pickle.Unpickler):
    """Loads values of ours and nothing else, so that a foreign cache can do no harm."""

    def find_class(self, module: str, name: str) -> Any:
        own = module in _OWN or module.startswith("dastan.time.")
        own = own and name[0].isupper()
        if own or (module, name) in _DATES:
            return getattr(__import__(module, fromlist=[name]), name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a story")
