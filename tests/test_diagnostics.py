"""Each thing that Dastan says to authors, in a folder of its own: `diagnostics/<code>/`, or
`diagnostics/<code>/<variant>/`, holds a small story and, in expected.txt, all that is said of it.

After a change that is meant: `build.py test tests/test_diagnostics.py --update`, and read the
difference as somebody would who writes novels.
"""

import ast
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest
from stories import NOW, ROOT

from dastan.diagnostics import as_text
from dastan.features.chapters import chapters
from dastan.features.files import files
from dastan.features.pages import pages
from dastan.features.redirects import redirects
from dastan.model import Feature
from dastan.project import Wish, find, make

FOLDER = Path(__file__).with_name("diagnostics")
CASES = [path.parent.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("site_src"))]
SPEAKERS = [
    path
    for path in sorted(ROOT.glob("dastan/**/*.py"))
    if path.relative_to(ROOT).parts[1] not in ("serve", "time", "write")
]
"""The modules whose words are held here."""

WELL = "---\ntitle: The Well\n---\n\nThe café by the well was closed.\n"
LAID: dict[str, tuple[str, bytes | Path]] = {
    "file-name/folder": ("01-well.md/01-rope.md", WELL.encode()),
    "file-name/reserved": ("01-who?.md", WELL.encode()),
    "front-matter/too-long": ("01-well.md", f"---\ntitle: {'The Well ' * 8_000}\n---\n".encode()),
    "symbolic-link": ("02-out.md", ROOT),
    "too-deep": ("01-well.md", WELL.encode() + b"\n" + b"::: note\n" * 400 + b":::\n" * 400),
    "twin-paths": ("01-Well.md", WELL.encode()),
    "unreadable-file": ("02-home.md", bytes(5 * 2**20)),
    "unreadable-text/binary": ("01-well.md", b"\x89PNG\r\n\x1a\n" + bytes(20)),
    "unreadable-text/latin-1": ("01-well.md", f"{WELL}[So](on.md).\n".encode("latin-1")),
    "unreadable-text/utf-16": ("01-well.md", WELL.encode("utf-16")),
}
"""A chapter's name and bytes, or what it links to, where no repository should hold such a file."""

FILLED = [c for c in CASES if c.startswith(("address", "duplicate-output", "template"))]
"""What the features have a part in; filling pages for all the others would only take time."""

BROKEN = compile(
    "def rope(site):\n    raise ValueError('it is too short')\n", "dastan/features/rope.py", "exec"
)


@pytest.mark.parametrize("case", CASES)
def test_what_is_said(case: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = FOLDER / case / "expected.txt"
    said = said_of(case, tmp_path / "story")
    if request.config.getoption("--update"):
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")


def said_of(case: str, folder: Path) -> str:
    """All that is said of a case's story, as its author reads it."""
    shutil.copytree(FOLDER / case, folder)
    if case in LAID:
        lay(folder / "site_src/chapters", *LAID[case])
    project = find(folder, None)
    assert project
    features: list[Feature] = [chapters, pages, redirects, files] if case in FILLED else []
    if case == "feature-failed":
        exec(BROKEN, broken := {})
        features.append(broken["rope"])
    made = make(project, Wish(NOW), memo={}, map=map, features=features)
    return "\n\n".join(as_text(said, made.texts.get) for said in made.diagnostics) + "\n"


def lay(chapters: Path, name: str, body: bytes | Path) -> None:
    """Put a file beside the chapters, on a system that can have it."""
    path = chapters / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(body, Path):
            path.symlink_to(body)
        elif path.exists():
            pytest.skip("this system takes two names for one")
        else:
            path.write_bytes(body)
    except OSError:
        pytest.skip("this system cannot have such a file")


def test_each_code_has_its_folder() -> None:
    folders, patterns = {case.split("/")[0] for case in CASES}, codes()
    assert not [code for code in patterns if not any(fnmatch(folder, code) for folder in folders)]
    assert not [folder for folder in folders if not any(fnmatch(folder, c) for c in patterns)]


def codes() -> set[str]:
    """The codes in the source; for one that is put together, a pattern such as `unknown-*`."""
    found = set()
    for path in SPEAKERS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("error" | "warning"), args=[ast.Constant(code), *_]):
                    found.add(code)
                case ast.Call(func=ast.Name("error" | "warning"), args=[ast.JoinedStr(pieces), *_]):
                    texts = (p.value if isinstance(p, ast.Constant) else "*" for p in pieces)
                    found.add("".join(texts))
    return found
