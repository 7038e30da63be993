"""From a block of a page back to the line that it was written on."""

from collections.abc import Sequence

import pytest

from dastan.paragraphs import blocks, line_of
from dastan.prose import Text, prose
from dastan.prose.source import visible


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("<p>One</p>\n<p>Two</p>", ["<p>One</p>", "<p>Two</p>"]),
        ("<hr><p>a<br>b</p><hr />", ["<hr>", "<p>a<br>b</p>", "<hr />"]),
        ("<div><div>a</div></div><p>b</p>", ["<div><div>a</div></div>", "<p>b</p>"]),
        (
            "<p title=\"</p>\">a</p><p title='>'>b</p>",
            ['<p title="</p>">a</p>', "<p title='>'>b</p>"],
        ),
        ("<!-- <p> --><p>a</p>", ["<p>a</p>"]),
        ("<svg><path d='m'/></svg><p>a</p>", ["<svg><path d='m'/></svg>", "<p>a</p>"]),
        ("</p><p>a</p>", ["<p>a</p>"]),
        ("<p>a</p><div>never closed", ["<p>a</p>", "<div>never closed"]),
        ("words <p>a < b</p>", ["<p>a < b</p>"]),
    ],
)
def test_a_text_falls_into_blocks(html: str, expected: list[str]) -> None:
    assert blocks(html) == expected


def lines(markdown: str) -> Sequence[int | None]:
    """For each block of a text the line on which it was written."""
    html = prose(Text("a.md", markdown)).value.html
    return [line_of(visible(markdown), html, at) for at in range(len(blocks(html)))]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One.\n\nTwo\nand more.\n\n\nThree.", [1, 3, 7]),
        ("\n\nLate.", [3]),
        ('"Yes."\n\n"No."\n\n"Yes."\n\n"Yes," she said.', [1, 3, 5, 7]),
        ("One.\n\n***\n\nTwo.\n\n***", [1, 3, 5, 7]),
        ("***\n\nOne.", [1, 3]),
        ("# Head\n\n> A quotation.\n\n- an item\n- one more\n\nEnd.", [1, 3, 5, 8]),
        ("One[^1].\n\n[^1]: Two, the note.\n\nTwo, the text.", [1, 5]),
        ("<!-- One day, the mill stopped. -->\n\nOne day the mill stood still.", [3]),
        ("One day.\n\n%% The mill stopped. Or stood? %%\n\nThe mill stood still.", [1, 5]),
        ("::: letter\nDear Aiša,\n\ncome home.\n:::\n\nHe came.", [2, 7]),
        ('She *never* said--"don\'t"...\n\nМария шла до-мой.', [1, 3]),
        ("![A map of the mill](map.png)\n\nThe mill.", [1, 3]),
        ("A_word_inside.\n\nAn _emphasis_ there.", [1, 3]),
    ],
)
def test_a_block_leads_to_its_line(markdown: str, expected: list[int]) -> None:
    assert lines(markdown) == expected


def test_a_long_chapter_of_much_the_same_words_is_not_mixed_up() -> None:
    said = ("Yes.", "No.", "The mill stood still.", "The river did not.")
    paragraphs = [said[at * at % 7 % 4] + f" He counted to {at}." * (at % 3) for at in range(400)]
    assert lines("\n\n".join(paragraphs)) == [2 * at + 1 for at in range(400)]


@pytest.mark.parametrize("block", [-1, 1, 10**9])
def test_there_is_no_such_block(block: int) -> None:
    assert line_of("One.", "<p>One.</p>", block) is None


def test_a_block_that_nobody_wrote_is_looked_for_below_the_last_that_somebody_did() -> None:
    html = "<p>One.</p><p>Not from here.</p><p>Two.</p>"
    assert [line_of("One.\n\nTwo.", html, at) for at in range(3)] == [1, 3, 3]
