"""What was made before, kept under the digest of all that it depended on.

In memory this is a dictionary; on disk, one file in the story's cache, whose values are unpickled
when they are asked for and copied as they are when it is written again. A cache that is damaged,
foreign or of another version of Dastan is as good as none.
"""

import io
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from dastan import cache, diagnostics, model
from dastan.diagnostics import Checked
from dastan.markdown_file import Options
from dastan.model import Kept, Source
from dastan.parallel import WORTH_FORKING
from dastan.parse import Parsed, parse

Key = tuple[str, str]
"""A kind of work, and a digest of all that it depended on."""
Memo = MutableMapping[Key, Any]
"""What came of it."""
News = tuple[set[Key], dict[Key, Any]]
"""What was asked of a memo, and what it did not know before."""
Map = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]
"""The built-in `map`, or one that works in parallel."""

_FILE = "memo"
_DATES = {("zoneinfo", "ZoneInfo")} | {
    ("datetime", name) for name in ("datetime", "timedelta", "timezone")
}
_OWN = (model.__name__, diagnostics.__name__, "dastan.chronology")
_NAME = b"dastan memo "
_SEAL = len(_NAME) + sha256().digest_size
_COUNT = 8
"""Bytes that tell how long the index is."""


class Use:
    """A memo in the hands of one build."""

    def __init__(self, memo: Memo, map: Map) -> None:
        self.memo = memo
        self.map = map
        """For what is worth several processes: the built-in one, where few texts are new."""
        self.digests: dict[str, str] = {}
        """By its path, a digest of each text that was parsed, and of how."""
        self.seconds: dict[str, float] = {}
        """By its path, how long each new text took to parse."""
        self._asked: set[Key] = set()
        self._made: dict[Key, Any] = {}
        """What is new in the memo since `news` was asked for."""

    def keep(self, kind: str, digest: str, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, or gave before for the same digest."""
        key = (kind, digest)
        self._asked.add(key)
        try:
            kept: Kept = self.memo[key]
        except KeyError:
            kept = self.memo[key] = self._made[key] = make()
        return kept

    def knows(self, kind: str, digest: str) -> bool:
        """Whether `keep` would have nothing to make."""
        return (kind, digest) in self.memo

    def parse_all(self, sources: Sequence[Source], options: Options) -> list[Checked[Parsed]]:
        """Every source parsed; a file's diagnostics are kept with its value."""
        how = repr(options)
        self.digests = {source.path: _digest(source, how) for source in sources}
        new = [s for s in sources if ("parse", self.digests[s.path]) not in self.memo]
        if len(new) < WORTH_FORKING:
            self.map = map
        results = self.map(partial(_parse, options), new)
        for source, (parsed, seconds) in zip(new, results, strict=True):
            _lay(self.memo, ("parse", self.digests[source.path]), parsed)
            self.seconds[source.path] = seconds
        return [
            self.keep("parse", self.digests[source.path], partial(parse, source, options))
            for source in sources
        ]

    def news(self) -> News:
        """What was asked for, and what is new since this was last asked for."""
        made, self._made = self._made, {}
        return self._asked, made

    def take(self, news: News) -> None:
        """Take over what a copy of this one in another process has learned."""
        asked, made = news
        self._asked |= asked
        self.memo.update((key, value) for key, value in made.items() if key not in self.memo)

    def tidy(self) -> None:
        """Drop what this build did not ask for, of the kinds of work that it did."""
        kinds = {kind for kind, _ in self._asked}
        for key in self.memo.keys() - self._asked:
            if key[0] in kinds:
                del self.memo[key]


def _parse(options: Options, source: Source) -> "tuple[_Stored, float]":
    """Parsed and packed, for the way from one process to another and for the disk alike; and how
    many seconds that took."""
    started = perf_counter()
    return _stored(parse(source, options)), perf_counter() - started


def _digest(source: Source, how: str) -> str:
    return sha256(f"{source.path}\0{how}\0{source.text}".encode()).hexdigest()


# --- on the disk: a seal, the length of an index, the index, the values one after another


@dataclass(frozen=True, slots=True)
class _Stored:
    """A value as it lies in the file."""

    data: bytes | memoryview
    is_bytes: bool
    """As it is; else pickled."""


class Stock(MutableMapping[Key, Any]):
    """A memo whose values are unpickled when they are asked for, and not pickled again."""

    def __init__(self) -> None:
        self._open: dict[Key, Any] = {}
        self.stored: dict[Key, _Stored | None] = {}
        """In the order of the file; None for what is not packed yet."""

    def __getitem__(self, key: Key) -> Any:
        if key not in self._open:
            stored = self.stored[key]
            assert stored
            try:
                self._open[key] = _opened(stored)
            except Exception as problem:  # reading a pickle may raise anything
                raise KeyError(key) from problem
        return self._open[key]

    def __setitem__(self, key: Key, value: Any) -> None:
        self._open[key] = value
        self.stored[key] = None

    def __delitem__(self, key: Key) -> None:
        del self.stored[key]
        self._open.pop(key, None)

    def __contains__(self, key: object) -> bool:
        return key in self.stored

    def __iter__(self) -> Iterator[Key]:
        return iter(self.stored)

    def __len__(self) -> int:
        return len(self.stored)


def _lay(memo: Memo, key: Key, stored: _Stored) -> None:
    if isinstance(memo, Stock):
        memo.stored[key] = stored
    else:
        memo[key] = _opened(stored)


def _opened(stored: _Stored) -> Any:
    return bytes(stored.data) if stored.is_bytes else _OwnValues(io.BytesIO(stored.data)).load()


def _stored(value: object) -> _Stored:
    is_bytes = isinstance(value, bytes)
    return _Stored(value if isinstance(value, bytes) else _pickled(value), is_bytes)


def load(folder: Path) -> Stock:
    """The memo of the last build, empty where there is none to be trusted."""
    stock = Stock()
    try:
        data = memoryview(cache.take(str(folder), _FILE))
        seal, body = data[:_SEAL], data[_SEAL:]
        if seal != _seal(body):
            return stock
        index, values = _parted(body)
        for kind, digest, is_bytes, size in _OwnValues(io.BytesIO(index)).load():
            stock.stored[kind, digest] = _Stored(values[:size], is_bytes)
            values = values[size:]
    except Exception:  # reading a pickle may raise anything
        return Stock()
    return stock


def _parted(body: memoryview) -> tuple[memoryview, memoryview]:
    """The index, and the values behind it."""
    end = _COUNT + int.from_bytes(body[:_COUNT])
    return body[_COUNT:end], body[end:]


def save(folder: Path, memo: Stock) -> None:
    """Keep a memo for the next build."""
    index: list[tuple[str, str, bool, int]] = []
    values: list[bytes | memoryview] = []
    for (kind, digest), stored in memo.stored.items():
        stored = stored or _stored(memo[kind, digest])
        index.append((kind, digest, stored.is_bytes, len(stored.data)))
        values.append(stored.data)
    head = _pickled(index)
    body = b"".join((len(head).to_bytes(_COUNT), head, *values))
    cache.put(str(folder), _FILE, _seal(body), body)


def _seal(body: bytes | memoryview) -> bytes:
    """Stands before a memo on the disk: a digest of it and of the code that it was made by."""
    digest = sha256(cache.code() + sys.version.encode())
    digest.update(body)
    return _NAME + digest.digest()


def _pickled(value: object) -> bytes:
    pickled = io.BytesIO()
    pickler = pickle.Pickler(pickled, protocol=5)
    pickler.dispatch_table = _REDUCERS  # type: ignore[assignment]  # the stub is too narrow
    pickler.dump(value)
    return pickled.getvalue()


class _Reducers(dict[type, Callable[[Any], tuple[object, ...]]]):
    """How values are taken apart: a dataclass of ours into its fields, which takes a third of the
    time that it takes by the dataclass's own way."""

    def __missing__(self, kind: type) -> Callable[[Any], tuple[object, ...]]:
        if not is_dataclass(kind):
            raise KeyError(kind)
        names = [field.name for field in fields(kind)]
        get = attrgetter(*names)
        self[kind] = lambda value: (kind, get(value) if len(names) > 1 else (get(value),))
        return self[kind]


# By its own way a zone would come back through `getattr`, which can reach anything.
_REDUCERS = _Reducers({ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))})


class _OwnValues(pickle.Unpickler):
    """Loads values of ours and nothing else, so that a foreign cache can do no harm."""

    def find_class(self, module: str, name: str) -> Any:
        if module in _OWN or module.startswith("dastan.time.") or (module, name) in _DATES:
            found = getattr(__import__(module, fromlist=[name]), name)
            if (module, name) in _DATES or _is_value(found, module):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a story")


def _is_value(found: object, module: str) -> bool:
    """Whether it is a class of values that the module itself defines."""
    if not isinstance(found, type) or found.__module__ != module:
        return False
    return is_dataclass(found) or issubclass(found, tuple)
