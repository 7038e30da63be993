"""When things were, as pages say it: as finely as it was stated and no finer, in each language."""

import re
from html import unescape
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import pytest
from stories import page, story

from dastan.diagnostics import Span
from dastan.features.chapters import chapters
from dastan.features.epub import epub
from dastan.features.timeline import timeline
from dastan.model import Event
from dastan.time import Bounds, Dates, Placed
from dastan.time.edtf import Date, parse_date
from dastan.when import TimeWords


def when(statements: str, language: str = "en", time: str = "", people: str = "") -> list[str]:
    """What the timeline says beside the last of some events, `e1` to `eN`, of one statement each.

    `people` is more of the front matter of the only person, bakhyt.
    """
    events = "".join(
        f"  - {{id: e{number}, title: E{number}, when: {said}}}\n"
        for number, said in enumerate(statements.split("; "), start=1)
    )
    files = {
        "site_src/story.yml": f"title: A\nlanguage: {language}\n{time}",
        "site_src/chapters/01-a.md": f"---\ntitle: A\nevents:\n{events}---\nText.\n",
        "site_src/people/bakhyt.md": f"---\nname: Бақыт\n{people}---\n",
    }
    report = story(files, features=[timeline])
    assert not [d for d in report.diagnostics if d.severity == "error"], report.diagnostics
    last = f"e{statements.count('; ') + 1}"
    shown = re.search(
        rf'id="event-{last}">\s*(?:<p class="when">(.*?)</p>)?', page(report, "timeline.html"), re.S
    )
    assert shown
    return [unescape(words) for words in re.findall(r">([^<>\n]+)<", shown[1] or "")]


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("1998", ["1998"]),
        ("1998-06", ["June 1998"]),
        ("1998-06-12", ["12 June 1998"]),
        ("1998-06-12T14:30", ["12 June 1998, 2:30\xa0pm"]),
        ("1998-22", ["summer 1998"]),
        ("1998-24", ["winter 1998/99"]),
        ("199X", ["1990s"]),
        ("19XX", ["1900 to 1999"]),
        ("1998~", ["about 1998"]),
        ("1998-06~", ["about June 1998"]),
        ("1998-22~", ["about summer 1998"]),
        ("199X~", ["about 1990s"]),
        ('"1998?"', ["1998?"]),
        ('"1998%"', ["about 1998?"]),
        ("1997/1999", ["1997 to 1999"]),
        ("1998-06/1998-08", ["June to August 1998"]),
        ("1998-06-12/1998-06-14", ["12 to 14 June 1998"]),
        ("1998-06/1998-06-14", ["June to 14 June 1998"]),
        ("1998-06-12/1999", ["12 June 1998 to 1999"]),
        ("1998/..", ["1998 or later"]),
        ("../1998-06", ["June 1998 or earlier"]),
        ("-0043", ["44 BC"]),
        ("-0043-03", ["March 44 BC"]),
        ("12024-03-02", ["2 March 12024"]),
    ],
)
def test_a_date_is_shown_as_it_was_written(statements: str, words: list[str]) -> None:
    assert when(statements) == words


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("1998; after e1", ["1998 or later"]),
        ("1998-06; after e1", ["June 1998 or later"]),
        ("1998-22; after e1", ["summer 1998 or later"]),
        ("199X; after e1", ["1990s or later"]),
        ("1998; 2001; between e1 and e2", ["at most 4 years later", "1998 to 2001"]),
        ("1998; 1999-06-12; between e1 and e2", ["at most 1½ years later", "1998 to 12 June 1999"]),
        ("1998-06-12; [1998-06/.., before e1]", ["June 1998"]),
        ("1998; 3 years after e1", ["2½ to 3½ years later", "2000 to 2002"]),
        ("1998-06-12; 3 years after e1", ["2½ to 3½ years later", "2000 to 2001"]),
        ("1998-06-12; exactly 3 years after e1", ["3 years later", "12 June 2001"]),
        ("1998; exactly 3 years after e1", ["3 years later", "2001"]),
        ("1998-06-12; 3 months after e1", ["2½ to 3½ months later", "August to September 1998"]),
        ("1998-06-12; at least 3 years after e1", ["at least 3 years later", "2001 or later"]),
        (
            "1998-06-12; at least 10 days after e1",
            ["at least 10 days later", "22 June 1998 or later"],
        ),
        ("1998-06-12; years after e1", ["at least 2 years later", "2000 or later"]),
        ("1998-06-12; soon after e1", ["at most 60 days later", "12 June to August 1998"]),
        ("1998-06-12; moments after e1", ["at most 1 hour later", "12 to 13 June 1998"]),
        ("[1998, in October]", ["October 1998"]),
        ("[1998, in autumn]", ["autumn 1998"]),
        ("[1998, on 20 March]", ["20 March 1998"]),
        ("[1998/1999, on 20 March]", ["20 March 1998 to 20 March 1999"]),
        ("1998; [after e1, in autumn]", ["autumn 1998 or later"]),
    ],
)
def test_what_follows_is_no_finer_than_what_it_follows_from(
    statements: str, words: list[str]
) -> None:
    assert when(statements) == words


def test_an_age_gives_years_and_no_birthday() -> None:
    assert when("1990; bakhyt is 17", people="born: 1980-03-20\n")[-1] == "1997 to 1998"


def test_seasons_are_those_of_the_storys_hemisphere() -> None:
    south = "time: {hemisphere: south}\n"
    assert when("1998-22", time=south) == ["summer 1998/99"]
    assert when("[1998, in winter]", time=south) == ["winter 1998"]


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ("in October", ["October"]),
        ("in October or November", ["October or November"]),
        ("in winter", ["winter"]),
        ("on 20 March", ["20 March"]),
        ("on a Saturday or a Sunday", ["Saturday or Sunday"]),
        ("at nauryz", ["21 March"]),
        ("[bakhyt is 17, in October]", ["Бақыт is 17; October"]),
    ],
)
def test_what_comes_round_is_shown_where_no_calendar_tells_the_year(
    statements: str, words: list[str]
) -> None:
    assert when(statements, time="time: {days: {nauryz: 21 March}}\n") == words


RUSSIAN = [
    ("1998", ["1998"]),
    ("1998-06", ["июнь 1998 г."]),
    ("1998-06-12", ["12 июня 1998 г."]),
    ("1998-06-12/1998-06-14", ["12 – 14 июня 1998 г."]),
    ("1998-06-12/1998-08-14", ["12 июня – 14 августа 1998 г."]),
    ("1998-22", ["лето 1998"]),
    ("199X", ["1990-е годы"]),
    ("1998~", ["примерно 1998"]),
    ("-0043", ["44 г. до н. э."]),
    ("1998; after e1", ["1998 или позже"]),
    ("1998; before e1", ["1998 или раньше"]),
    ("e2; years after e1", ["не раньше чем через 2 года"]),
    ("e2; exactly 1 year after e1", ["1 год спустя"]),
    ("e2; exactly 5 years after e1", ["5 лет спустя"]),
    ("e2; 2-5 years after e1", ["через 2 – 5 лет"]),
    ("e2; 2 years after e1", ["через 1½ – 2½ года"]),
    ("e2; 6 years after e1", ["через 5½ – 6½ лет"]),
    ("e2; exactly 21 minutes after e1", ["21 минуту спустя"]),
    ("e2; exactly 3 months after e1", ["3 месяца спустя"]),
    ("e2; up to 11 hours after e1", ["не позже чем через 11 часов"]),
    ("2001-05-10; [2001-05-10, after e1]", ["позже в тот же день"]),
    ("bakhyt is 21", ["Бақыт: 21 год"]),
    ("bakhyt is 3-12", ["Бақыт: 3–12 лет"]),
    ("bakhyt is at least 21", ["Бақыт: не менее 21 года"]),
    ("in October or winter", ["октябрь или зима"]),
    ("on 20 March", ["20 марта"]),
]
KAZAKH = [
    ("1998-06", ["1998 ж. маусым"]),
    ("1998-06-12", ["1998 ж. 12 маусым"]),
    ("1998-06/1998-08", ["1998 ж. маусым – тамыз"]),
    ("1998-22", ["1998, жаз"]),
    ("199X", ["1990-жылдар"]),
    ("1998~", ["шамамен 1998"]),
    ("1998; after e1", ["1998 не одан кейін"]),
    ("e2; years after e1", ["кемінде 2 жылдан кейін"]),
    ("e2; exactly 5 days after e1", ["5 күннен кейін"]),
    ("e2; 2-5 months after e1", ["2 – 5 айдан кейін"]),
    ("bakhyt is 17", ["Бақыт 17 жаста"]),
    ("bakhyt is a child", ["Бақыт 3–12 жаста"]),
    ("in October or November", ["қазан немесе қараша"]),
]


@pytest.mark.parametrize(
    ("language", "statements", "words"),
    [*(("ru", *case) for case in RUSSIAN), *(("kk", *case) for case in KAZAKH)],
)
def test_times_speak_the_language_of_the_story(
    language: str, statements: str, words: list[str]
) -> None:
    said = when(statements.replace("e2;", "unknown;"), language)
    assert [each.replace("\xa0", " ") for each in said] == words


def test_a_chapters_own_list_says_it_too() -> None:
    """Where there are too many chapters for a timeline at each, a chapter lists its events."""
    files = {
        f"site_src/chapters/{number:03}-c{number}.md": (
            f"---\ntitle: C{number}\nevents:\n"
            f"  - {{id: e{number}, title: E, when: {1000 + number}-06}}\n---\nText.\n"
        )
        for number in range(1, 63)
    }
    report = story({**files, "site_src/story.yml": "title: A\nlanguage: ru\n"}, features=[chapters])
    assert 'class="quiet">июнь 1002\xa0г.</span>' in page(report, "chapters/c2.html")


def test_the_book_says_it_too() -> None:
    events = "[{id: a, title: A, when: 1998-06-12}, {id: b, title: B, when: years after a}]"
    files = {
        "site_src/story.yml": "title: A\nlanguage: kk\n",
        "site_src/chapters/01-a.md": f"---\ntitle: A\nevents: {events}\n---\nText.\n",
    }
    made = story(files, features=[epub]).plan.files
    book = next(body for path, body in made.items() if path.endswith(".epub"))
    shown = ZipFile(BytesIO(book)).read("EPUB/timeline.xhtml").decode()
    said = [words.replace("\xa0", " ") for words in re.findall('class="when">([^<]+)<', shown)]
    assert said == ["1998 ж. 12 маусым", "кемінде 2 жылдан кейін; 2000 не одан кейін"]


@pytest.mark.parametrize("language", ["en", "en-US", "ru", "kk", "de", "th", "xx"])
def test_any_two_dates_can_be_said(language: str) -> None:
    texts = "1998 1998-06 1998-06-12 1998-24 199X -0043 -0043-03 -0043-03-15 1998-06-12T14:30"
    dates = [date for text in texts.split() if isinstance(date := parse_date(text), Date)]
    words = TimeWords(language, {})
    for one, other in product(dates, repeat=2):
        for ends in ((one.first, other.last), (one.first, None), (None, other.last)):
            shown = words.starts(placed(Dates(*ends)))
            assert shown and "%" not in shown and "\u202f" not in shown


def placed(when: Dates) -> Placed:
    event = Event("e", "E", Span("site_src/timeline.yml"))
    return Placed(event, None, None, None, Bounds(), Bounds(), "stated", when=when)
