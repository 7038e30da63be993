"""The fast lane gives, for every text, what python-markdown alone would have given."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dastan.prose.dialect import convert
from dastan.prose.lane import hollow

ROOT = Path(__file__).parent.parent
WORDS = "Aigul rode south, and nobody knew. “Run,” she said—no; 'twas late... (or was it?) 5 p.m."
PIECES = [
    *WORDS.split(" "),
    *"*very* **so** ***both*** *two_words* a*b*c ** _x_ snake_case * \\ `code` <b> <!--".split(),
    *("&", "&amp;"),
    *"[a](b.md) [^1] ^[note] ![i](p.png) {#id} {.c} %% 50% # ## 1. 1984. - -- --- > : ===".split(),
    *"``` ~~~ | $ https://a.b/c <div> </div> é ғ ü — … \u00a0 \u2060".split(" "),
    *(
        "# H",
        "> q",
        ":   def",
        "::: verse",
        ":::",
        "::: note",
        "| a | b |",
        "|---|---|",
        "<!-- x -->",
    ),
    *(
        "*two words*",
        "* ",
        "- ",
        "[^1]: note",
        "[a]: b.md",
        "  ",
        "    ",
        "\t",
        "\n \n",
        "  \n",
        "\\\n",
    ),
    *("\n", "\n", "\n\n", "\n\n", '\\"'),
    *("\n\n***\n\n", "\n\n* * *\n\n", "\n\n---\n\n", "\n\n#\n\n"),
]


def same(markdown: str) -> None:
    assert convert(markdown, fast=True) == convert(markdown, fast=False)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_same_html_with_spaces(markdown: str) -> None:
    same(markdown)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_same_html_without(markdown: str) -> None:
    same(markdown)


def test_same_html_of_prose_with_a_seed() -> None:
    """Mostly plain paragraphs, with something odd here and there: the shape of a novel."""
    dice = random.Random(1)
    plain = WORDS.split(" ")
    for _ in range(150):
        blocks = []
        for _ in range(dice.randint(1, 12)):
            words = dice.choices(plain, k=dice.randint(3, 30))
            if dice.random() < 0.4:
                words[dice.randrange(len(words))] = dice.choice(PIECES)
            blocks.append(dice.choice([" ", " ", "\n"]).join(words))
        same(dice.choice(["\n\n", "\n\n\n"]).join(blocks))


def test_same_html_of_our_own_stories() -> None:
    for path in sorted(ROOT.glob("**/site_src/**/*.md")):
        same(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "paragraph",
    [
        "She rode south.",
        "“Run,” she said -- *now*!",
        "Two\nlines, **strong**.",
        "(Or so he thought.)",
    ],
)
def test_plain_paragraphs_take_the_lane(paragraph: str) -> None:
    rest, runs = hollow(f"{paragraph}\n\n{paragraph}")
    assert len(runs) == 1
    assert paragraph.split()[0] not in rest
