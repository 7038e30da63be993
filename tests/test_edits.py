"""However a story is edited, what is made with a memo is what a clean build makes.

Every edit comes on top of those before, and the memo goes through its file each time, as between
two commands. A few hundred edits are made here; for more:

    DASTAN_EDITS=10000 python3 build.py test tests/test_edits.py
"""

import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sites import files_of
from stories import story

from dastan.features import FEATURES
from dastan.memo import load, save

EDITS = int(os.environ.get("DASTAN_EDITS", "160"))
RUNS = 4
"""Sequences, each with its own seed, and its own process where there are several."""

Files = dict[str, str | bytes]
Edit = Callable[[Files, random.Random], None]
CHAPTERS = "site_src/chapters/"


def first(n: int) -> str:
    """The text of a chapter that tells an event."""
    when = f"after e{n - 1}" if n > 1 else "1990"
    return (
        f"---\ntitle: No. {n}\nevents:\n  - id: e{n}\n    title: It {n}\n    when: {when}\n"
        f"    people: aigul\n    phrase: “it {n}”\n---\n\nThen “it {n}” was.[^1]\n\n[^1]: A note.\n"
    )


START: Files = {
    "site_src/story.yml": "title: The Well\nlanguage: en\nurl: https://example.org/well/\n",
    **{f"{CHAPTERS}0{n}-c{n}.md": first(n) for n in range(1, 5)},
    "site_src/people/aigul.md": "---\nname: Aigul\nborn: 1970\n---\n\nShe.\n",
    "site_src/places/well.md": "---\nname: The well\n---\n",
    "site_src/pages/about.md": "# About\n\nSee [one](../chapters/01-c1.md).\n",
    "site_src/timeline.yml": "events:\n  - id: war\n    title: The war\n    when: 1980\n",
}
PLAIN: Files = {path: str(body, "utf-8") for path, body in files_of("plain").items()}
WORDS = (
    "A line.",
    "“Run,” she said -- *now*.",
    "***",
    "## Later",
    "> A quotation.",
    "See [two](02-c2.md).",
    "And [nowhere](nowhere.md).",
    "Once.[^2]\n\n[^2]: Twice.",
    "::: verse\nOne\n  Two\n:::",
    "![A well](well.svg)",
    "<b>not closed",
)
MATTER = (
    "title: Another title\n",
    "title: Another: title\n",
    "title: It\nslug: it\n",
    "title: It\norder: 1\n",
    "title: It\ndate: 2026-03-20\n",
    "title: It\ndate: 2100-01-01\n",
    "title: It\ndraft: true\n",
    "title: It\nsummary: What was.\nlanguage: ru\n",
    "title: It\nnote_before: Hello.\nepigraph: {text: Ho, source: He}\n",
    "title: It\nepigraph:\n  text: Ho\n  source: He\n",
    "title: It\nplace: well\npeople: [aigul]\npov: aigul\n",
    "title: It\naliases: old-name\n",
    "titel: It\n",
    "title: It\nevents:\n  - id: x\n    title: X\n    when: 3 years after e1\n",
    "title: It\nevents:\n  - id: x\n    title: X\n    when: before e1\n    told: flashback\n",
    "title: It\nevents:\n  - id: e1\n    title: A twin\n    when: aigul is 17\n",
)
SETTINGS = (
    "title: The Well\n",
    "title: The Stone\nauthor: Nobody\nurl: https://example.org/\n",
    "title: The Well\nlanguage: kk\n",
    "title: The Well\nfont: system\ntime:\n  words: {years: at least 3 years}\n",
    "title: The Well\nuntrusted: true\n",
)
PEOPLE = (
    "---\nname: Aigul\n---\n",
    "---\nname: Aigul Sad\nborn: 1975\ndied: after e1\n---\n\nShe *was*.\n",
    "---\nname: Aigul\nsummary: She.\naliases: Ai\n---\n",
)
LOOKS = {
    "templates/404.html": ("<p>{{ config.title }}</p>", "<p>{{ nothing }}</p>", "Lost."),
    "templates/page.html": ("<h1>{{ page.title }}</h1>", "{% if %}"),
    "static/title.css": ("i{top:0}", "b{top:0}"),
    "static/mine.txt": ("mine", "yours"),
    f"{CHAPTERS}well.svg": ("<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg/>"),
    "site_src/root/CNAME": ("example.org", "example.net"),
    f"{CHAPTERS}1-part/part.yml": ("title: A part\n", "title: A part\nepigraph:\n  text: Ho\n"),
}


def chapters(files: Files) -> list[str]:
    return sorted(path for path in files if path.startswith(CHAPTERS) and path.endswith(".md"))


def add(files: Files, chance: random.Random) -> None:
    folder = chance.choice(["", "", "1-part/"])
    number = chance.randrange(100)
    files[f"{CHAPTERS}{folder}{number:02}-new.md"] = f"# New {number}\n\nIt was.\n"


def remove(files: Files, chance: random.Random) -> None:
    if len(found := chapters(files)) > 2:
        del files[chance.choice(found)]


def rename(files: Files, chance: random.Random) -> None:
    path = chance.choice(chapters(files))
    name = path.rpartition("/")[2]
    folder = chance.choice(["", "1-part/"])
    files[f"{CHAPTERS}{folder}{chance.randrange(100):02}-{name.partition('-')[2]}"] = files.pop(
        path
    )


def write(files: Files, chance: random.Random) -> None:
    path = chance.choice(chapters(files))
    text = str(files[path])
    place = chance.choice([0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")])
    place = max(place, text.find("\n---\n", 4) + 5 if text.startswith("---") else 0)
    files[path] = f"{text[:place]}\n{chance.choice(WORDS)}\n\n{text[place:]}"


def rewrite(files: Files, chance: random.Random) -> None:
    """A text from the beginning, so that no story grows for ever."""
    files[chance.choice(chapters(files))] = f"# It\n\n{chance.choice(WORDS)}\n"


def matter(files: Files, chance: random.Random) -> None:
    path = chance.choice(chapters(files))
    body = str(files[path]).rpartition("\n---\n")[2]
    files[path] = f"---\n{chance.choice(MATTER)}---\n{body}"


def event(files: Files, chance: random.Random) -> None:
    """Another title of an event, and nothing else that any other page knows of its chapter."""
    path = chance.choice(chapters(files))
    title = f"    title: {chance.choice('XYZ')}"
    files[path] = re.sub(r"^    title: .*$", title, str(files[path]), count=1, flags=re.MULTILINE)


def settings(files: Files, chance: random.Random) -> None:
    files["site_src/story.yml"] = chance.choice(SETTINGS)


def people(files: Files, chance: random.Random) -> None:
    path = f"site_src/people/{chance.choice(['aigul', 'berik'])}.md"
    if path in files and chance.random() < 0.3:
        del files[path]
    else:
        files[path] = chance.choice(PEOPLE)


def look(files: Files, chance: random.Random) -> None:
    path = chance.choice([*LOOKS])
    if path in files and chance.random() < 0.4:
        del files[path]
    else:
        files[path] = chance.choice(LOOKS[path])


def back(files: Files, chance: random.Random) -> None:
    """As it was in the beginning: what was kept long ago may be asked for again."""
    path = chance.choice([*START])
    files[path] = START[path]


EDITS_OF_A_KIND: tuple[Edit, ...] = (
    *(write, write, write, matter, matter, add, remove, rename),
    *(event, event, rewrite, settings, people, look, look, back),
)


@pytest.mark.parametrize("seed", range(RUNS))
def test_an_edited_story_is_the_same_as_a_new_one(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = dict(START)
    features = [feature for feature in FEATURES if feature.__name__ != "cards"]
    for number in range(EDITS // RUNS):
        if number % 20 == 19:  # once in a while another story altogether
            files = dict(chance.choice([START, PLAIN]))
        done = []
        for edit in chance.choices(EDITS_OF_A_KIND, k=chance.choice([1, 1, 1, 2, 5])):
            edit(files, chance)
            done.append(edit.__name__)
        memo = load(tmp_path)
        kept = story(files, memo=memo, features=features, drafts=number % 7 == 0)
        save(tmp_path, memo)
        clean = story(files, features=features, drafts=number % 7 == 0)
        where = f"edit {number} of seed {seed}: {', '.join(done)}"
        assert kept.diagnostics == clean.diagnostics, where
        differ = {p for p, body in clean.plan.files.items() if kept.plan.files.get(p) != body}
        assert kept.plan.files.keys() == clean.plan.files.keys() and not differ, (where, differ)
