"""The house rules that a program can hold: who may import what, who may open, print, tell the time.

They are read from the code's syntax trees; nothing is run. A rule that proves wrong is changed
here, in the open, with its reason.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from conftest import did_not_run

ROOT = Path(__file__).parent.parent
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in sorted(ROOT.glob("dastan/**/*.py"))
}

LIBRARIES = {
    "yaml": "dastan/frontmatter.py",
    "markdown": "dastan/prose/",
    "nh3": "dastan/prose/",
    "babel": "dastan/words.py",
    "PIL": "dastan/pictures/",
    "jinja2": "dastan/render.py",
    "markupsafe": "dastan/render.py",
    "ghp_import": "dastan/git.py",
    "livereload": "dastan/serve/",
    "tornado": "dastan/serve/",
    "watchfiles": "dastan/serve/",
}
"""The one room of each."""

FILES = {
    "dastan/sources.py": "the only reader of stories",
    "dastan/write/": "the only writer",
    "dastan/memo.py": "keeps what was made",
    "dastan/cache.py": "the folder of what is kept",
    "dastan/unchanged.py": "finds out whether a build would do nothing",
    "dastan/serve/": "watches the story",
    "dastan/gate.py": "starts the checks",
    "dastan/git.py": "starts git, and keeps what it says",
    "dastan/history.py": "names the story's folder to git",
    "dastan/deploy.py": "lays the site where git finds it",
    "dastan/project.py": "finds the story's folder and the default look",
    "dastan/parallel.py": "counts the cores",
    "dastan/words.py": "opens the catalogues of the furniture's words",
    "dastan/loop.py": "names the file that a paragraph was written in",
    "dastan/pictures/": "holds a picture's bytes as a file, for Pillow",
    "dastan/arguments.py": "turns words into paths",
    "dastan/cli.py": "asks for the environment and the terminal",
}
"""Who may touch the file system, and what for."""

TOUCHES_FILES = {"fileinput", "glob", "io", "os", "pathlib", "shutil", "tempfile"}
LOUD = {"print", "exit", "quit", "SystemExit", "sys.exit", "sys.stdout", "sys.stderr", "os._exit"}
LOUD_ROOMS = ("dastan/cli.py", "dastan/arguments.py", "dastan/gate.py", "dastan/unchanged.py")
PURE = ("dastan/features/", "dastan/prose/", "dastan/time/")


def imported(module: str) -> Iterator[str]:
    """Dotted names: `from dastan import urls` gives `dastan.urls`, and so does `from . import`."""
    package = module.split("/")[:-1]
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = [*above, *filter(None, [node.module])]
            yield from (".".join([*origin, alias.name]) for alias in node.names)


def named(module: str) -> Iterator[str]:
    """Names and attributes that the code uses, as written: `print`, `sys.exit`, `datetime.now`."""
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Name | ast.Attribute):
            yield ast.unparse(node)


def called(module: str) -> Iterator[str]:
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def top(names: Iterable[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def within(module: str, rooms: Iterable[str]) -> bool:
    return any(module == room or room.endswith("/") and module.startswith(room) for room in rooms)


def outside(*rooms: str) -> list[str]:
    return [module for module in TREES if not within(module, rooms)]


def test_each_library_has_one_room() -> None:
    third_party = {m: top(imported(m)) - sys.stdlib_module_names - {"dastan"} for m in TREES}
    assert not set.union(*third_party.values()) - set(LIBRARIES), "a new library wants a room"
    for library, room in LIBRARIES.items():
        strayed = [module for module in outside(room) if library in third_party[module]]
        assert not strayed, f"only {room} imports {library}"


def test_few_touch_files() -> None:
    for module in outside(*FILES):
        touched = top(imported(module)) & TOUCHES_FILES | set(called(module)) & {"open"}
        assert not touched, f"{module} stands among the values"


def test_few_start_programs() -> None:
    for module in outside("dastan/git.py", "dastan/gate.py", "dastan/serve/editor.py"):
        assert "subprocess" not in top(imported(module)), module


def test_only_the_commands_print_and_exit() -> None:
    for module in outside(*LOUD_ROOMS):
        assert not {*named(module), *imported(module)} & LOUD, module


def test_the_pure_rooms_know_no_clock() -> None:
    for module in filter(lambda module: within(module, PURE), TREES):
        assert not top(imported(module)) & {"time", "random", "locale"}, module
        asked = {name.split(".")[-1] for name in named(module)} & {"now", "today", "utcnow"}
        assert not asked, f"{module}: the time of the build is an argument"


def test_no_feature_knows_another() -> None:
    rooms = ["dastan/features/"]
    for module in TREES:
        own = ".".join(module.split("/")[:3]) + "."  # a feature may be a package
        if within(module, rooms) and module != "dastan/features/__init__.py":
            assert not [
                name
                for name in imported(module)
                if name.startswith("dastan.features.") and not name.startswith(own)
            ], module


def test_the_model_is_frozen_dataclasses_and_no_logic() -> None:
    for node in TREES["dastan/model.py"].body:
        assert not isinstance(node, ast.FunctionDef), node.name
        if isinstance(node, ast.ClassDef) and "Protocol" not in map(ast.unparse, node.bases):
            assert "dataclass(frozen=True, slots=True)" in map(ast.unparse, node.decorator_list)
            assert not [item for item in node.body if isinstance(item, ast.FunctionDef)], node.name


# --- every file


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """All that git knows, or will with the next commit, by path."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        did_not_run("words that no file may hold", "git does not know this folder")
    paths = [path for path in found.split("\0") if (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text("utf-8", errors="replace") for path in paths}


def test_every_module_says_where_it_stands(texts: dict[str, str]) -> None:
    modules = [path for path in texts if path.endswith(".py")]
    assert not [path for path in modules if not ast.get_docstring(ast.parse(texts[path]))]


@pytest.mark.parametrize(
    "unwanted",
    [
        pytest.param(r"pypi\.org|python[h]osted|npm[j]s", id="the host of a registry"),
        pytest.param(r"\b(TOD[O]|FIXM[E])\b", id="work left for later"),
        pytest.param(r"(?<![\w.})])/(work|root|tmp/dev)/", id="a path of one machine"),
    ],
)
def test_no_file_holds(unwanted: str, texts: dict[str, str]) -> None:
    assert not [path for path, text in texts.items() if re.search(unwanted, text)]


def test_the_architecture_is_told_in_150_lines() -> None:
    told = ROOT / "ARCHITECTURE.md"
    assert not told.exists() or len(told.read_text("utf-8").splitlines()) <= 150
