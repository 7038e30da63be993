"""What was made before, kept under the digest of all that it depended on.

In memory this is a dictionary; on disk, one file in the story's cache, whose values are unpickled
when they are asked for and copied as they are when it is written again. A cache that is damaged,
foreign or of another version of Dastan is as good as none.
"""

import io
import pickle
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dastan import cache, diagnostics, model
from dastan.diagnostics import Checked
from dastan.markdown_file import Options
from dastan.model import Kept, Source
from dastan.parse import Parsed, parse

Key = tuple[str, str]
"""A kind of work, and a digest of all that it depended on."""
Memo = MutableMapping[Key, Any]
"""What came of it."""
Map = Callable[[Callable[[Source], Checked[Parsed]], Sequence[Source]], Iterable[Checked[Parsed]]]

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

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self.texts: dict[str, str] = {}
        """By its path, a digest of each source that was parsed and of how."""
        self._asked: set[Key] = set()

    def keep(self, kind: str, digest: str, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, or gave before for the same digest."""
        key = (kind, digest)
        self._asked.add(key)
        try:
            kept: Kept = self.memo[key]
        except KeyError:
            kept = self.memo[key] = make()
        return kept

    def parse_all(
        self, sources: Sequence[Source], options: Options, map: Map
    ) -> list[Checked[Parsed]]:
        """Every source parsed; a file's diagnostics are kept with its value."""
        self.texts = {source.path: _digest(source, options) for source in sources}
        new = [s for s in sources if ("parse", self.texts[s.path]) not in self.memo]
        parsed = map(partial(parse, options=options), new)
        self.memo.update(
            (("parse", self.texts[source.path]), value)
            for source, value in zip(new, parsed, strict=True)
        )
        return [
            self.keep("parse", self.texts[source.path], partial(parse, source, options))
            for source in sources
        ]

    def tidy(self) -> None:
        """Drop what this build did not ask for, of the kinds of work that it did."""
        kinds = {kind for kind, _ in self._asked}
        for key in self.memo.keys() - self._asked:
            if key[0] in kinds:
                del self.memo[key]


def _digest(source: Source, options: Options) -> str:
    return sha256(f"{source.path}\0{options!r}\0{source.text}".encode()).hexdigest()


# --- on the disk: a seal, the length of an index, the index, the values one after another


@dataclass(frozen=True, slots=True)
class _Stored:
    """A value as it lies in the file."""

    data: memoryview
    is_bytes: bool
    """As it is; else pickled."""


class _Stock(dict[Key, Any]):
    """A memo whose values are unpickled when they are asked for."""

    def __getitem__(self, key: Key) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, _Stored):
            value = self[key] = self._opened(key, value)
        return value

    def _opened(self, key: Key, stored: _Stored) -> Any:
        if stored.is_bytes:
            return bytes(stored.data)
        try:
            return _OwnValues(io.BytesIO(stored.data)).load()
        except Exception as problem:  # reading a pickle may raise anything
            raise KeyError(key) from problem


def load(folder: Path) -> Memo:
    """The memo of the last build, empty where there is none to be trusted."""
    try:
        data = memoryview((folder / _FILE).read_bytes())
        seal, body = data[:_SEAL], data[_SEAL:]
        if seal != _seal(body):
            return {}
        index, values = _parted(body)
        stock = _Stock()
        for kind, digest, is_bytes, size in _OwnValues(io.BytesIO(index)).load():
            stock[kind, digest] = _Stored(values[:size], is_bytes)
            values = values[size:]
    except Exception:  # reading a pickle may raise anything
        return {}
    return stock


def _parted(body: memoryview) -> tuple[memoryview, memoryview]:
    """The index, and the values behind it."""
    end = _COUNT + int.from_bytes(body[:_COUNT])
    return body[_COUNT:end], body[end:]


def save(folder: Path, memo: Memo) -> None:
    """Keep a memo for the next build."""
    index: list[tuple[str, str, bool, int]] = []
    values: list[bytes | memoryview] = []
    for (kind, digest), value in memo.items():
        stored = value if isinstance(value, _Stored) else _stored(value)
        index.append((kind, digest, stored.is_bytes, len(stored.data)))
        values.append(stored.data)
    head = _pickled(index)
    body = b"".join((len(head).to_bytes(_COUNT), head, *values))
    cache.put(str(folder), _FILE, _seal(body), body)


def _stored(value: object) -> _Stored:
    is_bytes = isinstance(value, bytes)
    return _Stored(memoryview(value if isinstance(value, bytes) else _pickled(value)), is_bytes)


def _seal(body: bytes | memoryview) -> bytes:
    """Stands before a memo on the disk: a digest of it and of the code that it was made by."""
    digest = sha256(cache.code())
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
        own = module in _OWN or module.startswith("dastan.time.")
        own = own and name[0].isupper()
        if own or (module, name) in _DATES:
            return getattr(__import__(module, fromlist=[name]), name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value of a story")
