"""What parsing a file gave, kept under the digest of all that it depended on.

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
from dastan.model import Source
from dastan.parse import Options, Parsed, parse

Memo = dict[str, Checked[Parsed]]
Map = Callable[[Callable[[Source], Checked[Parsed]], Sequence[Source]], Iterable[Checked[Parsed]]]

_FILE = "memo"
_DATES = {("zoneinfo", "ZoneInfo")} | {
    ("datetime", name) for name in ("datetime", "timedelta", "timezone")
}
_PACKAGE = Path(__file__).parent
_SEAL = len(b"dastan memo ") + sha256().digest_size


def parse_all(
    sources: Sequence[Source], options: Options, memo: Memo, map: Map
) -> list[Checked[Parsed]]:
    """Every source parsed, those that `memo` knows from there; `memo` then holds just these.

    What is kept depends on nothing but the bytes that its key digests: the file's path, its text
    and the options. Its diagnostics are kept with it.
    """
    keys = [_key(source, options) for source in sources]
    new = {key: source for key, source in zip(keys, sources, strict=True) if key not in memo}
    for key, checked in zip(
        new, map(partial(parse, options=options), [*new.values()]), strict=True
    ):
        memo[key] = checked
    for key in memo.keys() - set(keys):
        del memo[key]
    return [memo[key] for key in keys]


def _key(source: Source, options: Options) -> str:
    return sha256(f"{source.path}\0{options!r}\0{source.text}".encode()).hexdigest()


def _seal(body: bytes) -> bytes:
    """Stands before a memo on the disk: a digest of it and of the code that it was made by."""
    digest = sha256()
    for module in sorted(_PACKAGE.rglob("*.py")):
        digest.update(module.read_bytes())
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
        own = module in (model.__name__, diagnostics.__name__) and name[0].isupper()
        if own or (module, name) in _DATES:
            return getattr(__import__(module, fromlist=[name]), name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a story")
