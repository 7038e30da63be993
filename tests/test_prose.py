"""The dialect: what a novelist types, and what the reader sees.

Each case is Markdown and the HTML it becomes. Quotes and dashes have tests of their own, in
`typography/`.
"""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dastan.model import Prose
from dastan.prose import Text, prose

Cases = dict[str, tuple[str, str]]


def read(markdown: str) -> Prose:
    """A text of which there is nothing to say."""
    checked = prose(Text("a.md", markdown))
    assert not checked.diagnostics
    return checked.value


def said(markdown: str) -> list[str]:
    """Such as `W 1:5 wikilink`."""
    return [
        f"{d.severity[0].upper()} {d.span.line}:{d.span.column} {d.code}"
        for d in prose(Text("a.md", markdown)).diagnostics
    ]


def by_name(cases: Cases) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("markdown", "html"), [pytest.param(*pair, id=name) for name, pair in cases.items()]
    )


# --- paragraphs

PARAGRAPHS: Cases = {
    "a paragraph": ("One line\nand the next.", "<p>One line\nand the next.</p>"),
    "two paragraphs": ("One.\n\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
    "a backslash breaks the line": ("One\\\ntwo", "<p>One<br>\ntwo</p>"),
    "two spaces break the line": ("One  \ntwo", "<p>One<br>\ntwo</p>"),
    "emphasis": (
        "*a* _b_ **c** __d__ ***e***",
        "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong>"
        " <strong><em>e</em></strong></p>",
    ),
    "underscores inside words stay": ("snake_case_word", "<p>snake_case_word</p>"),
    "emphasis over two lines": ("*one\ntwo*", "<p><em>one\ntwo</em></p>"),
    "escapes": (r"\*a\* \[b\] \_c\_", "<p>*a* [b] _c_</p>"),
    "an indented paragraph is a paragraph": ("    One.\n\n\tTwo.", "<p>One.</p>\n<p>Two.</p>"),
    "a number begins no list but 1": ("1984. A bad year.", "<p>1984. A bad year.</p>"),
    "a hash without a space": ("#1 was gone.", "<p>#1 was gone.</p>"),
    "braces, percents, dollars": (
        "{{ a }} {% b %} {# c #} $d$ 5% {e}",
        "<p>{{ a }} {% b %} {# c #} $d$ 5% {e}</p>",
    ),
    "ampersands and angles": ("R&D a<b c&amp;d", "<p>R&amp;D a&lt;b c&amp;d</p>"),
}


@by_name(PARAGRAPHS)
def test_paragraphs(markdown: str, html: str) -> None:
    assert read(markdown).html == html


@pytest.mark.parametrize("line", ["***", "* * *", "---", "#", "*****", "------", "  ***", "--- "])
def test_scene_breaks(line: str) -> None:
    assert read(f"One.\n\n{line}\n\nTwo.").html == "<p>One.</p>\n<hr>\n<p>Two.</p>"


@pytest.mark.parametrize("line", ["---", "-----", "***"])
def test_a_scene_break_that_touches_its_paragraph(line: str) -> None:
    markdown = f"One\ntwo.\n{line}\nThree."
    assert prose(Text("a.md", markdown)).value.html == "<p>One\ntwo.</p>\n<hr>\n<p>Three.</p>"
    assert said(markdown) == ["W 3:1 scene-break"]


# --- blocks

BLOCKS: Cases = {
    "a quotation": (
        "> One\n> two.\n>\n> > Three.",
        "<blockquote>\n<p>One\ntwo.</p>\n<blockquote>\n<p>Three.</p>\n</blockquote>\n</blockquote>",
    ),
    "verse": (
        "::: verse\nOne\n  two\n    three\n\nFour *five*\n:::",
        '<blockquote class="verse">\n<p><span class="line">One</span><br>\n'
        '<span class="line in-1">two</span><br>\n<span class="line in-2">three</span></p>\n'
        '<p><span class="line">Four <em>five</em></span></p>\n</blockquote>',
    ),
    "a letter": (
        "::: letter\nDear Aida,\n\nThe well is dry.\n\n-- Sabit\n:::",
        '<blockquote class="letter">\n<p class="salutation">Dear Aida,</p>\n'
        '<p>The well is dry.</p>\n<p class="signature">Sabit</p>\n</blockquote>',
    ),
    "a note's lines": (
        "::: note\nCLOSED\nuntil *spring*  \nor later\\\nThe Well\n{.sign}\n\nAsk\nAida\n:::",
        '<div class="note">\n<p class="sign">CLOSED<br>\nuntil <em>spring</em><br>\n'
        "or later<br>\nThe Well</p>\n<p>Ask<br>\nAida</p>\n</div>",
    ),
    "an aside's lines are spaces": (
        "::: aside\nOne\ntwo.\n:::",
        '<div class="aside">\n<p>One\ntwo.</p>\n</div>',
    ),
    "a letter's first and last lines": (
        "::: letter\nAlmaty,\n12 June\n\nThe well\nis dry.\n\n-- Your brother\nSabit\n:::",
        '<blockquote class="letter">\n<p class="salutation">Almaty,<br>\n12 June</p>\n'
        '<p>The well\nis dry.</p>\n<p class="signature">Your brother<br>\nSabit</p>\n</blockquote>',
    ),
    "a note": ("::: note\nShut.\n:::", '<div class="note">\n<p>Shut.</p>\n</div>'),
    "an aside": ("::: aside\nShut.\n:::", '<div class="aside">\n<p>Shut.</p>\n</div>'),
    "divisions in one another": (
        "::: letter\nOne.\n\n::: verse\nTwo\n:::\n\nThree.\n:::\n\nFour.",
        '<blockquote class="letter">\n<p class="salutation">One.</p>\n<blockquote class="verse">\n'
        '<p><span class="line">Two</span></p>\n</blockquote>\n<p>Three.</p>\n</blockquote>\n'
        "<p>Four.</p>",
    ),
    "a division between lines": (
        "One.\n::: note\nTwo.\n:::\nThree.",
        '<p>One.</p>\n<div class="note">\n<p>Two.</p>\n</div>\n<p>Three.</p>',
    ),
    "a list": ("- One\n- two", "<ul>\n<li>One</li>\n<li>two</li>\n</ul>"),
    "a numbered list": (
        "1. One\n\n2. two",
        "<ol>\n<li>\n<p>One</p>\n</li>\n<li>\n<p>two</p>\n</li>\n</ol>",
    ),
    "a list after another": (
        "- One\n\n1. two",
        "<ul>\n<li>One</li>\n</ul>\n<ol>\n<li>two</li>\n</ol>",
    ),
    "a table": (
        "| a | b |\n|---|--:|\n| 1 | 2 |",
        '<table>\n<thead>\n<tr>\n<th>a</th>\n<th class="right">b</th>\n</tr>\n</thead>\n<tbody>\n'
        '<tr>\n<td>1</td>\n<td class="right">2</td>\n</tr>\n</tbody>\n</table>',
    ),
    "definitions": ("Kui\n:   a tune", "<dl>\n<dt>Kui</dt>\n<dd>a tune</dd>\n</dl>"),
    "fenced code": (
        "```\n*a* [b](c.md)\n\n::: verse\n```",
        "<pre><code>*a* [b](c.md)\n\n::: verse\n</code></pre>",
    ),
    "code": ("`*a*` and ``b ` c``", "<p><code>*a*</code> and <code>b ` c</code></p>"),
    "HTML": (
        '<ruby>漢<rt>kan</rt></ruby> <abbr title="x">y</abbr>\n\n<div>\n*raw*\n</div>',
        '<p><ruby>漢<rt>kan</rt></ruby> <abbr title="x">y</abbr></p>\n<div>\n*raw*\n</div>',
    ),
    "attributes": (
        "One.\n{#one .big lang=kk}\n\n*Two*{.small} {three}",
        '<p class="big" id="one" lang="kk">One.</p>\n<p><em class="small">Two</em> {three}</p>',
    ),
    "remarks": (
        "One <!-- a --> two %% b %% three.\n\n<!--\nc\n\nd\n-->\n\n%% e %%\n\n50%% four.",
        "<p>One  two  three.</p>\n<p>50%% four.</p>",
    ),
    "remarks within a paragraph": ("One\n<!-- a -->\n%% b %%\ntwo.", "<p>One\ntwo.</p>"),
    "remarks between lone backticks": (
        "It`s <!-- a -->\n\nthat`s",
        "<p>It`s </p>\n<p>that`s</p>",
    ),
    "a remark in code": ("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>"),
}


@by_name(BLOCKS)
def test_blocks(markdown: str, html: str) -> None:
    assert read(markdown).html == html


def test_wikilinks_keep_their_words_and_are_reported() -> None:
    markdown = "[[home]] [[home|the door]] `[[code]]` \\[[not]]"
    assert prose(Text("a.md", markdown)).value.html == (
        "<p>home the door <code>[[code]]</code> [[not]]</p>"
    )
    assert said(markdown) == ["W 1:1 wikilink", "W 1:10 wikilink"]


# --- headings


def test_headings_move_below_the_page_s_own() -> None:
    html = read("# One\n\n## Two #\n\n###### Six").html
    assert html == '<h2 id="one">One</h2>\n<h3 id="two">Two</h3>\n<h6 id="six">Six</h6>'
    assert read("## Two").html == '<h2 id="two">Two</h2>'


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Hello, *World*! `x`", "hello-world-x"),
        ("Алматы қаласы, түн", "алматы-қаласы-түн"),
        ("Өнер, ғылым — және Ұлы дала", "өнер-ғылым--және-ұлы-дала"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("1917-1921", "1917-1921"),
        ("Wait... what's -- that?", "wait-whats----that"),
        ("snake_case & R&D", "snake_case--rd"),
        ("A [link](https://example.org)", "a-link"),
        ("cafe\u0301", "café"),
        ("😀", "section"),
        ("The door {#door}", "door"),
    ],
)
def test_headings_have_github_s_ids(heading: str, anchor: str) -> None:
    assert read(f"## {heading}").anchors == (anchor,)


def test_repeated_headings_are_numbered() -> None:
    markdown = "## A\n\n## A\n\n## A-1\n\n## B {#a-2}\n\n## A\n\n<h2>A</h2>"
    assert read(markdown).anchors == ("a", "a-1", "a-1-1", "a-2", "a-3", "a-4")


# --- any text

MARKDOWN = [*"ab \n*_`#>-[]()!^:|\\&\"'{}.=1%~/", "\n\n", "    ", "::: verse\n", ":::\n", "[^1]"]
MARKDOWN += ["[^1]: ", "^[", "```\n", "{#a}", "1. ", "- ", "> ", ":   ", "| a |\n|---|\n", "## "]
HTML = [
    "<",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    '<a href="',
    "<!--",
    "-->",
    "<![",
    "<br>",
    "<div>",
    "<i x=>",
]


class Balance(HTMLParser):
    """Goes through HTML, and fails where a tag is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKDOWN), max_size=40).map("".join))
def test_any_markdown_becomes_balanced_html(markdown: str) -> None:
    made = prose(Text("a.md", markdown)).value
    for html in (made.html, *(note.html for note in made.notes)):
        Balance(html)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*MARKDOWN, *HTML]), max_size=40).map("".join))
def test_any_html_is_read_and_untrusted_html_is_balanced(markdown: str) -> None:
    prose(Text("a.md", markdown))
    Balance(prose(Text("a.md", markdown, untrusted=True)).value.html)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_characters_are_read(markdown: str) -> None:
    prose(Text("a.md", markdown))
