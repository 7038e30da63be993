"""What the dialect leaves for others to fill or to judge: links and their places, notes, images,
marks of events, and what contributed chapters may not hold.
"""

import re

import pytest

from dastan.diagnostics import Span
from dastan.model import Event, Prose, Words
from dastan.prose import Text, prose

PHRASE = Span("a.md", 3, 9)


def read(markdown: str, *events: Event) -> Prose:
    """A text of which there is nothing to say."""
    checked = prose(Text("a.md", markdown), events)
    assert not checked.diagnostics
    return checked.value


def said(markdown: str, *events: Event) -> list[str]:
    """Such as `W 1:5 wikilink`."""
    return [
        f"{d.severity[0].upper()} {d.span.line}:{d.span.column} {d.code}"
        for d in prose(Text("a.md", markdown), events).diagnostics
    ]


def places(markdown: str) -> list[str]:
    """Where the links lead, and where they stand: `b.md 1:5`."""
    refs = prose(Text("a.md", markdown)).value.refs
    return [f"{ref.target} {ref.span.line}:{ref.span.column}" for ref in refs]


def event(id: str, phrase: str, title: str = "A title") -> Event:
    return Event(id, title, Span("a.md"), "a.md", phrase=Words(phrase, PHRASE))


# --- links


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[a](b.md#c)", '<p><a href="ref:0">a</a></p>'),
        (
            '[a](b.md "c") [d](e f.md)',
            '<p><a href="ref:0" title="c">a</a> <a href="ref:1">d</a></p>',
        ),
        ("[a][1]\n\n[1]: b.md", '<p><a href="ref:0">a</a></p>'),
        ("[*a*](b.md){.c lang=kk}", '<p><a class="c" href="ref:0" lang="kk"><em>a</em></a></p>'),
        ("[a](https://b.c/d) <https://b.c>", None),
        (
            "<a href='b.md' title='href=\"x\"'>a</a>",
            '<p><a href="ref:0" title=\'href="x"\'>a</a></p>',
        ),
        (
            "<a title=' href=\"x\"' HREF=b.md>a</a>",
            '<p><a title=\' href="x"\' href="ref:0">a</a></p>',
        ),
        ("<a data-href='x' href=' b.md '>a</a>", "<p><a data-href='x' href=\"ref:0\">a</a></p>"),
        (
            '<video src="a.mp4" poster="b.png"></video>',
            '<video src="ref:0" poster="ref:1"></video>',
        ),
    ],
)
def test_links_leave_holes(markdown: str, html: str | None) -> None:
    found = read(markdown)
    holes = re.findall(r'"ref:(\d+)"', found.html)
    assert holes == [str(at) for at in range(len(found.refs))]
    assert html is None or found.html == html


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        pytest.param(
            "[a](b.md) [c](d.md)\n[e](b.md)", ["b.md 1:5", "d.md 1:15", "b.md 2:5"], id="1"
        ),
        pytest.param("<!-- [a](b.md) -->\n%% (b.md) %% [a](b.md)", ["b.md 2:18"], id="remarks"),
        pytest.param(
            "`(b.md)` [a](b.md)\n\n```\n(b.md)\n```\n\n[a](b.md)",
            ["b.md 1:14", "b.md 7:5"],
            id="code",
        ),
        pytest.param(
            "> One\n> [a](b.md)\n\n- two\n\n    [c](b.md)", ["b.md 2:7", "b.md 6:9"], id="blocks"
        ),
        pytest.param(
            "::: verse\n  [a](b.md)\n:::\n\n| [c](b.md) |\n|---|",
            ["b.md 2:7", "b.md 5:7"],
            id="verse, table",
        ),
        pytest.param("[a\nb](c.md)", ["c.md 2:4"], id="over two lines"),
        pytest.param("[a][1] [b][1]\n\n[1]: c.md", ["c.md 3:6", "c.md 3:6"], id="by reference"),
        pytest.param("a^[see [b](c.md)]\n\n[d](e.md)", ["e.md 3:5", "c.md 1:12"], id="in a note"),
        pytest.param(
            "[a](b%20c.md) [d](%D2%9B.md)", ["b c.md 1:5", "қ.md 1:19"], id="percent signs"
        ),
        pytest.param(
            "[a](b&c.md) ![](d(e).png){.decoration}", ["b&c.md 1:5", "d(e).png 1:17"], id="signs"
        ),
    ],
)
def test_links_have_places(markdown: str, expected: list[str]) -> None:
    assert places(markdown) == expected


def test_links_that_lead_nowhere() -> None:
    assert said("(a) [b]() [c](<>)\n<a href=''>d</a>") == [
        "E 1:9 dead-link",
        "E 1:16 dead-link",
        "E 2:10 dead-link",
    ]


# --- images


def test_an_image_alone_is_a_figure_and_its_title_the_caption() -> None:
    assert read('![A map](m.png "The *north*")').html == (
        '<figure><img alt="A map" src="ref:0"><figcaption>The *north*</figcaption></figure>'
    )
    assert read("![A map](m.png)").html == '<figure><img alt="A map" src="ref:0"></figure>'
    assert read("So ![a map](m.png) is.").html == '<p>So <img alt="a map" src="ref:0"> is.</p>'


def test_an_image_has_words_for_those_who_cannot_see_it() -> None:
    assert said("![](a.png)\n\n<img src='b.png'>") == ["W 1:5 missing-alt", "W 3:11 missing-alt"]
    assert not said("![](a.png){.decoration}")


def test_an_image_lies_beside_its_chapter() -> None:
    assert said("![a](https://b.c/d.png)") == ["E 1:6 remote-image"]
    assert not said("![a](data:image/gif;base64,R0lGODlhAQABAAAAACw=)")


# --- notes


def test_notes_are_taken_out_and_numbered_by_mention() -> None:
    found = read("a[^two] b^[here] c[^1]\n\n[^1]: One.\n[^two]: Two,\n    too.\n\n    More.\n\nd")
    assert re.sub(r"<a [^>]*></a>", "*", found.html) == "<p>a* b* c*</p>\n<p>d</p>"
    assert [note.html for note in found.notes] == [
        "<p>Two,\ntoo.</p>\n<p>More.</p>",
        "<p>here</p>",
        "<p>One.</p>",
    ]
    assert re.findall(r'aria-label="(\d+)"', found.html) == ["1", "2", "3"]


def test_a_note_mentioned_twice() -> None:
    found = read("a[^1] b[^1]\n\n[^1]: One.")
    assert [note.mentions for note in found.notes] == [2]
    assert len(set(re.findall(r' id="([^"]+)"', found.html))) == 2


def test_notes_in_notes() -> None:
    found = read("a[^1] b^[two ^[three]]\n\n[^1]: One[^4].\n\n[^4]: Four.")
    words = [re.sub("<[^>]+>", "", note.html).strip() for note in found.notes]
    assert words == ["One.", "two", "Four.", "three"]


@pytest.mark.parametrize("body", [": a", "- a", "> a", "::: note\na\n:::", "# a", "    a", "| a |"])
def test_a_note_keeps_to_itself(body: str) -> None:
    found = prose(Text("a.md", f"a[^1]\n\n[^1]: {body}\n\n[^2]: b\n\nc[^2]")).value
    assert len(found.notes) == 2 and found.notes[1].html == "<p>b</p>"


def test_notes_that_do_not_fit() -> None:
    assert said("a[^1] `[^2]` b[^3]\n\n[^3]: c\n[^3]: d\n[^4]: e") == [
        "E 4:1 duplicate-note",
        "E 1:2 unknown-note",
        "W 5:1 unused-note",
    ]


# --- marks of events


@pytest.mark.parametrize(
    ("markdown", "phrase", "before"),
    [
        pytest.param("He left home at dawn.", "left home", "<p>He ", id="plain"),
        pytest.param("He *left\nhome* at dawn.", "left home", "<p>He <em>", id="in emphasis"),
        pytest.param("He *left* home.", "He left home", "<p>", id="across emphasis"),
        pytest.param("See [he left](b.md).", "left", "<p>See ", id="in a link: outside it"),
        pytest.param(
            '"Run," she said.', '"Run," she said', "<p>", id="quotes that typography curls"
        ),
        pytest.param("He left -- home...", "left home", "<p>He ", id="dots and dashes"),
        pytest.param("R&D &mdash; she fell", "R&D - she", "<p>", id="entities"),
        pytest.param("One left.\n\nTwo left.", "left", "<p>One ", id="the first time"),
        pytest.param("He (left)", "left", "<p>He ", id="with what opens before it"),
        pytest.param("Relefting, he left", "left", "<p>Relefting, he ", id="whole words"),
        pytest.param("**Ол** үйден кетті.", "үйден кетті", "<p><strong>Ол</strong> ", id="Kazakh"),
        pytest.param("a^[left] b left", "left", None, id="not in a note"),
    ],
)
def test_a_mark_stands_where_the_phrase_begins(
    markdown: str, phrase: str, before: str | None
) -> None:
    found = read(markdown, event("x", phrase, 'R&D "x"'))
    mark = re.search(
        r'<a class="event-mark" id="event-x" href="ref:(\d+)" aria-label="([^"]*)"></a>', found.html
    )
    assert mark and mark[2] == "R&amp;D &quot;x&quot;"
    assert (found.refs[int(mark[1])].target, found.refs[int(mark[1])].kind) == ("x", "event")
    assert "event-x" in found.anchors
    if before is not None:
        assert found.html[: mark.start()] == before


def test_marks_at_one_place_keep_the_order_of_their_events() -> None:
    html = read("Left home.", event("x", "Left"), event("y", "Left home"), event("z", "home")).html
    assert re.findall(r'id="event-(.)"', html) == ["x", "y", "z"]


@pytest.mark.parametrize("phrase", ["left town", "LEFT HOME", "…", "home at"])
def test_words_that_do_not_stand_there(phrase: str) -> None:
    assert said("He left home.", event("x", phrase)) == ["E 3:9 time-phrase"]


# --- what acts, and what contributed chapters may hold


def test_what_the_page_s_policy_stops() -> None:
    assert said("<script>a()</script>\n\n<p style='b'>c</p> <b onclick='d()'>e</b>") == [
        "W 1:1 active-content",
        "W 3:4 active-content",
        "W 3:23 active-content",
    ]


@pytest.mark.parametrize(
    ("markdown", "column"),
    [
        ("<b>a</b> <b>c", 10),
        ("<b>a\n\nb</b>", 1),
        ("a</b>", 2),
        ("`<b>` *<b>a* b</b>", 8),
        ("<div>\n\na[^1]\n\n[^1]: b", 1),
    ],
)
def test_html_that_is_not_closed(markdown: str, column: int) -> None:
    assert said(markdown) == [f"E 1:{column} unbalanced-html"]


@pytest.mark.parametrize(
    "html", ["<ul><li>a<li>b</ul>", "<p>a\n\n<p>b", "a<br>b<br/>c<hr>", "<B>a</b>"]
)
def test_html_that_needs_no_more_closing(html: str) -> None:
    assert not said(html)


def test_untrusted_text_holds_nothing_that_acts() -> None:
    markdown = (
        "<script>a()</script><b onclick='a()'>b</b> [c](javascript:a) <iframe src='d'></iframe>\n\n"
        "<svg onload='a()'></svg> <p style='a'>e</p> <a href='f.md' target='g'>h</a>[^1]\n\n[^1]: i"
    )
    checked = prose(Text("a.md", markdown, untrusted=True), [event("x", "h")])
    html = checked.value.html
    assert not checked.diagnostics
    assert not re.search(r"script|onclick|iframe|svg|style|target|a\(\)", html)
    assert "<b>b</b>" in html and "event-x" in html
    assert [ref.target for ref in checked.value.refs] == ["f.md", "x"]
    assert [note.html for note in checked.value.notes] == ["<p>i</p>"]
