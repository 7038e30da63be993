"""Whole stories and the sites that they become, kept word for word in `golden/<story>/{in,out}`.

What a style sheet or a script says is left out, so that only a change of what a page says shows
here. After a change that is meant: `build.py test tests/test_golden.py --update`, and read the
difference before it is committed.
"""

import re
import shutil
from difflib import unified_diff
from pathlib import Path

import pytest
from sites import GOLDEN, site_of

LEFT_OUT = [
    (r"<(style|script)>.*?(?=</\1>)", r"<\1>"),
    (r'(Content-Security-Policy" content=")[^"]*', r"\1"),
    (r"(static/[\w-]+)\.[0-9a-f]{10}(?=\.)", r"\1"),
]
"""What follows from the bytes of `static/`: the styles, the policy's hashes, the files' names."""


@pytest.mark.parametrize("name", ["plain", "hard"])
def test_a_story_becomes_the_site_that_it_was(name: str, request: pytest.FixtureRequest) -> None:
    site, out = site_of(name), GOLDEN / name / "out"
    assert not site.diagnostics
    made = {path: lean(body) for path, body in site.plan.files.items() if path.endswith(".html")}
    listed = [path for path in site.plan.files if not path.startswith("static/")]
    made["files.txt"] = "".join(f"{path}\n" for path in listed)
    if request.config.getoption("--update"):
        renew(out, made)
    kept = {
        path.relative_to(out).as_posix(): path.read_text("utf-8")
        for path in out.rglob("*")
        if path.is_file()
    }
    differences = [
        line
        for path in sorted(made.keys() | kept.keys())
        for line in difference(path, kept.get(path, ""), made.get(path, ""))
    ]
    assert not differences, "\n".join(differences)


def lean(body: bytes) -> str:
    text = body.decode()
    for pattern, rest in LEFT_OUT:
        text = re.sub(pattern, rest, text, flags=re.DOTALL)
    return text


def difference(path: str, before: str, after: str) -> list[str]:
    lines = (text.splitlines() for text in (before, after))
    return list(unified_diff(*lines, f"out/{path}", "now", lineterm=""))


def renew(out: Path, made: dict[str, str]) -> None:
    shutil.rmtree(out, ignore_errors=True)
    for path, text in made.items():
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")
