"""Typography, by a corpus of cases for each language and by properties that hold for any text.

The cases stand in `<language>.txt` beside this file; `en.txt` tells their form.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dastan.prose.typography import STRAIGHT_DOUBLE, STRAIGHT_SINGLE, typeset, typeset_text

Case = tuple[str, str, str]
"""Language, input, output; both as HTML."""

LANGUAGES = ("de", "en", "fr", "kk", "ru")
INVISIBLE = {
    "{nbsp}": "\u00a0",
    "{nnbsp}": "\u202f",
    "{hair}": "\u200a",
    "{wj}": "\u2060",
    "{nl}": "\n",
    " ¶ ": "</p>\n<p>",
}


def as_html(text: str) -> str:
    for name, char in INVISIBLE.items():
        text = text.replace(name, char)
    return f"<p>{text}</p>"


def cases(language: str) -> tuple[list[Case], list[Case]]:
    """The cases that come out right, and those known not to."""
    text = (Path(__file__).parent / f"{language}.txt").read_text("utf-8")
    parts = []
    for part in (text + "\n[known]\n").split("\n[known]\n")[:2]:
        lines = [line for line in part.split("\n") if line and not line.startswith("#")]
        pairs = [line.split(" => ") for line in lines]
        parts.append(
            [
                (
                    language,
                    as_html(before).replace('\\"', STRAIGHT_DOUBLE).replace("\\'", STRAIGHT_SINGLE),
                    as_html(after),
                )
                for before, after in pairs
            ]
        )
    return parts[0], parts[1]


RIGHT = [case for language in LANGUAGES for case in cases(language)[0]]
KNOWN = [case for language in LANGUAGES for case in cases(language)[1]]


@pytest.mark.parametrize(("language", "html", "wanted"), RIGHT)
def test_case(language: str, html: str, wanted: str) -> None:
    assert typeset(html, language) == wanted


@pytest.mark.parametrize(("language", "html", "wanted"), KNOWN)
def test_known_to_be_wrong(language: str, html: str, wanted: str) -> None:
    assert typeset(html, language) != wanted, "it comes out right: move it up"


def test_few_are_wrong_of_many() -> None:
    for language in LANGUAGES:
        right, known = cases(language)
        assert len(known) <= 0.01 * (len(right) + len(known)), language
        assert len(right) >= (300 if language == "en" else 60), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_is_set_alike(language: str) -> None:
    for _, html, wanted in cases(language)[0]:
        before, after = (text.removeprefix("<p>").removesuffix("</p>") for text in (html, wanted))
        if "<" not in before and "&" not in before:
            assert typeset_text(before, language) == after


@pytest.mark.parametrize("language", LANGUAGES)
def test_setting_the_corpus_again_changes_nothing(language: str) -> None:
    for case in [*cases(language)[0], *cases(language)[1]]:
        if STRAIGHT_DOUBLE not in case[1] and STRAIGHT_SINGLE not in case[1]:
            once = typeset(case[1], language)
            assert typeset(once, language) == once


# --- markup


@pytest.mark.parametrize(
    "tag", ["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea"]
)
def test_what_is_not_prose_stays(tag: str) -> None:
    html = f'<{tag} title="it\'s">"a" -- b... Mr. C</{tag}>'
    assert typeset(html) == html
    assert typeset(f'"a {html} b"') == f"“a {html} b”"


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<kbd><kbd>"</kbd> + "</kbd> "a"', '<kbd><kbd>"</kbd> + "</kbd> “a”'),
        ('<p><code>"a" <em>"b"</em> "c"', '<p><code>"a" <em>"b"</em> "c"'),
        ('<!-- "a" --><p>"b"</p>', '<!-- "a" --><p>“b”</p>'),
        ('<!-- "a', '<!-- "a'),
        ("<!DOCTYPE html>", "<!DOCTYPE html>"),
        ('<script>if (a<b) "c"</script>"d"', '<script>if (a<b) "c"</script>“d”'),
        ("<a title=\"a > 'b'\">'c'</a>", "<a title=\"a > 'b'\">‘c’</a>"),
        ('<h2>"A</h2>\n<ul>\n<li>"b"</li>\n</ul>', "<h2>“A</h2>\n<ul>\n<li>“b”</li>\n</ul>"),
        ('<p>"a</p><hr><p>b" "c"</p>', "<p>“a</p><hr><p>b” “c”</p>"),
        ("1 < 2 & 3 > 2", "1 < 2\u00a0& 3 > 2"),
        ("&notit; &#x2019; &amp;quot;", "&notit; ’ &amp;quot;"),
        ("<>", "<>"),
        ("", ""),
    ],
)
def test_markup_stays(html: str, wanted: str) -> None:
    assert typeset(html) == wanted


def test_a_straight_quote_in_an_attribute_is_an_entity() -> None:
    html = f'<img alt="{STRAIGHT_DOUBLE}a{STRAIGHT_SINGLE}">{STRAIGHT_DOUBLE}'
    assert typeset(html) == '<img alt="&quot;a&#39;">"'


# --- languages


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        (
            '"<i lang="kk">"Иә" - деді.</i>," she said.',
            '“<i lang="kk">«Иә»\u00a0— деді.</i>,” she said.',
        ),
        ('<p lang=\'de-AT\'>"Ja"</p>"no"', "<p lang='de-AT'>„Ja“</p>“no”"),
        (
            '<div lang="ru"><div>"а"</div><p lang="en">"b"</p>"в"</div>"d"',
            '<div lang="ru"><div>«а»</div><p lang="en">“b”</p>«в»</div>“d”',
        ),
        ('"<span lang="en-GB">a</span> b"', '“<span lang="en-GB">a</span> b”'),
        ('<img lang="ru" alt=""> "a"', '<img lang="ru" alt=""> “a”'),
        ('<span lang="ru">"a"', '<span lang="ru">“a”'),
    ],
)
def test_an_element_has_its_own_language(html: str, wanted: str) -> None:
    assert typeset(html) == wanted


def test_regions_and_scripts_do_not_matter() -> None:
    assert typeset('"a"', "de-CH-1996") == "„a“"
    assert typeset('"a"', "EN_gb") == "“a”"


def test_no_language_is_english() -> None:
    assert typeset('"a"', "") == "“a”"


def test_of_an_unknown_language_only_dashes_and_ellipses_are_set() -> None:
    html = '<p>"L\'ora -- disse... 1914--18"--<code>--</code></p>'
    assert typeset(html, "it") == '<p>"L\'ora — disse… 1914–18"—<code>--</code></p>'


# --- any text

PIECES = (
    "a I s em n tis Mr. Mr St. No. p. p.m. km g 1 12 1914 90s 5:30 X XIX в не ли т. е. А. Г да ма "
    "siècle h B. z. S. word Dr. \" ' “ ” „ ‚ ‘ ’ « » - -- --- ---- — – . ... … ? ! , ; : ( ) [ ] / "
    "% ° § № &amp; &lt; &quot; &#39; &nbsp; &eacute; & <em> </em> <br> </p><p> </a> </span> <hr/>"
).split() + [
    *[" "] * 6,
    *"\n\u00a0\u202f\u200a\u2060",
    ". . .",
    '<a href="x\'y">',
    '<code>"a" -- b...</code>',
    '<span lang="kk">',
    "<img alt='\"'>",
    '<!-- "x" -->',
]
any_html = st.lists(st.sampled_from(PIECES), max_size=16).map(lambda pieces: "".join(pieces))
any_language = st.sampled_from([*LANGUAGES, "", "it"])
TAG = re.compile(r"<!--.*?-->|<code>.*?</code>|<[^>]*>")
SET = re.compile("[\\s\"'“”„‚‘’«»′″.…\u2060–—-]")
"""What typography may change."""


@settings(max_examples=400, deadline=None)
@given(any_html, any_language)
def test_setting_any_text_again_changes_nothing(html: str, language: str) -> None:
    once = typeset(html, language)
    assert typeset(once, language) == once


@settings(max_examples=400, deadline=None)
@given(any_html, any_language)
def test_no_tag_and_no_letter_changes(html: str, language: str) -> None:
    done = typeset(html, language)
    assert TAG.findall(done) == TAG.findall(html)
    words, words_before = (SET.sub("", unescape(TAG.sub("", text))) for text in (done, html))
    assert words == words_before


@settings(max_examples=200, deadline=None)
@given(st.text(), any_language)
def test_any_characters_are_fine(text: str, language: str) -> None:
    done = typeset_text(text, language)
    assert SET.sub("", done) == SET.sub("", text)
    assert typeset_text(done, language) == done
