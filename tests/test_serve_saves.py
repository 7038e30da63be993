"""Every save is seen and reaches the open pages, whatever else happens."""

import itertools
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import did_not_run
from serving import Served, Tab, follow, served, told, until

from dastan.serve.watch import changes, silent_mount


@pytest.fixture(scope="module", params=["told", "polled"])
def watching(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two servers for the tests of saves, one for each way of watching."""
    folder = told(tmp_path_factory.mktemp(request.param))
    with served(folder, *(["--poll"] if request.param == "polled" else [])) as it:
        yield it


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return told(tmp_path)


# --- every save reaches the browser


def test_two_saves_close_together_both_reach_the_browser(story: Path) -> None:
    with served(story) as it:
        tab = Tab(it.port).greet()
        for number in range(6):
            it.save("a.md", f"one {number}")
            time.sleep(0.2)
            it.save("a.md", f"two {number}")
            follow(tab, it, "/a.html", f"two {number}")
        tab.close()


def test_a_page_that_was_loading_during_a_build_is_told(story: Path) -> None:
    with served(story) as it:
        [(seen, own)] = re.findall("snipver=(b[0-9a-f]+)&amp;ext=(p[0-9a-f]+)", it.text("/a.html"))
        it.save("a.md", "second")
        it.comes("/a.html", "second")
        for stamp, page, news in [(seen, own, "#0"), (seen, "", "*"), ("b0", own, "*")]:
            late = Tab(it.port).greet(snipver=stamp, ext=page)
            assert late.hear() == {"command": "reload", "path": news, "liveCSS": False}
            late.close()


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def in_two_steps(path: Path, text: str) -> None:
    """Visual Studio Code: emptied, then written."""
    with path.open("w", encoding="utf-8") as file:
        file.truncate()
        file.flush()
        time.sleep(0.01)
        file.write(text)


def keeping_the_time(path: Path, text: str) -> None:
    before = path.stat()
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def renamed_over(path: Path, text: str) -> None:
    """Kate, gedit, sed: a file with another name takes its place."""
    aside = path.with_name(f"{path.name}.XyZ123")
    aside.write_text(text, "utf-8")
    aside.replace(path)


def with_an_old_time(path: Path, text: str) -> None:
    """As unpacked from an archive, or moved here."""
    aside = path.parents[1] / "aside"
    aside.write_text(text, "utf-8")
    os.utime(aside, (0, 0))
    aside.replace(path)


def with_backup(path: Path, text: str) -> None:
    """Vim: a probe, the old file renamed, a new one written, the old one removed."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_text("swap", "utf-8")
    path.with_name("4913").touch()
    path.with_name("4913").unlink()
    backup = path.rename(f"{path}~")
    path.write_text(text, "utf-8")
    backup.unlink()
    swap.unlink()


def with_vim(path: Path, text: str) -> None:
    vim = shutil.which("vim")
    if not vim:
        did_not_run("a save by vim itself", "vim is missing")
    command = [vim, "-N", "-u", "NONE", "-es", "-c", f"normal! ggcG{text}", "-c", "wq", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize(
    "save",
    [
        in_place,
        in_two_steps,
        keeping_the_time,
        renamed_over,
        with_an_old_time,
        with_backup,
        with_vim,
    ],
)
def test_every_editors_save_is_seen(watching: Served, save: Callable[[Path, str], None]) -> None:
    tab = Tab(watching.port).greet()
    for text in (f"{save.__name__} once", f"{save.__name__} again"):
        save(watching.folder / "site_src" / "a.md", text)
        follow(tab, watching, "/a.html", text)
    tab.close()


def test_folders_come_and_go(watching: Served) -> None:
    static = watching.folder / "static"
    for text in ("one", "two"):
        static.mkdir()
        (static / "late.md").write_text(text, "utf-8")
        watching.comes("/late.html", text)
        (static / "late.md").write_text(f"{text} again", "utf-8")
        watching.comes("/late.html", f"{text} again")
        shutil.rmtree(static)
        until(lambda: watching.request("/late.html")[0] == 404, "gone")


def test_what_editors_leave_beside_a_file_is_no_reason_to_build(story: Path) -> None:
    with served(story) as it:
        noise = [".a.md.swp", "a.md~", "4913", ".#a.md", "#a.md#", ".a.md.kate-swp", "ignored"]
        noise += [
            "a.md___jb_tmp___",
            ".goutputstream-XYZ",
            ".git/index",
            ".obsidian/workspace.json",
        ]
        for name in noise:
            path = it.folder / "site_src" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("noise", "utf-8")
            time.sleep(0.02)
        assert it.builds() == 1
        it.save("a.md", "second")
        it.comes("/a.html", "second")
        assert it.builds() == 2


def test_a_checkout_of_1000_files_is_built_at_most_twice(story: Path) -> None:
    with served(story) as it:
        for attempt in range(5):
            before, gaps = it.builds(), [time.monotonic()]
            for number in range(1000):
                it.save(f"{number}.md", f"attempt {attempt}, file {number}")
                gaps.append(time.monotonic())
            it.comes("/999.html", f"attempt {attempt}, file 999")
            if max(later - earlier for earlier, later in itertools.pairwise(gaps)) < 0.05:
                break  # else the machine was busy elsewhere: that was no checkout
        assert it.builds() - before <= 2
        assert all(f"attempt {attempt}" in it.text(f"/{n}.html") for n in range(0, 1000, 111))


# --- building in a loop


def test_a_reload_in_the_middle_of_a_build_gets_a_whole_page(story: Path) -> None:
    with served(story) as it:
        for number in range(3):
            it.save("a.md", f"SLOW {number}")
            while f"SLOW {number}" not in (text := it.text("/a.html")):
                assert text.endswith("</body></html>")
                assert it.request("/index.html")[0] == 200


def test_a_file_that_is_away_for_a_moment_is_not_missed(story: Path) -> None:
    path = story / "site_src" / "a.md"
    with served(story) as it:
        for number in range(5):
            start = time.monotonic()
            aside = path.rename(story / "aside")
            got = {it.request("/a.html")[0] for _ in range(20)}
            aside.replace(path)
            if time.monotonic() - start < 0.08:
                assert got == {200}, number
            time.sleep(0.3)
            it.comes("/a.html", "first")


def test_settling_waits_for_quiet_and_loses_no_save(story: Path) -> None:
    with served(story) as it:
        until(lambda: "settling" in it.lines, "the first build settles")
        it.save("a.md", "while settling")
        it.comes("/a.html", "while settling")
        until(lambda: it.lines.count("settled") == 2, "settled again")
    order = [line.split()[0] for line in it.lines if line[:3] in {"bui", "set"}]
    assert order == ["built", "settling", "settled"] * 2


def test_a_bug_of_ours_is_told_and_survived(story: Path) -> None:
    with served(story) as it:
        it.save("a.md", "RAISE")
        it.comes("/__dastan__/errors.json", "internal-error")
        assert any("ZeroDivisionError" in line for line in it.lines)
        settled = it.lines.count("settling")
        time.sleep(0.5)
        assert it.lines.count("settling") == settled, "nothing settles after a bug"
        assert "first" in it.text("/a.html")
        it.save("a.md", "mended")
        it.comes("/a.html", "mended")
        assert it.text("/__dastan__/errors.json") == "[]"


def test_errors_are_told_in_the_terminal_once(story: Path) -> None:
    with served(story) as it:
        tab = Tab(it.port).greet()
        it.save("a.md", "a BROKEN one")
        assert tab.hear()["command"] == "reload"
        it.save("index.md", "Hearth")
        follow(tab, it, "/", "Hearth")
        it.save("a.md", "mended")
        follow(tab, it, "/a.html", "mended")
        tab.close()
    heads = [line for line in it.lines if "no-luck" in line]
    assert heads == ["site_src/a.md:1:3: error[no-luck]: this <b>cannot</b> be"]
    assert "All is mended." in it.lines


# --- how it watches

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /mnt/c rw,noatime shared:2 - 9p C:\\134 rw,aname=drvfs
31 22 0:41 / /home/a/My\\040Share rw - cifs //box/share rw
32 30 0:42 / /mnt/c/fast rw - ext4 /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/story", ""),
        ("/mnt/c/Users/a/story/site_src", "9p"),
        ("/home/a/My Share/story", "cifs"),
        ("/mnt/c/fast/story", ""),
    ],
)
def test_a_file_system_that_tells_nothing_is_known(path: str, kind: str) -> None:
    assert silent_mount([Path("/"), Path(path)], MOUNTS) == kind


def test_where_the_system_does_not_tell_it_polls(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_paths: object, **_options: object) -> None:
        raise RuntimeError("no more watches")

    monkeypatch.setattr("watchfiles.watch", fail)
    said: list[str] = []
    stop = threading.Event()
    moments = changes([story / "site_src"], lambda _: False, poll=False, stop=stop, say=said.append)
    assert next(moments) is True
    assert said == ["The system does not tell of changes (no more watches): polling instead."]
    (story / "site_src" / "a.md").write_text("second", "utf-8")
    assert any(itertools.islice(moments, 5))
    stop.set()
    assert list(moments) == []
