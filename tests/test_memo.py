"""The memo on the disk: it comes back as it was, or not at all."""

import os
import pickle
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sites import files_of
from stories import story

from dastan import cache as cache_folder
from dastan import memo
from dastan.memo import Stock, load, save


@pytest.fixture(scope="module")
def kept() -> Stock:
    """What a build of “hard” gave: values of every kind, with a time zone in them."""
    found = Stock()
    story(files_of("hard"), memo=found)
    return found


@pytest.fixture
def cache(tmp_path: Path, kept: Stock) -> Path:
    save(tmp_path / ".dastan", kept)
    return tmp_path / ".dastan"


def test_it_comes_back_as_it_was(cache: Path, kept: Stock) -> None:
    assert kept and dict(load(cache)) == kept
    assert sorted(path.name for path in cache.iterdir()) == [".gitignore", "memo"]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda data: b"",
    "cut in its seal": lambda data: data[:30],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-1],
    "longer": lambda data: data + b".",
    "another byte first": lambda data: b"x" + data[1:],
    "another byte in the middle": lambda data: data[:999] + bytes([data[999] ^ 1]) + data[1000:],
    "foreign": lambda data: b"title: not a memo\n",
    "sealed, and no index": lambda data: memo._seal(b"hello") + b"hello",
    "sealed, and no pickle": lambda data: sealed(b"hello"),
    "sealed, and no memo": lambda data: sealed(pickle.dumps(["a", "list"])),
}


def sealed(index: bytes, value: bytes = b"") -> bytes:
    body = len(index).to_bytes(8) + index + value
    return memo._seal(body) + body


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_one_is_none(damage: Callable[[bytes], bytes], cache: Path) -> None:
    file = cache / "memo"
    file.write_bytes(damage(file.read_bytes()))
    assert dict(load(cache)) == {}


def test_that_of_another_version_is_none(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dastan.py").write_text("# newer\n")
    monkeypatch.setattr(cache_folder, "_HERE", str(tmp_path))
    assert dict(load(cache)) == {}


def test_a_folder_in_its_place_is_none(tmp_path: Path, kept: Stock) -> None:
    (tmp_path / "memo").mkdir()
    assert dict(load(tmp_path)) == {}
    save(tmp_path, kept)
    assert dict(load(tmp_path)) == {}


def test_where_none_can_be_kept_nothing_is_said(tmp_path: Path, kept: Stock) -> None:
    (tmp_path / ".dastan").write_text("a file")
    save(tmp_path / ".dastan", kept)
    assert dict(load(tmp_path / ".dastan")) == {}


class Hostile:
    """On being unpickled it would leave a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.mark,)


def test_a_hostile_one_does_nothing(cache: Path, tmp_path: Path) -> None:
    hostile = pickle.dumps(Hostile(tmp_path / "mark"))
    (cache / "memo").write_bytes(sealed(hostile))
    assert dict(load(cache)) == {}
    index = pickle.dumps([("epub", "0123", False, len(hostile))])
    (cache / "memo").write_bytes(sealed(index, hostile))
    loaded = load(cache)
    assert [*loaded] == [("epub", "0123")]
    assert memo.Use(loaded, map).keep("epub", "0123", lambda: "made anew") == "made anew"
    assert not (tmp_path / "mark").exists()


def test_what_nobody_asked_for_is_kept_as_it_lies(cache: Path) -> None:
    before = (cache / "memo").read_bytes()
    loaded = load(cache)
    assert len({type(loaded[key]) for key in loaded}) > 1
    save(cache, loaded)
    assert (cache / "memo").read_bytes() == before


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("dastan.memo", "load"),
        ("dastan.diagnostics", "excerpt"),
        ("dastan.diagnostics", "Span.__init__"),
        ("dastan.model", "Story.__class__"),
        ("zoneinfo", "reset_tzpath"),
    ],
)
def test_only_values_of_a_story_can_be_named(module: str, name: str) -> None:
    body = b"\x80\x04\x8c%c%s\x8c%c%s\x93." % (
        len(module), module.encode(), len(name), name.encode()
    )  # fmt: skip
    assert callable(pickle.loads(body)), "to somebody who trusts, these bytes name it"
    with pytest.raises((pickle.UnpicklingError, AttributeError)):
        memo._OwnValues(BytesIO(body)).load()


def test_to_forget_is_to_remove_what_was_made(cache: Path, tmp_path: Path) -> None:
    (cache / "memo.1234").write_bytes(b"of a build that was killed")
    assert cache_folder.forget(str(cache)) is True
    assert not cache.exists()
    assert cache_folder.forget(str(cache)) is False


def test_what_others_keep_there_stays(cache: Path) -> None:
    (cache / "tools").mkdir()
    assert cache_folder.forget(str(cache)) is True
    assert sorted(path.name for path in cache.iterdir()) == [".gitignore", "tools"]


# --- a cache that came with somebody's story


def test_nothing_is_written_through_a_link(tmp_path: Path, kept: Stock) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".dastan").symlink_to(elsewhere)
    save(tmp_path / ".dastan", kept)
    assert not [*elsewhere.iterdir()]
    assert cache_folder.forget(str(tmp_path / ".dastan")) is False


def test_no_file_of_others_is_written_over(tmp_path: Path, kept: Stock) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    folder = tmp_path / ".dastan"
    folder.mkdir()
    for name in (".gitignore", f"memo.{os.getpid()}", "memo"):
        (folder / name).symlink_to(mine)
    assert dict(load(folder)) == {}
    save(folder, kept)
    assert mine.read_text() == "mine"
    assert dict(load(folder)) == kept and not (folder / "memo").is_symlink()


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / ".dastan"
    folder.mkdir()
    (folder / "memo").symlink_to("/dev/zero")
    assert dict(load(folder)) == {}
