"""Every form of a statement parses; what does not says where, and what would."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from time_stories import story, words

from dastan.diagnostics import Diagnostic, as_text
from dastan.model import TimeSettings
from dastan.time import LEXICON, parse_statement, read_lexicon
from dastan.time.statements import (
    Aged,
    Between,
    Dated,
    Length,
    Ordered,
    Recurring,
    Statement,
    Unknown,
    Within,
)

NAUROZ = TimeSettings(days=((words("Nauryz"), words("21 March")),))


def parsed(text: str) -> Statement:
    checked = parse_statement(words(text), read_lexicon(NAUROZ).value)
    assert not checked.diagnostics and checked.value, checked
    return checked.value


def fault(text: str) -> Diagnostic:
    checked = parse_statement(words(text, column=9), read_lexicon(NAUROZ).value)
    assert checked.value is None
    (found,) = checked.diagnostics
    assert (found.severity, found.code) == ("error", "time-syntax")
    assert f"“{text}”" in found.message
    return found


@pytest.mark.parametrize(
    "text",
    "1998-06-12 1998-06 1998 1998~ 1998? 1997/1999 1998-22 -0043-03-15 1998/.. 12024".split(),
)
def test_dates(text: str) -> None:
    assert isinstance(parsed(text), Dated)


@pytest.mark.parametrize(
    ("text", "relation", "low", "high", "unit"),
    [
        ("3 years after academy", "after", 2.5, 3.5, "year"),
        ("~3 years before academy", "before", 2.25, 3.75, "year"),
        ("about 10 years after academy", "after", 7.5, 12.5, "year"),
        ("~1 year after academy", "after", 0.5, 1.5, "year"),
        ("3-5 years after academy", "after", 3, 5, "year"),
        ("3–5 weeks after academy", "after", 3, 5, "week"),
        ("3 to 5 months after academy", "after", 3, 5, "month"),
        ("at least 3 decades after academy", "after", 3, None, "decade"),
        ("at most 3 hours before academy", "before", 0, 3, "hour"),
        ("up to an hour after academy", "after", 0, 1, "hour"),
        ("exactly 3 days after academy", "after", 3, 3, "day"),
        ("1 minute after academy", "after", 0.5, 1.5, "minute"),
        ("half a year after academy", "after", 0, 1, "year"),
        ("2½ years after academy", "after", 2, 3, "year"),
        ("exactly 1.5 years after academy", "after", 1.5, 1.5, "year"),
        ("a week after academy", "after", 0.5, 1.5, "week"),
        ("seven days after academy", "after", 6.5, 7.5, "day"),
    ],
)
def test_distances(text: str, relation: str, low: float, high: float | None, unit: str) -> None:
    found = parsed(text)
    assert isinstance(found, Ordered) and found.distance
    assert (found.relation, found.reference.id) == (relation, "academy")
    distance = found.distance
    assert (distance.low, distance.high, distance.unit.name) == (low, high, unit)
    assert not distance.assumed


@pytest.mark.parametrize(
    ("word", "low", "high", "unit"),
    [
        ("moments", 0, 1, "hour"),
        ("soon", 0, 60, "day"),
        ("days", 2, 14, "day"),
        ("weeks", 2, 10, "week"),
        ("months", 2, 18, "month"),
        ("years", 2, None, "year"),
        ("decades", 20, None, "year"),
    ],
)
def test_vague_distances_are_assumed(word: str, low: float, high: float, unit: str) -> None:
    found = parsed(f"{word} after academy")
    assert isinstance(found, Ordered) and found.distance
    assert found.distance == Length(low, high, found.distance.unit, assumed=True)
    assert found.distance.unit.name == unit


@pytest.mark.parametrize(
    ("text", "low", "high", "assumed"),
    [
        ("17", 17, 18, False),
        ("12-15", 12, 16, False),
        ("12 to 15", 12, 16, False),
        ("at least 18", 18, None, False),
        ("at most 20", 0, 21, False),
        ("about 20", 15, 26, False),
        ("~1", 0.5, 2.5, False),
        ("a baby", 0, 2, True),
        ("a child", 3, 13, True),
        ("a teenager", 13, 20, True),
        ("young", 15, 36, True),
        ("grown", 18, None, True),
        ("old", 60, None, True),
    ],
)
def test_ages(text: str, low: float, high: float | None, assumed: bool) -> None:
    found = parsed(f"bakhyt is {text}")
    assert isinstance(found, Aged) and found.person.id == "bakhyt"
    assert (found.ages.low, found.ages.high, found.ages.assumed) == (low, high, assumed)


@pytest.mark.parametrize("part", ["", ".start", ".end", ".birth", ".death"])
@pytest.mark.parametrize(
    "form",
    [
        "after {}",
        "before {}",
        "3 years after {}",
        "years before {}",
        "during {}",
        "starts during {}",
        "same time as {}",
        "between {} and other.end",
        "between other and {}",
    ],
)
def test_references_in_every_form(form: str, part: str) -> None:
    found = parsed(form.format(f"academy{part}"))
    assert isinstance(found, Ordered | Within | Between)
    references = [getattr(found, name, None) for name in ("reference", "first", "second")]
    assert ("academy", part[1:]) in [(each.id, each.part) for each in references if each]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in October", Recurring(months=frozenset({10}), named=(10,))),
        ("in October or November", Recurring(months=frozenset({10, 11}), named=(10, 11))),
        ("in winter", Recurring(months=frozenset({12, 1, 2}), named=(24,))),
        ("in fall or may", Recurring(months=frozenset({9, 10, 11, 5}), named=(23, 5))),
        ("on 20 March", Recurring(days=frozenset({(3, 20)}))),
        ("on March 20", Recurring(days=frozenset({(3, 20)}))),
        ("on 29 February", Recurring(days=frozenset({(2, 29)}))),
        ("on a Sunday", Recurring(weekdays=frozenset({6}))),
        ("on a Saturday or a Sunday", Recurring(weekdays=frozenset({5, 6}))),
        ("at nauryz", Recurring(days=frozenset({(3, 21)}))),
        ("at Nauryz", Recurring(days=frozenset({(3, 21)}))),
        ("unknown", Unknown()),
    ],
)
def test_recurring_and_unknown(text: str, found: Statement) -> None:
    assert parsed(text) == found


def test_the_lexicon_is_the_storys() -> None:
    settings = TimeSettings(
        words=(
            (words("years"), words("at least 3 years")),
            (words("a child"), words("4-11")),
            (words("a while"), words("2-6 months")),
        ),
        south=True,
    )
    lexicon = read_lexicon(settings)
    assert not lexicon.diagnostics
    found = parse_statement(words("years after x"), lexicon.value).value
    assert isinstance(found, Ordered) and found.distance and found.distance.low == 3
    found = parse_statement(words("a while after x"), lexicon.value).value
    assert isinstance(found, Ordered) and found.distance and found.distance.high == 6
    found = parse_statement(words("p is a child"), lexicon.value).value
    assert isinstance(found, Aged) and (found.ages.low, found.ages.high) == (4, 12)
    found = parse_statement(words("in winter"), lexicon.value).value
    assert found == Recurring(months=frozenset({6, 7, 8}), named=(24,))
    assert LEXICON.lengths["years"].low == 2


def test_faults_of_the_settings_stand_at_their_place() -> None:
    told = story(
        time="""
            words: {years: many yeers, a while: 2-6 months}
            days: {nauryz: 32 March}
            travel:
              - {between: [almaty, astan], at-least: 1 dya}
        """,
        places="almaty: {}\nastana: {}",
    )
    assert [(f.code, f.span.line, f.span.column, f.hint) for f in told.faults] == [
        ("time-syntax", 1, 16, "write it like “3-5 years”"),
        ("time-syntax", 2, 16, "did you mean “31 March”?"),
        ("time-unknown-reference", 4, 24, "did you mean “astana”?"),
        ("time-syntax", 4, 44, "did you mean “at least 1 day”?"),
    ]


MALFORMED = {
    "3 yeers after academy": ("yeers", "3 years after academy"),
    "3 yeers aftr academy": ("yeers", "3 years after academy"),
    "3 years aftr academy": ("aftr", "3 years after academy"),
    "3 years": ("", "3 years after X"),
    "three after academy": ("after", "after academy"),
    "after": ("", "after X"),
    "afer academy": ("afer", "after academy"),
    "since academy": ("since", "after academy"),
    "after academy and fame": ("and", "after academy"),
    "after academy.begin": ("academy.begin", "after academy"),
    "before .end": (".end", "before X"),
    "5-3 years after academy": ("5-3", "3-5 years after academy"),
    "~3-5 years after academy": ("~3-5", "3-5 years after academy"),
    "at least 3-5 years after academy": ("3-5", "at least 3 years after X"),
    "exactly about 3 days after academy": ("about", "exactly 3 days after academy"),
    "duing academy": ("duing", "during academy"),
    "while academy": ("while", "during academy"),
    "starts academy": ("academy", "starts during academy"),
    "same time academy": ("academy", "same time as academy"),
    "same as academy": ("as", "same time as academy"),
    "between academy fame": ("fame", "between academy and fame"),
    "between academy": ("", "between X and Y"),
    "bakhyt 17": ("bakhyt", "bakhyt is 17"),
    "bakhyt is": ("", "P is 17"),
    "bakhyt is 17 years old": ("years", "bakhyt is 17"),
    "bakhyt is 15-12": ("15-12", "bakhyt is 12-15"),
    "bakhyt is a chlid": ("chlid", "bakhyt is a child"),
    "bakhyt.birth is 17": ("bakhyt.birth", "bakhyt is 17"),
    "in Octobr": ("Octobr", "in October"),
    "in 1998": ("1998", "1998"),
    "in October and November": ("and", "in October or November"),
    "on 31 February": ("31", "on 29 February"),
    "on March": ("", "in March"),
    "on October": ("", "in October"),
    "at October": ("October", "in October"),
    "in 20 March": ("20", "on 20 March"),
    "in March 20": ("20", "on March 20"),
    "on 20th March": ("20th", "on 20 March"),
    "in Sunday": ("Sunday", "on a Sunday"),
    "on Sundays": ("Sundays", "on a Sunday"),
    "October": ("October", "in October"),
    "late October": ("late", "in October"),
    "on winter": ("winter", "in winter"),
    "on nauryz": ("nauryz", "at nauryz"),
    "in nauryz": ("nauryz", "at nauryz"),
    "on nauriz": ("nauriz", "at nauryz"),
    "nauryz": ("nauryz", "at nauryz"),
    "on a Sundy": ("Sundy", "on a Sunday"),
    "on Sunday or 3 March": ("Sunday", "on 20 March"),
    "at nauriz": ("nauriz", "at nauryz"),
    "1998-02-30": ("1998-02-30", "1998-02-28"),
    "1997-1999": ("1997-1999", "1997/1999"),
    "1997 - 1999": ("-", "1997/1999"),
    "1990s": ("1990s", "199X"),
    "44 BC": ("BC", "-0043"),
    "12 June 1998": ("June", "1998-06-12"),
    "June 12, 1998": ("June", "1998-06-12"),
    "June 1998": ("June", "1998-06"),
    "summer 1998": ("summer", "1998-22"),
    "winter of 1998": ("winter", "1998-24"),
    "c. 1998": ("c.", "1998~"),
    "12.6.1998": ("12.6.1998", "1998-06-12"),
    "12:30": ("12:30", "1998-06-12T14:30"),
    "sometime": ("sometime", "unknown"),
    "?": ("?", "unknown"),
    "": ("", "after X"),
}


@pytest.mark.parametrize("text", MALFORMED)
def test_the_caret_stands_at_the_word_and_the_hint_parses(text: str) -> None:
    found = fault(text)
    word, form = MALFORMED[text]
    at = text.index(word) if word else len(text)
    if word:
        at = re.search(rf"(?<!\S){re.escape(word)}(?!\S)", text).start()  # type: ignore[union-attr]
    assert found.span.column == 9 + at
    assert f"“{form}”" in found.hint
    assert parsed(form)


@pytest.mark.parametrize("text", ["after academy, before fame", "1998, in October, unknown"])
def test_statements_with_commas_make_a_list(text: str) -> None:
    assert fault(text).hint == f"several statements make a list: [{text}]"


def test_as_it_is_shown() -> None:
    source = "    when: 3 yeers after academy"
    checked = parse_statement(words("3 yeers after academy", column=11))
    assert as_text(checked.diagnostics[0], {"site_src/chapters/01-a.md": source}.get) == (
        "site_src/chapters/01-a.md:1:13: error[time-syntax]: “3 yeers after academy” does not read "
        "as a time: a unit of time belongs here, such as days or years\n"
        "        when: 3 yeers after academy\n"
        "                ^\n"
        "  did you mean “3 years after academy”?"
    )


def test_in_a_list_each_has_its_own_fault() -> None:
    told = story(a="- {id: a, when: 1998}\n- {id: b, when: [aftr a, 3 years after a, beforre a]}")
    assert [(f.span.line, f.span.column, f.hint) for f in told.faults] == [
        (2, 18, "did you mean “after a”?"),
        (2, 43, "did you mean “before a”?"),
    ]


WORDS = (
    "after before during between and same time as is in on at a 3 3-5 ~3 years days least most or "
    "exactly academy academy.end bakhyt 17 child October Sunday 1998 1998-06 1998/ unknown to up"
)
SOUP = st.lists(st.sampled_from(WORDS.split()) | st.text(min_size=1, max_size=6), max_size=7).map(
    " ".join
)


@settings(deadline=None)
@given(SOUP)
def test_any_words_parse_or_say_what_would(text: str) -> None:
    checked = parse_statement(words(text))
    if checked.value is None:
        (found,) = checked.diagnostics
        form = re.search("“(.*)”", found.hint, re.DOTALL)
        assert form and parse_statement(words(form[1])).value, found
    else:
        assert not checked.diagnostics


def test_a_number_of_five_thousand_digits() -> None:
    assert fault("1" * 5_000 + " years after academy").span.column == 9


def test_a_day_that_comes_round_is_no_event() -> None:
    told = story(
        time="days: {nauryz: 21 March}", a="- {id: a, when: [after nauryz, before October]}"
    )
    assert [fault.hint for fault in told.faults] == [
        "it comes round every year: write “at nauryz”, or the id of an event",
        "it comes round every year: write “in October”, or the id of an event",
    ]
