"""The other commands, what is typed wrong, and what a terminal shows."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path

import pytest
from authors import FIRST, STORY, WARNED, Author
from small_sites import tree
from stories import ROOT, write_story

from dastan import arguments, cli
from dastan.fields import Fields
from dastan.frontmatter import split
from dastan.model import Source
from dastan.parallel import WORTH_FORKING, parallel
from dastan.project import find, new_chapter


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(write_story(tmp_path / "story", STORY))


# --- new chapter


def begun(folder: Path, title: str) -> str:
    """The name of the file that a new chapter gets; its title can be read back."""
    project = find(folder, None)
    assert project
    path = new_chapter(project, title)
    document = split(Source("new.md", path.read_text("utf-8")))
    assert document.value.fields and not document.diagnostics
    assert Fields(document.value.fields, []).text("title") == title
    return path.relative_to(folder / "site_src/chapters").as_posix()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Streets of Almaty", "03-the-streets-of-almaty.md"),
        ("Дорога в город", "03-doroga-v-gorod.md"),
        ("Әңгіме: «Ақ жол»", "03-anggime-aq-zhol.md"),
        ('Jess’s "Été": #1 & C:\\', "03-jesss-ete-1-c.md"),
        ("第一章", "03-第一章.md"),
        ("😀", "03.md"),
        ("The Stone", "03-the-stone-2.md"),
        ("a " * 200, "03-" + "a-" * 29 + "a.md"),
    ],
)
def test_a_chapter_is_begun_after_the_last(title: str, name: str, author: Author) -> None:
    assert begun(author.folder, title.strip()) == name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ([], "01-dawn.md"),
        (["9.md"], "10-dawn.md"),
        (["009-a.md", "010-b.md"], "011-dawn.md"),
        (["1-a/01.md", "2-b/1.md", "2-b/2.md", "10-c/03-x.md"], "10-c/04-dawn.md"),
        (["1-a/01.md", "2-b/part.yml"], "2-b/01-dawn.md"),
        (["home.md", "road.md"], "dawn.md"),
        (["01-a.md", "_notes.md", "README.md", ".hidden.md"], "02-dawn.md"),
    ],
)
def test_its_number_follows(files: list[str], name: str, tmp_path: Path) -> None:
    write_story(tmp_path, {f"site_src/chapters/{path}": "title: x\n" for path in files})
    before = tree(tmp_path)
    assert begun(tmp_path, "Dawn") == name
    assert tree(tmp_path).items() >= before.items()


def test_new_chapter_names_the_file(author: Author) -> None:
    said = author.run("new", "chapter", "The", "Last", "Day")
    assert (said.status, said.out) == (0, "site_src/chapters/03-the-last-day.md\n")
    assert cli.main(["new", "--story", str(author.folder), "chapter", " "]) == 2


def test_a_chapter_that_cannot_be_begun(tmp_path: Path) -> None:
    author = Author(write_story(tmp_path, {"site_src/chapters": "in the way"}))
    said = author.run("new", "chapter", "Dawn")
    assert said.status == 1 and said.err.startswith("the chapter cannot be begun: ")


# --- clean


def test_a_clean_that_is_refused_does_nothing(author: Author) -> None:
    author.run("build")
    assert author.run("clean", "--output", author.folder).status == 1
    assert (author.folder / ".dastan" / "memo").exists() and author.site.exists()


def test_clean_removes_what_was_made_and_nothing_else(author: Author) -> None:
    before = tree(author.folder)
    author.run()
    (author.site / "mine.txt").write_text("Dear diary")
    said = author.run("clean")
    assert said.status == 0 and said.out.endswith(" files removed from _site, and the cache\n")
    assert "mine.txt:1:1: warning[kept-file]" in said.err
    assert tree(author.folder) == {**before, "_site/mine.txt": b"Dear diary"}
    assert author.run("clean").out == "0 files removed from _site\n"


# --- wrong usage


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("buidl", "there is no “buidl” here: did you mean “build”?"),
        ("build --drafst", "there is no “--drafst” here: did you mean “--drafts”?"),
        ("--drafst", "there is no “--drafst” here: did you mean “--drafts”?"),
        ("build --skp=search", "there is no “--skp” here: did you mean “--skip”?"),
        ("serve --prot 80", "there is no “--prot” here: did you mean “--port”?"),
        ("build --format jsn", "there is no “jsn” here: did you mean “json”?"),
        ("new chaptr X", "there is no “chaptr” here: did you mean “chapter”?"),
        ("--drafts serve", "the command, “serve”, comes first"),
        ("build more", "there is no “more” here"),
        ("build --jobs 0", "argument --jobs: “0” is no number of processes"),
        ("serve --port 70000", "argument --port: “70000” is no port: 1 to 65535"),
        ("new chapter", "the following arguments are required: Title"),
    ],
)
def test_a_slip_is_answered_by_what_is_near(
    typed: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(typed.split())
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("usage: ")
    assert said.err.splitlines()[-1].partition(": ")[2] == told


def test_what_follows_test_is_for_pytest() -> None:
    commands = dict.fromkeys(("build", "serve", "check", "new", "clean", "test"), lambda _: 0)
    for typed in (["-k", "golden", "--update"], ["tests/a.py", "-x"], []):
        assert arguments.understand(["test", *typed], commands).pytest == typed


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--base-url example.org", "--base-url: “example.org” does not begin with https:// and"),
        ("--base-url ftp://a.b", "--base-url: “ftp://a.b” does not begin with"),
        ("--base-url https://", "--base-url: “https://” does not begin with"),
        ("--base-url https://a.b/?c", "--base-url: “https://a.b/?c” holds more than a host"),
        ("--base-url=", "--base-url: “” does not begin with"),
        ("--story .", "there is no story in .: a story is a folder that holds site_src/"),
        ("--story nowhere", "there is no story in nowhere: "),
    ],
)
def test_what_makes_no_sense_is_not_tried(
    typed: str,
    told: str,
    author: Author,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(author.folder.parent if "--story" in typed else author.folder)
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", *typed.split()])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(told)
    assert tree(author.folder).keys() == STORY.keys()


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "99999999999999999999"])
def test_no_build_is_of_no_time(
    epoch: str, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", "--story", str(author.folder)])
    assert ended.value.code == 2


def test_a_story_that_is_just_begun(tmp_path: Path) -> None:
    (tmp_path / "site_src").mkdir()
    author = Author(tmp_path)
    said = author.run()
    assert said.status == 1 and "site_src/story.yml:1:1: error[missing-key]" in said.err
    (tmp_path / "site_src/story.yml").write_text("title: A beginning\n")
    said = author.run()
    assert said.status == 0 and "index.html" in tree(author.site)


HELP = """
import sys
from dastan.cli import main
try:
    main({typed})
except SystemExit as ended:
    assert ended.code == 0
print(*sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


@pytest.mark.parametrize("typed", [["--help"], ["--version"], ["serve", "--help"]])
def test_help_needs_nothing_installed(typed: list[str]) -> None:
    code = HELP.format(typed=typed)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = set(done.stderr.decode().split())
    assert b"dastan" in done.stdout
    assert not loaded & {"yaml", "jinja2", "markdown", "nh3", "livereload", "tornado"}
    assert not loaded - sys.stdlib_module_names - {"dastan", "__main__"} - set(sitecustomized())


def sitecustomized() -> Iterable[str]:
    """What this Python imports before it does anything, by `.pth` files and the like."""
    code = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    return subprocess.run([sys.executable, "-c", code], capture_output=True).stdout.decode().split()


# --- the terminal


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
def test_colours_are_for_terminals_that_want_them(author: Author) -> None:
    author.write(WARNED)
    code = "\033[1;33mwarning[empty-chapter]\033[0m"
    assert code in on_terminal(author, "check")
    assert "\033" not in on_terminal(author, "check", NO_COLOR="1")


def on_terminal(author: Author, *typed: str, **env: str) -> str:
    """What a command shows on a terminal of its own."""
    import pty

    ours, its = pty.openpty()
    command = [sys.executable, ROOT / "build.py", *typed]
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | env
    subprocess.run(command, cwd=author.folder, env=env, stdout=its, stderr=its, check=True)
    os.close(its)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    return shown


def test_long_work_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks = count(step=0.5)
    monkeypatch.setattr(cli, "perf_counter", lambda: next(ticks))
    assert [*cli._counted(map)(str, range(5))] == ["0", "1", "2", "3", "4"]
    shown = capsys.readouterr().err.split("\r")
    assert shown == ["", *(f"  {n} of 5 files read\033[K" for n in (3, 4, 5)), "\033[K"]


def test_a_line_that_was_drawn_is_cleared_when_work_stops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(work: Callable[[int], str], items: Iterable[int]) -> Iterable[str]:
        yield from map(work, items)
        raise KeyboardInterrupt

    ticks = count(step=2)
    monkeypatch.setattr(cli, "perf_counter", lambda: next(ticks))
    with pytest.raises(KeyboardInterrupt):
        [*cli._counted(interrupted)(str, range(2))]
    assert capsys.readouterr().err.endswith("\r\033[K")


def interrupt(number: int) -> int:
    os.kill(os.getpid(), signal.SIGINT)
    return number


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_an_interrupt_is_for_the_process_that_started_the_others() -> None:
    items = range(WORTH_FORKING)
    assert [*parallel(2)(interrupt, items)] == [*items]


def test_a_terminal_that_knows_few_letters(author: Author) -> None:
    said = author.run("check", "--explain", PYTHONIOENCODING="ascii")
    assert said.status == 0 and f'{FIRST}:3: "older" ? ?older?' in said.out
    author.write({"site_src/chapters/04-қыс.md": "# Қыс\n\n[[Жаз]]\n"})
    said = author.run("check", "--format", "json", PYTHONIOENCODING="ascii")
    assert said.document["diagnostics"][0]["path"] == "site_src/chapters/04-қыс.md"


def test_whoever_reads_may_stop_reading(author: Author) -> None:
    command = [sys.executable, ROOT / "build.py", "check", "--explain"]
    ours, its = os.pipe()
    os.close(ours)
    done = subprocess.run(command, cwd=author.folder, stdout=its, stderr=subprocess.PIPE)
    os.close(its)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_fault_of_ours_is_called_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dastan.project.find", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["check"])
    assert capsys.readouterr().err.startswith("this is a fault of Dastan's")
