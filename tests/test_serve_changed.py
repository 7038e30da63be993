"""What a page is told of a build: what has changed, and where."""

import pytest

from dastan.serve.changed import edited, news
from dastan.serve.page import ERRORS

FRAME = '<meta content="{policy}"><style>{css}</style><h1>{title}</h1>{texts}<footer>Foot</footer>'


def page(*texts: str, title: str = "Title", css: str = "p {}") -> bytes:
    """A page with a few texts, whose paragraphs are parted by bars."""
    proses = (
        "".join(f"<p>{each}</p>\n" if each[:1] != "<" else each for each in text.split("|") if each)
        for text in texts
    )
    policy = f"style-src &#39;sha256-{css.encode().hex()}=&#39;"
    inner = "".join(f'<div class="prose">{prose}</div>' for prose in proses)
    return FRAME.format(policy=policy, css=css, title=title, texts=inner).encode()


def told(before: bytes, after: bytes, elsewhere: str | None = None, errors: bytes = b"[]") -> str:
    """What somebody is told who has the page open."""
    return news(
        {"a.html": before, ERRORS: b"[]"}, {"a.html": after, ERRORS: errors}, "a.html", elsewhere
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("One|Two|Three", "One|2|Three", "#1"),
        ("One|Two|Three", "One|<em>Two</em>|Three", "#1"),
        ("One|Two|Three", "One|Two|Between|Three", "#2"),
        ("One|Two|Three", "Before|One|Two|Three", "#0"),
        ("One|Two|Three", "One|Two|Three|After", "#3"),
        ("One|Two|Three", "One|Three", "#1"),
        ("One|Two|Three", "One|Two", "#1"),
        ("One|Two|Three", "1|Two|3", "#0"),
        ("One", "", "*"),
        ("", "One", "#0"),
        ('One|<a href="b.html">Two</a>', 'One|<a href="c.html">Two</a>', "*"),
        ("One|<hr>|Two|Three", "One|<hr>|Two|3", "#3"),
        (
            'One|<div class="note"><div><p>A</p></div><p>B</p></div>|Two',
            'One|<div class="note"><div><p>A</p></div><p>B</p></div>|2',
            "#2",
        ),
        ('<div class="note"><p>A</p></div>|Two', '<div class="note"><p>B</p></div>|Two', "#0"),
    ],
)
def test_a_text_tells_its_first_block_that_has_changed(
    before: str, after: str, expected: str
) -> None:
    assert told(page(before), page(after)) == expected


def test_blocks_are_counted_through_all_texts_of_a_page() -> None:
    assert told(page("One|Two", "Three|Four"), page("One|Two", "Three|4")) == "#3"
    assert told(page("One", "Three"), page("One", "Between", "Three")) == "#1"


def test_what_stands_outside_a_text_is_only_loaded_again() -> None:
    assert told(page("One"), page("One", title="Other")) == "*"
    assert told(page("One"), page("One")) == ""
    assert told(page("One"), page("One"), errors=b"[1]") == "*"
    assert told(page("One"), b"") == "*"
    assert news({ERRORS: b""}, {ERRORS: b""}, "", None) == "*", "nobody knows what it shows"


def test_a_style_alone_is_taken_over_unless_there_are_errors_to_show() -> None:
    assert told(page("One"), page("One", css="p { color: red }")) == "style"
    assert told(page("One"), page("One", css="q {}", title="Other")) == "*"
    assert told(page("One"), page("One", css="q {}"), errors=b"[1]") == "*"
    assert told(page("One"), page("Two", css="q {}")) == "#0"


def test_it_leads_from_a_text_to_the_one_that_has_changed() -> None:
    assert told(page("One"), page("One"), "/b.html#3") == "/b.html#3"
    assert told(page("One"), page("Two"), "/b.html#3") == "#0", "its own change is nearer"
    assert told(page(), page(), "/b.html#3") == "", "this is no text"
    assert told(page("One"), b"", "/b.html#3") == "/b.html#3", "it has another name now"


OLD = {"a.html": page("One"), "ä b.html": page("One|Two"), "book.html": page("One", "One|Two")}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ({}, None),
        ({"ä b.html": page("One|2"), "book.html": page("One", "One|2")}, "/%C3%A4%20b.html#1"),
        ({"ä b.html": page("One|2"), "a.html": page("One", title="Other")}, "/%C3%A4%20b.html#1"),
        ({"ä b.html": page("One|2"), "a.html": page("1")}, None),
        ({"a.html": page("One", css="q {}"), "book.html": page()}, None),
        ({"a.html": page("1")}, None),
        ({"c.html": page("New|Text")}, "/c.html#0"),
        ({"c.html": page("")}, "/c.html#0"),
        ({"c.html": page("x", "y")}, None),
        ({"notes.xml": b"<x/>"}, None),
    ],
)
def test_a_save_has_changed_one_paragraph(new: dict[str, bytes], expected: str | None) -> None:
    assert edited(OLD, OLD | new, {"a.html"}) == expected
