"""What goes wrong in a story's texts, and what then happens: rows 11 to 42 of the table of faults,
each test under its row's number. (From row 43 on: `test_faults_between_files.py`.)

**E** is an error at its place, **W** a warning, after which the site is made; where nothing is
said, the fault is handled in silence.
"""

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import story

from dastan.diagnostics import Diagnostic
from dastan.markdown_file import Options
from dastan.model import Chapter
from dastan.parse import chapter
from dastan.sources import decode

PATH = "site_src/chapters/01-a.md"


def of(front: str, body: str = "Text.\n") -> str:
    """A chapter's file."""
    return f"---\n{front}\n---\n{body}"


def diagnostics(file: str | bytes) -> tuple[Diagnostic, ...]:
    """What is said of a story whose only chapter this is."""
    found = story({PATH: file}, features=()).diagnostics
    assert {diagnostic.span.path for diagnostic in found} <= {PATH}
    return found


def said(file: str | bytes) -> list[str]:
    """Such as `E 2:8 front-matter`."""
    return [
        f"{d.severity[0].upper()} {d.span.line}:{d.span.column} {d.code}" for d in diagnostics(file)
    ]


def understood(file: str | bytes) -> Chapter:
    """A chapter of which there is nothing to say."""
    data = file.encode() if isinstance(file, str) else file
    source = decode(PATH, data)
    parsed = chapter(source.value, Options())
    assert not source.diagnostics + parsed.diagnostics
    return parsed.value


# --- bytes


CAFE = "---\ntitle: A\n---\nA café.\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(CAFE.encode("latin-1"), "E 4:6 unreadable-text", id="11: Latin-1"),
        pytest.param(b"\xef\xbb\xbf" + CAFE.encode("latin-1"), "E 4:6 unreadable-text", id="11+13"),
        pytest.param(CAFE.encode("utf-16"), "E 1:1 unreadable-text", id="12: UTF-16"),
        pytest.param(
            "\ufeff".encode("utf-16-be") + CAFE.encode("utf-16-be"),
            "E 1:1 unreadable-text",
            id="12: UTF-16, the other way round",
        ),
        pytest.param(of("title: A", "a\0b\n").encode(), "E 4:2 unreadable-text", id="16: NUL"),
        pytest.param(of("title: A\x1b").encode(), "E 2:9 unreadable-text", id="16: an escape"),
        pytest.param(
            of("title: A", "\x93Run\x94\n").encode(), "E 4:1 unreadable-text", id="16: C1"
        ),
        pytest.param(of("title: A", "a\ufdd2b\n").encode(), "E 4:2 unreadable-text", id="16: ours"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, expected: str) -> None:
    assert said(data) == [expected]


def test_11_12_15_say_what_to_do() -> None:
    for data in (CAFE.encode("latin-1"), CAFE.encode("utf-16"), bytes(40)):
        assert "save" in diagnostics(data)[-1].hint and "UTF-8" in diagnostics(data)[-1].hint


def test_15_a_binary_file() -> None:
    assert "E 1:1 unreadable-text" in said(b"\x89PNG\r\n\x1a\n" + bytes(20))


def test_13_14_byte_order_mark_and_line_ends() -> None:
    lines = of("title: A\nsummary: B", "One\ntwo.\n\nThree [four](#five).\n\n## Five\n")
    plain = understood(lines)
    for text in ("\ufeff" + lines, lines.replace("\n", "\r\n"), lines.replace("\n", "\r")):
        assert understood(text) == plain


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(of("title: A", ""), "W 4:1 empty-chapter", id="17: front matter alone"),
        pytest.param("", "W 1:1 empty-chapter", id="17: 0 bytes"),
        pytest.param(" \n\n", "W 1:1 empty-chapter", id="17: blank lines"),
    ],
)
def test_empty_chapters(file: str, expected: str) -> None:
    assert said(file) == [expected]


# --- front matter

WRONG = [
    ("19: plain text", "once upon a time", "E 2:1 front-matter"),
    ("19: a list", "- once\n- upon", "E 2:1 front-matter"),
    ("20", "title: Part 1: Storm", "E 2:14 front-matter"),
    ("21", "title: A\nepigraph:\n\ttext: B", "E 4:1 front-matter"),
    ("21: under a text", "title: A\n\tsummary: B", "E 3:1 front-matter"),
    ("22", "title: A\nsummary: B\ntitle: C", "E 4:1 duplicate-key"),
    ("22: below", "title: A\nepigraph:\n  text: B\n  text: C", "E 5:3 duplicate-key"),
    ("26", "title: Chapter #1", "W 2:16 cut-by-comment"),
    ("27", "title: &c", "E 2:8 front-matter"),
    ("28: an alias", "title: *home", "E 2:8 front-matter"),
    ("28: a tag", "title: !Run", "E 2:8 front-matter"),
    ("28: braces", "title: {{ home }}", "E 2:9 front-matter"),
    ("28: brackets closed", "title: [home]", "E 2:8 wrong-value"),
    ("29: round a key", "title: A\n“summary”: B", "E 3:1 unknown-key"),
    ("29: round a value", "title: “A”", "W 2:8 curly-quotes"),
    ("29: behind a colon", "title:\u00a0A\nsummary: B", "E 2:7 front-matter"),
    ("29: behind the only colon", "title:\u00a0A", "E 2:1 front-matter"),
    ("29: before a key", "title: A\n\u00a0summary: B", "E 3:1 unknown-key"),
    ("29: before a colon", "title: A\nsummary\u00a0: B", "E 3:1 unknown-key"),
    ("29: a mark", "title: A\nsummary: B\ufeffC", "W 3:11 invisible-character"),
    ("30", "title: A\ndate: 2024-02-30", "E 3:7 wrong-value"),
    ("32: an offset", "title: A\ndate: 2024-02-20 12:00+99:99", "E 3:7 wrong-value"),
    ("32: an hour", "title: A\ndate: 2024-02-20 25:00", "E 3:7 wrong-value"),
    ("33", "title: A\ndate: spring", "E 3:7 wrong-value"),
    ("33: a year", "title: A\ndate: 1984", "E 3:7 wrong-value"),
    ("35", f"title: A\norder: {'9' * 5000}", "E 3:8 wrong-value"),
    ("36: a time", "title: !!timestamp x", "E 2:8 front-matter"),
    ("36: a number", "title: A\norder: !!int x", "E 3:8 front-matter"),
    ("37", "title: !!python/object:os.system x", "E 2:8 front-matter"),
    ("38", "x-a: &a [x, x]\nx-b: &b [*a, *a]\ntitle: A", "E 2:6 front-matter"),
    ("39", "x-a: &a {x: y}\ntitle: A\n<<: *a", "E 2:6 front-matter"),
    ("39: a merge alone", "title: A\n<<: {summary: B}", "E 3:1 unknown-key"),
    ("40", f"title: A\nx-deep: {'[' * 2000}{']' * 2000}", "E 3:29 front-matter"),
    ("41", "title: &a [*a]", "E 2:8 front-matter"),
    ("42: no title", "summary: B", "E 2:1 missing-key"),
    ("42: a key misspelt", "title: A\nsumary: B", "E 3:1 unknown-key"),
    ("42: the title misspelt", "titel: A", "E 2:1 unknown-key"),
]


@pytest.mark.parametrize(("front", "expected"), [pytest.param(*c[1:], id=c[0]) for c in WRONG])
def test_front_matter_that_is_wrong(front: str, expected: str) -> None:
    assert said(of(front)) == [expected]


@pytest.mark.parametrize("sign", [*"@%*[{>|`,'\"", "@ ", "% ", "* ", "> ", "| ", "- ", "? "])
def test_28_a_text_that_begins_with_a_sign_of_yaml(sign: str) -> None:
    (found,) = diagnostics(of(f"title: {sign}home again\nsummary: B"))
    assert (found.severity, found.span.line, found.span.column) == ("error", 2, 8)
    assert "put it in quotes" in found.hint


@pytest.mark.parametrize("body", ["\nOnce [upon](a.md) a time.\n", "Once upon a time.\n", ""])
def test_18_front_matter_that_is_never_closed(body: str) -> None:
    found = diagnostics(f"---\ntitle: A\n{body}")
    assert found[0].code == "front-matter-open"
    assert (found[0].span.line, found[0].span.column) == (1, 1)
    assert [d.code for d in found[1:]] == (["dead-link"] if "[" in body else [])


def test_20_a_hint_shows_the_line_in_quotes() -> None:
    (found,) = diagnostics(of("title: Part 1: Storm"))
    assert found.hint == 'put it in quotes: title: "Part 1: Storm"'


def test_22_the_first_of_two_keys_is_named_too() -> None:
    (found,) = diagnostics(of("title: A\nsummary: B\ntitle: C"))
    assert [(related.span.path, related.span.line) for related in found.related] == [(PATH, 2)]


def test_26_a_comment_with_a_space_is_a_comment() -> None:
    assert understood(of("title: Chapter # one")).title == "Chapter"


def test_29_curly_quotes_in_quotes_are_meant() -> None:
    assert understood(of('title: "“A”"')).title == "“A”"


@pytest.mark.parametrize(
    ("epigraph", "place"),
    [
        ("text: A [link](b.md)", "4:18"),
        ('text: "A [link](b.md)"', "4:19"),
        ("text: |\n    A\n    [link](b.md)", "6:12"),
        ("text: >-\n\n    A [link](b.md)", "6:14"),
    ],
)
def test_places_within_a_text_of_the_front_matter(epigraph: str, place: str) -> None:
    assert said(of(f"title: A\nepigraph:\n  {epigraph}")) == [f"E {place} dead-link"]


def test_42_did_you_mean() -> None:
    (found,) = diagnostics(of("titel: A"))
    assert found.hint == "did you mean “title”?"


# --- values that stay as they are typed


@pytest.mark.parametrize(
    "value",
    [
        *[
            pytest.param(text, id=f"23: {text}")
            for text in ("NO", "on", "yes", "null", "~", "True")
        ],
        *[pytest.param(text, id=f"24: {text}") for text in ("12:30:45", "12:30")],
        *[pytest.param(text, id=f"25: {text}") for text in ("010", "1_000", "1.10", "0x10", "1e3")],
        pytest.param("9" * 5000, id="35: 5,000 digits"),
    ],
)
def test_text_stays_text(value: str) -> None:
    found = understood(
        of(f"title: {value}\nsummary: {value}\nevents:\n- {{id: a, title: {value}}}")
    )
    assert (found.title, found.summary, found.events[0].title) == (value, value, value)


def test_23_words_that_yaml_takes_for_truth_may_be_keys() -> None:
    (found,) = diagnostics(of("title: A\nyes: B"))
    assert "“yes”" in found.message


@pytest.mark.parametrize("year", ["0", "-44", "12024"])
def test_31_years_of_fiction(year: str) -> None:
    found = understood(of(f"title: A\nevents:\n- {{id: a, title: B, when: {year}}}"))
    assert [words.text for words in found.events[0].when] == [year]


def test_34_a_day_is_the_day_as_written() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Almaty"):
        made = story(
            {
                "site_src/story.yml": f"title: A\ntimezone: {zone}\n",
                PATH: of("title: A\ndate: 2024-02-20"),
                "site_src/chapters/02-b.md": of("title: B\ndate: 2024-02-20T23:30Z"),
            },
            features=(),
        )
        day, moment = (chapter.date for chapter in made.story.chapters)
        assert day and day.isoformat().startswith("2024-02-20T00:00:00")
        assert moment and moment.tzinfo == UTC and moment.isoformat() == "2024-02-20T23:30:00+00:00"


def test_front_matter_of_64_kb() -> None:
    assert said(of(f"title: A\nsummary: {'b ' * 33_000}")) == ["E 2:1 front-matter"]


def test_errors_of_several_chapters_come_in_one_run() -> None:
    found = story(
        {
            "site_src/chapters/01-a.md": of("title: A\ncolour: blue"),
            "site_src/chapters/02-b.md": "---\ntitle: B\n\nOnce upon a time.\n",
            "site_src/chapters/03-c.md": of("title: C", "\nA [link](04-d.md).\n"),
        },
        features=(),
    )
    assert [(d.span.path[-7:], d.span.line, d.span.column, d.code) for d in found.diagnostics] == [
        ("01-a.md", 3, 1, "unknown-key"),
        ("02-b.md", 1, 1, "front-matter-open"),
        ("03-c.md", 5, 10, "dead-link"),
    ]


YAML = [*"ab:#-,[]{}&*!|>'\"%@`?~\n", "title: ", "\n  ", "- ", ": ", " #", "|\n  ", "\t", "“", "”"]
YAML += [
    "\u00a0",
    "\u2028",
    "\u0085",
    "\ufeff",
    "\ufffd",
    "events:\n- id: a\n  ",
    "date: 2024-02-30\n",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(YAML), max_size=30).map("".join))
def test_any_front_matter_is_read_and_every_word_about_it_has_a_place(front: str) -> None:
    source = decode(PATH, of(front).encode())
    lines = source.value.text.split("\n")
    for found in source.diagnostics + chapter(source.value, Options()).diagnostics:
        assert 1 <= found.span.line <= len(lines)
        assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 1
