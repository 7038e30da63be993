"""What the faults' table promises about safety, tried: where is written, and what may act."""

import json
import os
import shutil
import subprocess
import sys
from itertools import islice, product
from pathlib import Path
from typing import Any

from sites import GOLDEN
from stories import ROOT

from dastan.prose import Text, prose

WATCHED = """
import json, os, sys
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod",
           "os.chown", "os.truncate", "os.utime", "shutil.rmtree", "shutil.move", "os.setxattr"}
touched = set()

def note(event, values):
    if event == "open" and isinstance(values[0], (str, bytes)) and values[2] & WRITES:
        path = os.path.abspath(os.fsdecode(values[0]))
        if not os.path.isdir(path) and path != os.devnull:  # a folder: a file without a name in it
            touched.add(path)
    elif event in CHANGES and not (event == "os.mkdir" and os.path.isdir(values[0])):
        has_folder = event not in ("os.truncate", "os.setxattr", "shutil.move")
        at = values[-1] if has_folder and isinstance(values[-1], int) and values[-1] >= 0 else None
        for path in values[1:2] if event == "os.symlink" else values[:2]:
            if isinstance(path, (str, bytes)):
                path = os.fsdecode(path)
                whole = os.path.isabs(path) or at is None
                folder = "" if whole else os.readlink(f"/proc/self/fd/{at}")
                touched.add(os.path.abspath(os.path.join(folder, path)))

from dastan.cli import main
sys.addaudithook(note)
for _ in range(2):
    status = main(["build", "--story", sys.argv[1]])
print(json.dumps([status, sorted(touched)]))
"""


def test_nothing_is_written_outside_the_output_and_the_cache(tmp_path: Path) -> None:
    story = tmp_path / "story"
    shutil.copytree(sorted(GOLDEN.iterdir())[0] / "in", story)
    before = {path: path.read_bytes() for path in story.rglob("*") if path.is_file()}
    temporary = tmp_path / "temporary"  # Python tries whether it may write there, and git's answers
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, str(story)],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    status, touched = json.loads(done.stdout.splitlines()[-1])
    assert status == 0, done.stderr
    ours = [temporary, *(story / name for name in ("_site", ".dastan-writing._site", ".dastan"))]
    inside = {path for path in touched if any(Path(path).is_relative_to(each) for each in ours)}
    assert len(inside) > 10 and not any(temporary.iterdir())
    outside = sorted({*touched} - inside)
    assert not outside, "\n".join(outside)
    assert {path: path.read_bytes() for path in before} == before


# --- 1,000 vectors of an untrusted chapter, in a real browser

TAGS = "img svg body iframe input video audio details a div math object embed style script".split()
EVENTS = "onerror onload onfocus onclick onmouseover ontoggle onstart onpointerenter".split()
SCHEMES = [
    "javascript:", "JaVaScRiPt:", "java&#10;script:", "&#106;avascript:", " javascript:",
    "java\tscript:", "data:text/html,<script>", "vbscript:", "javascript&colon;", "\x01javascript:",
]  # fmt: skip
LINKS = [
    '<a href="{}">x</a>', "[x](<{}>)", "[x]({})", "<iframe src='{}'></iframe>", "![x]({})",
    '<form action="{}"><button>x</button></form>',
    "<svg><a xlink:href='{}'><text>x</text></a></svg>",
    "<object data='{}'></object>", "<a href={}>x</a>", "[x][y]\n\n[y]: {}", "*x*{{href='{}'}}",
]  # fmt: skip
SHAPES = [
    "<{tag} {event}={call} src=x autofocus open tabindex=1>x</{tag}>",
    "<{tag}/{event}='{call}' src=x>",
    "<p>*a*</p><{tag} src='x' {event}=\"{call}\"",
    "a <{tag}\n{event}\n=\n{call} src=x> b",
    "*x*{{{event}='{call}' tabindex=1}}",
    "<!--><{tag} src=x {event}={call}>-->",
    "<math><mtext><table><mglyph><style><!--</style><{tag} src=x {event}={call}>",
    "`<{tag}` src=x {event}={call}>",
    "<noscript><p title='</noscript><{tag} src=x {event}={call}>'>",
]


def vectors(count: int) -> list[str]:
    handlers = [
        shape.format(tag=tag, event=event, call="fired()")
        for shape, tag, event in product(SHAPES, TAGS, EVENTS)
    ]
    links = [link.format(scheme + "fired()") for link, scheme in product(LINKS, SCHEMES)]
    scripts = [
        "<script>fired()</script>",
        "<scr<script>ipt>fired()</script>",
        "<svg><script>fired()",
    ]
    return [*islice(dict.fromkeys([*scripts, *links, *handlers]), count)]


TRY = """() => {
  for (const it of document.querySelectorAll("body *")) {
    if (it.focus) it.focus();
    for (const name of ["mouseover", "pointerenter", "click"])
      it.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
  }
}"""


def acting(browser: Any, markdown: list[str], *, untrusted: bool) -> int:
    """How many times something acted, of texts that stand a hundred to a page."""
    page = browser.new_page()
    count = [0]
    page.expose_function("fired", lambda: count.__setitem__(0, count[0] + 1))
    for start in range(0, len(markdown), 100):
        html = "".join(
            f"<div>{prose(Text('a.md', each, untrusted=untrusted)).value.html}</div>\n"
            for each in markdown[start : start + 100]
        )
        page.set_content(f"<!doctype html><body>{html}", wait_until="commit")
        page.wait_for_timeout(50)
        page.evaluate(TRY)
        page.wait_for_timeout(50)
    page.close()
    return count[0]


def test_of_1000_vectors_none_acts_in_a_contributed_chapter(browser: Any) -> None:
    tried = vectors(1_000)
    assert len({*tried}) == 1_000
    assert acting(browser, tried, untrusted=True) == 0


def test_the_vectors_do_act_where_the_author_is_trusted(browser: Any) -> None:
    some = [text for text in vectors(1_000) if text.startswith("<img onerror=fired()")]
    assert acting(browser, some, untrusted=False) > 0
