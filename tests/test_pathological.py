"""Markdown that makes parsers slow: read, or an error at its place, soon and in little memory.

A process of its own reads all families, so that one that hangs cannot hang the tests; `LATE` is a
guard against hanging only, and far from what it takes. Rows 64 and 65 of the faults.
"""

import json
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
from pathological import FAMILIES, MENDED, REFUSED

from dastan.prose import Text, prose
from dastan.prose.tangles import tangles

LATE = 240
HERE = Path(__file__).parent
READ = """
import json, resource, sys
from pathological import FAMILIES
from dastan.diagnostics import Span
from dastan.model import Event, Words
from dastan.prose import Text, prose

words = Words("words that do not stand there", Span("b.md"))
event = Event("a", "A", Span("b.md"), "b.md", phrase=words)
for name, size, language in json.load(sys.stdin):
    print(name, end="\\t", flush=True)
    text = FAMILIES[name](size)
    found = prose(Text("a.md", text, language=language), (event,)).diagnostics
    lines = text.count("\\n") + 1
    located = all(
        each.span.path == "b.md" or 1 <= each.span.line <= lines for each in found
    )
    print(located, *sorted({each.code for each in found}), sep="\\t", flush=True)
try:  # of this program alone: the other figure begins with that of whoever started it
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print("peak", peak // 1024 if sys.platform != "darwin" else peak >> 20, sep="\\t")
"""


def names(listed: str) -> list[str]:
    return [name.strip() for name in listed.replace("\n", " ").split(";")]


def read(families: list[tuple[str, int, str]]) -> dict[str, list[str]]:
    """By family: whether all is located, and the codes; under `peak`, megabytes of memory."""
    done = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(families),
        env={"PYTHONPATH": f"{HERE}:{HERE.parent}", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=LATE,
    )
    assert done.returncode == 0, done.stdout.splitlines()[-1] + "\n" + done.stderr
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: rest for name, *rest in lines}


def test_what_took_minutes_is_refused_or_read_within_memory() -> None:
    refused = names(REFUSED)
    found = read([(name, 65_536, "en") for name in refused + names(MENDED)])
    assert int(found.pop("peak")[0]) < 256
    assert [name for name, (located, *_) in found.items() if located != "True"] == []
    assert {name: found[name][1:] for name in refused if not too(found[name])} == {}
    assert {name: found[name][1:] for name in names(MENDED) if too(found[name])} == {}


def too(found: list[str]) -> bool:
    return bool({"too-deep", "too-tangled"} & {*found})


def test_every_family_ends_in_some_language() -> None:
    languages = cycle(["en", "ru", "fr", "kk", "de", "it"])
    found = read(
        [(name, 8_192, language) for name, language in zip(FAMILIES, languages, strict=False)]
    )
    assert int(found.pop("peak")[0]) < 256
    assert len(found) == len(FAMILIES) >= 40
    assert [name for name, (located, *_) in found.items() if located != "True"] == []


def test_the_message_names_the_limit_and_the_place() -> None:
    text = Text("a.md", "One.\n\nTwo [" + "[" * 60 + "\n\nThree.", line=5)
    checked = prose(text)
    assert [(d.code, d.span.line, d.span.column) for d in checked.diagnostics] == [
        ("too-tangled", 7, 55)
    ]
    assert "more than 50 square brackets" in checked.diagnostics[0].message


def test_depth_is_told_at_the_deepest_line() -> None:
    checked = prose(Text("a.md", "One.\n\n> Two.\n\n" + "> " * 60 + "Three.\n\nFour."))
    assert [(d.code, d.span.line) for d in checked.diagnostics] == [("too-deep", 5)]
    assert "50 levels" in checked.diagnostics[0].hint


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](b.md) *c* `d` <b>e</b> " * 1_000,
        "".join(f"[link {n}]: https://a.b/{n}\n" for n in range(1_000)),
        "".join(f"- *a* [b](c{n}.md) and `[d`\n" for n in range(1_000)),
        "".join(f"## Heading {n}\n\n***\n\nText.[^{n}]\n\n[^{n}]: Note.\n\n" for n in range(1_000)),
        "|a|b|c|\n|-|-|-|\n" + "|d|e|f|\n" * 1_000,
        "> " * 40 + "deep",
        "<div>\n\n" * 90 + "text" + "\n\n</div>" * 90,
        "".join(f"A [half-open interval {n}, 1), and `x[` is code.\n\n" for n in range(1_000)),
        "She said, “No.” -- 'Yes.' " * 2_000,
    ],
    ids="marks definitions list headings table quote HTML brackets words".split(),
)
def test_what_books_hold_is_far_below_the_limits(markdown: str) -> None:
    assert tangles(Text("a.md", markdown)) == ()
    assert "too-deep" not in {d.code for d in prose(Text("a.md", markdown)).diagnostics}
